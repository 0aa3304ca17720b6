import { createHmac } from 'node:crypto';
import type { Pepper } from '../keys/index.js';

/** The longest password, in characters after NFKC (NIST 800-63B-4 asks for at least 64). */
export const maxPasswordLength = 256;

/** 256 characters of four UTF-8 bytes each: a second wall, should the first ever move. */
const maxPasswordBytes = 1024;

/** No character composes from more than four (U+1F82), nor has more than two UTF-16 units: beyond this it is too long unread. */
const maxUnreadUnits = maxPasswordLength * 4 * 2;

/** bcrypt looks at this many bytes and drops the rest in silence. */
const bcryptBytes = 72;

/** A password in the one form in which it is counted, compared and hashed; or why there is none. */
export type PreparedPassword =
  | { readonly text: string; readonly length: number; readonly fault: null }
  | { readonly text: null; readonly fault: 'MALFORMED' }
  | { readonly text: null; readonly fault: 'TOO_LONG' };

/**
 * Prepares a password: NFKC, counted in code points, never trimmed, never cut.
 * A NUL is malformed because C libraries end there (and HMAC pads keys with it); half a surrogate pair because UTF-8 cannot tell one
 * from another. Never throws, whatever the string.
 */
export function preparePassword(password: string): PreparedPassword {
  if (password.length > maxUnreadUnits) return { text: null, fault: 'TOO_LONG' };
  if (password.includes('\0') || /\p{Surrogate}/u.test(password)) return { text: null, fault: 'MALFORMED' };
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length > maxPasswordLength || Buffer.byteLength(text) > maxPasswordBytes)
    return { text: null, fault: 'TOO_LONG' };
  return { text, length, fault: null };
}

/**
 * What bcrypt is given: HMAC-SHA-384 of the prepared password, keyed with the pepper, in base64.
 * 64 bytes without a NUL, whatever the length of the password, so bcrypt's 72 are never reached and every character counts.
 */
export function pepperedSecret(prepared: string, pepper: Pepper['secret']): Buffer {
  return Buffer.from(createHmac('sha384', pepper).update(prepared, 'utf8').digest('base64'), 'ascii');
}

/**
 * What a bare bcrypt hash of another system was made from: the bytes its browser sent. Browsers send NFC; NFKC would change
 * letters (full width, ligatures) that the other system kept. Cut at bcrypt's 72 bytes as that system's library cut it.
 */
export function importedHashSecret(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'), 'utf8').subarray(0, bcryptBytes);
}
