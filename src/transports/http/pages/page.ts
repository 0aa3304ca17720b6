import { createHash } from 'node:crypto';

/** A page that is sent as it is, with the content policy (CSP level 3) that fits it. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** The source expression that allows exactly this inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** A policy that allows nothing but what is listed, and no frame around the page. */
export function contentSecurityPolicy(directives: Readonly<Record<string, string>>): string {
  const all = { 'default-src': "'none'", ...directives, 'base-uri': "'none'", 'frame-ancestors': "'none'" };
  return Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
