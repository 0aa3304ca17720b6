import { isIP, isIPv6 } from 'node:net';
import { z } from 'zod';

/** A whole number within bounds, written in digits. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
}

/** A switch: `on` or `off`, as also true and false, yes and no, 1 and 0 say it, in any case. */
export const onOrOff: z.ZodType<boolean, string> = z
  .string()
  .transform((word) => word.trim().toLowerCase())
  .pipe(z.enum(['on', 'true', 'yes', '1', 'off', 'false', 'no', '0']))
  .transform((word) => ['on', 'true', 'yes', '1'].includes(word));

/** A list with commas between; blanks around entries do not count, empty entries are left out. */
export function listOf(isEntry: (entry: string) => boolean): z.ZodType<readonly string[], string> {
  return z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .transform((entries) => entries.filter((entry) => entry !== ''))
    .refine((entries) => entries.every(isEntry), { abort: true });
}

/** Parses a URL; null for anything that is none. */
export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** True for an http(s) origin written exactly as a browser writes it (RFC 6454 6.2): lower case, no path, no slash at the end. */
export function isOrigin(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

/** True when the URL's host is this very machine, where plain http tells nobody anything. */
export function isLoopback(text: string): boolean {
  const host = parseUrl(text)?.hostname ?? '';
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

/** True for an address or a network in CIDR notation; a network of every address would let anybody name their own. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (isIPv6(address) ? 128 : 32);
}
