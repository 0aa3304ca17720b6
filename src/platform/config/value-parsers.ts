import { isIP, isIPv6 } from 'node:net';
import { z } from 'zod';

/** An integer within bounds, written in digits. */
export function integerBetween(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** A switch: on, true, yes, 1 or off, false, no, 0, in any case. */
export const onOrOff: z.ZodType<boolean, string> = z
  .string()
  .transform((word) => word.trim().toLowerCase())
  .pipe(z.enum(['on', 'true', 'yes', '1', 'off', 'false', 'no', '0']))
  .transform((word) => ['on', 'true', 'yes', '1'].includes(word));

/** A comma-separated list. Spaces around entries and empty entries are ignored. */
export function listOf(isEntry: (entry: string) => boolean): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .transform((entries) => entries.filter((entry) => entry !== ''))
    .refine((entries) => entries.every(isEntry), { abort: true });
}

/** Returns null for text that is not a URL. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/**
 * Returns true for an http(s) origin as browsers write it (RFC 6454 6.2): lower case, no path, no trailing
 * slash.
 */
export function isOrigin(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

const otherSchemes = ['http', 'https', 'ws', 'wss', 'ftp', 'file', 'blob', 'data', 'javascript', 'about'];

/**
 * Returns true for an origin of a web page, or of an app or a browser extension with a scheme of its own,
 * such as `capacitor://localhost`.
 */
export function isPageOrigin(text: string): boolean {
  if (isOrigin(text)) return true;
  const [, scheme] = /^([a-z][a-z0-9+.-]{0,30}):\/\/[a-z0-9._-]{1,253}(?::[1-9]\d{0,4})?$/.exec(text) ?? [];
  return scheme !== undefined && !otherSchemes.includes(scheme);
}

/** Returns true for a domain name in lower case, which is neither an IP address nor a top-level domain. */
export function isDomain(text: string): boolean {
  const isName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(text);
  return text === 'localhost' || (text.length <= 253 && isName);
}

/** Returns true for the name of a header, without wildcards. */
export function isHeaderName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

/** Returns true when the host of the URL is this machine, where plain http is safe. */
export function isLoopback(text: string): boolean {
  const host = parseUrl(text)?.hostname ?? '';
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/**
 * Returns true for an address or a network in CIDR notation. A network of all addresses is rejected: it would
 * let every client choose its own address.
 */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32);
}
