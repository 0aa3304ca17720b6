import { isIP } from 'node:net';
import type { Config, Settings } from './settings.js';
import { isOrigin } from './value-parsers.js';

/** Returns the domain of passkeys, and which of the configured origins may use it. */
export function passkeyConfig(
  { passkeyRpId, appUrl, allowedOrigins }: Pick<Settings, 'passkeyRpId' | 'appUrl' | 'allowedOrigins'>,
  issuer: string,
): Config['passkeys'] {
  const { hostname } = new URL(issuer);
  const domain = passkeyRpId ?? (isAddress(hostname) ? null : hostname);
  const pages = appUrl === null ? [issuer] : [issuer, new URL(appUrl).origin];
  const origins = [...pages, ...allowedOrigins].filter(
    (origin) => domain !== null && isOrigin(origin) && isPasskeyDomainOf(domain, origin),
  );
  return { domain, origins: Object.freeze([...new Set(origins)]) };
}

/** Returns true when browsers accept the domain on pages of the origin: its host, or a parent domain. */
export function isPasskeyDomainOf(domain: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || isIP(hostname) !== 0;
}
