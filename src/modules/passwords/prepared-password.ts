import { createHmac } from 'node:crypto';
import type { Pepper } from '../keys/index.js';

/** The maximum password length, in characters after NFKC (NIST 800-63B-4 requires at least 64). */
export const maxPasswordLength = 256;

/** 256 characters of four UTF-8 bytes each: a second limit in case the first one changes. */
const maxPasswordBytes = 1024;

/**
 * The maximum number of UTF-16 units before normalization. No character is composed from more than four code
 * points (U+1F82) or has more than two UTF-16 units.
 */
const maxRawUnits = maxPasswordLength * 4 * 2;

/** bcrypt silently ignores all bytes after these. */
const bcryptBytes = 72;

/** A password in the form in which it is counted, compared and hashed, or the reason why it is invalid. */
export type PreparedPassword =
  | { readonly text: string; readonly length: number; readonly fault: null }
  | { readonly text: null; readonly fault: 'MALFORMED' }
  | { readonly text: null; readonly fault: 'TOO_LONG' };

/**
 * Prepares a password: NFKC, counted in code points, never trimmed or truncated. Never throws.
 * A NUL is malformed because C libraries end strings there and HMAC pads keys with it; an unpaired surrogate
 * because UTF-8 cannot distinguish it from another one.
 */
export function preparePassword(password: string): PreparedPassword {
  if (password.length > maxRawUnits) return { text: null, fault: 'TOO_LONG' };
  if (password.includes('\0') || /\p{Surrogate}/u.test(password)) return { text: null, fault: 'MALFORMED' };
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length > maxPasswordLength || Buffer.byteLength(text) > maxPasswordBytes)
    return { text: null, fault: 'TOO_LONG' };
  return { text, length, fault: null };
}

/**
 * Returns the input of bcrypt: HMAC-SHA-384 of the prepared password, keyed with the pepper, in base64.
 * It has 64 bytes without a NUL, regardless of the password's length, so bcrypt's limit of 72 bytes is never
 * reached and every character counts.
 */
export function pepperedSecret(prepared: string, pepper: Pepper['secret']): Buffer {
  return Buffer.from(createHmac('sha384', pepper).update(prepared, 'utf8').digest('base64'), 'ascii');
}

/**
 * Returns the secret of a hash that was imported from another system: the bytes that its browser sent.
 * Browsers send NFC; NFKC would change characters (full width, ligatures) that the other system preserved.
 */
export function importedSecret(password: string): Buffer {
  return Buffer.from(password.normalize('NFC'), 'utf8');
}

/** Truncates the secret of an imported hash to 72 bytes, as bcrypt does. */
export function bcryptInput(secret: Buffer): Buffer {
  return secret.subarray(0, bcryptBytes);
}
