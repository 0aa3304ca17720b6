import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** A static page with its Content-Security-Policy (CSP level 3). */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

/** Returns the CSP source expression that allows exactly this inline script or style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Returns a policy that allows only the listed sources and no framing of the page. */
export function contentSecurityPolicy(directives: Readonly<Record<string, string>>): string {
  const all = { 'default-src': "'none'", ...directives, 'base-uri': "'none'", 'frame-ancestors': "'none'" };
  return Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Sends a page under its policy. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .header('content-security-policy', page.contentSecurityPolicy)
    .type('text/html; charset=utf-8')
    .send(page.html);
}
