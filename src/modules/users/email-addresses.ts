import { domainToUnicode } from 'node:url';
import { isBrokenText, nameKey } from './name-key.js';

/** The longest address that fits a mail envelope (RFC 5321 4.5.3.1.3, less the angle brackets). */
export const emailMaxLength = 254;

/** An address as it is shown and as it is compared. */
export interface EmailAddress {
  readonly email: string;
  readonly emailKey: string;
}

/**
 * Reads an address; null when it cannot be one. Strict: a dot-atom, one `@`, a domain of two labels or more; no quoted local
 * part, no comment, no address literal (RFC 5321 4.1.2), letters and digits of other languages as RFC 6531 3.3 has them.
 * At most 254 bytes, 64 of them before the `@`. Each character is looked at a fixed number of times.
 */
export function readEmail(text: string): EmailAddress | null {
  if (text.length > emailMaxLength || isBrokenText(text)) return null;
  const normal = text.normalize('NFKC');
  if (byteLength(normal) > emailMaxLength || invisible.test(normal)) return null;
  const at = normal.indexOf('@');
  const local = normal.slice(0, at);
  const domain = normal.slice(at + 1).toLowerCase();
  if (at < 1 || !isLocalPart(local) || !isDomain(domain)) return null;
  // xn--fa-hia.de and its spelling with a sharp s are one domain (RFC 5890 2.3.2.1).
  const readable = domain.includes('xn--') ? domainToUnicode(domain) : domain;
  if (readable === '') return null;
  return { email: `${local}@${domain}`, emailKey: `${nameKey(local)}@${nameKey(readable)}` };
}

const invisible = /\p{Default_Ignorable_Code_Point}/u;
const atom = /^[\p{L}\p{M}\p{Nd}!#$%&'*+/=?^_`{|}~-]+$/u;
const label = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}-]*[\p{L}\p{M}\p{Nd}])?$/u;

function isLocalPart(local: string): boolean {
  return byteLength(local) <= 64 && local.split('.').every((part) => atom.test(part));
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  return (
    labels.length >= 2 &&
    labels.every((part) => byteLength(part) <= 63 && label.test(part)) &&
    // A domain that ends in digits is an IP address to many a reader.
    !/^\d+$/.test(last)
  );
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
