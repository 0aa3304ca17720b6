import { z } from 'zod';
import { parseUrl } from './value-parsers.js';

/** Words that stand in examples and templates. */
export const placeholders: ReadonlySet<string> = new Set([
  'admin',
  'change-me',
  'change_me',
  'changeit',
  'changeme',
  'cordon',
  'default',
  'example',
  'hunter2',
  'password',
  'postgres',
  'replace-me',
  'replaceme',
  'root',
  'secret',
  'test',
  'todo',
  'topsecret',
  'user',
  'xxx',
  '1234',
  '12345',
  '123456',
  '12345678',
]);

/** True for a word that stands in examples and templates, whatever its case: never a secret. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim().toLowerCase();
  return (
    placeholders.has(plain) ||
    /^[<{$[].*[>}\]]$/.test(plain) ||
    /^(.)\1*$/u.test(plain) ||
    plain.startsWith('your-')
  );
}

/** Decodes 32 bytes from base64 (either alphabet) or 64 hexadecimal digits; null for anything else. */
export function decodeKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  // 43 characters and at most one "=" are exactly 32 bytes; the last one carries four bits only (RFC 4648 3.5).
  return /^[A-Za-z0-9+/_-]{42}[AEIMQUYcgkosw048]=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/** True for bytes that nobody drew at random: one byte repeated, a short pattern, a sequence, or typed text. */
export function isGuessable(key: Buffer): boolean {
  const distinct = new Set(key).size;
  const isTyped = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  // 32 random bytes have fewer than 16 different ones about once in 10^16 draws, and are all printable about once in 10^13.
  return distinct < 16 || isTyped || isSequence(key);
}

function isSequence(key: Buffer): boolean {
  const steps = new Set([...key.subarray(1)].map((byte, index) => (byte - (key[index] ?? 0) + 256) % 256));
  return steps.size === 1;
}

/** A key of 32 random bytes, as `cordon secret` prints it. */
export const masterKey: z.ZodType<Buffer, string> = z.string().transform((text, context) => {
  const key = decodeKey(text.trim());
  if (key !== null && !isGuessable(key)) return key;
  context.addIssue(
    key === null
      ? { code: 'custom', message: 'is not 32 bytes in base64 or hexadecimal' }
      : { code: 'custom', message: 'is a placeholder, not 32 random bytes' },
  );
  return z.NEVER;
});

/** A secret for HS256: the bytes of the text as they stand, which is how JWT libraries take one (RFC 7518 section 3.2: at least 256 bits). */
export const jwtSecret: z.ZodType<Buffer, string> = z.string().transform((text, context) => {
  // A file of raw bytes does not survive being read as text, and would silently become another secret.
  if (text.includes('\ufffd')) {
    context.addIssue({ code: 'custom', message: 'is not text; write the secret in base64' });
    return z.NEVER;
  }
  if (isPlaceholder(text) || new Set(text).size < 10) {
    context.addIssue({ code: 'custom', message: 'is a placeholder, not a random secret' });
    return z.NEVER;
  }
  if (maximumBits(text) >= 256) return Buffer.from(text);
  context.addIssue({ code: 'custom', message: 'has less than 256 bits' });
  return z.NEVER;
});

/** What a text of this alphabet can hold at most: a digit of hexadecimal has four bits, whatever it takes to store it. */
function maximumBits(text: string): number {
  if (/^[0-9a-f]*$/i.test(text)) return text.length * 4;
  if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return text.replace(/=+$/, '').length * 6;
  return Buffer.byteLength(text) * 8;
}

/** The address of a Postgres database: postgresql://user:password@host:port/name. */
export const databaseUrl: z.ZodType<string, string> = z
  .string()
  .transform((text) => text.trim())
  .refine(
    (text) => {
      const url = parseUrl(text);
      if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) return false;
      // An unescaped # in a password would silently cut the rest off.
      return (
        url.hash === '' && url.pathname.length > 1 && (url.hostname !== '' || url.searchParams.has('host'))
      );
    },
    { abort: true },
  );

/** False when the URL carries a password that stands in every example, or repeats the user's name. */
export function hasOwnPassword(text: string): boolean {
  const { password = '', username = '' } = parseUrl(text) ?? {};
  return password === '' || (!isPlaceholder(decode(password)) && password !== username);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray per cent sign: the text as it stands is what can be compared.
    return text;
  }
}
