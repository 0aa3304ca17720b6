import { domainToUnicode } from 'node:url';
import { isBrokenText, nameKey } from './name-key.js';

/** The maximum length of an address in an SMTP envelope (RFC 5321 4.5.3.1.3, without the angle brackets). */
export const emailMaxLength = 254;

/** An email address in display form and in comparison form. */
export interface EmailAddress {
  readonly email: string;
  readonly emailKey: string;
}

/**
 * Parses an email address; returns null when it is not valid.
 * Accepts a dot-atom, one `@` and a domain of at least two labels, with letters and digits of other languages
 * (RFC 6531 3.3). Rejects quoted local parts, comments and address literals (RFC 5321 4.1.2). At most 254
 * bytes, 64 of them before the `@`. The running time is linear.
 */
export function readEmail(text: string): EmailAddress | null {
  if (text.length > emailMaxLength || isBrokenText(text)) return null;
  const normal = text.normalize('NFKC');
  if (byteLength(normal) > emailMaxLength || invisible.test(normal)) return null;
  const at = normal.indexOf('@');
  const local = normal.slice(0, at);
  const domain = normal.slice(at + 1).toLowerCase();
  if (at < 1 || !isLocalPart(local) || !isDomain(domain)) return null;
  // The Punycode form xn--fa-hia.de and its spelling with a sharp s are the same domain (RFC 5890 2.3.2.1).
  const readable = domain.includes('xn--') ? domainToUnicode(domain) : domain;
  if (readable === '') return null;
  return { email: `${local}@${domain}`, emailKey: `${nameKey(local)}@${nameKey(readable)}` };
}

/**
 * Returns the comparison form of the beginning of an address, for searches. Complete labels in Punycode are
 * converted as in `readEmail`, since lists show the domain as it was entered.
 */
export function emailPrefixKey(text: string): string {
  const [local = '', ...rest] = text.normalize('NFKC').split('@');
  if (rest.length === 0) return nameKey(text);
  const labels = rest.join('@').toLowerCase().split('.');
  const readable = labels.map((part) => (part.startsWith('xn--') ? domainToUnicode(part) || part : part));
  return `${nameKey(local)}@${nameKey(readable.join('.'))}`;
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
    // Many implementations treat a domain that ends in digits as an IP address.
    !/^\d+$/.test(last)
  );
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
