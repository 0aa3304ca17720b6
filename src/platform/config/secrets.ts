import { z } from 'zod';
import { parsePostgresUrl } from '../../shared/index.js';

/** Words used in examples and templates. */
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

/** Returns true for a word used in examples and templates, in any case. */
export function isPlaceholder(text: string): boolean {
  const plain = text.trim().toLowerCase();
  return (
    placeholders.has(plain) ||
    /^[<{$[].*[>}\]]$/.test(plain) ||
    /^(.)\1*$/u.test(plain) ||
    plain.startsWith('your-')
  );
}

/** Decodes 32 bytes from base64, base64url or 64 hexadecimal digits; returns null for anything else. */
export function decodeKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  // 32 bytes are 43 characters and at most one "="; the last character has only four bits (RFC 4648 3.5).
  return /^[A-Za-z0-9+/_-]{42}[AEIMQUYcgkosw048]=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/**
 * Returns true for bytes that are not random: a repeated byte, a short pattern, a sequence, or typed text.
 */
export function isGuessable(key: Buffer): boolean {
  const distinct = new Set(key).size;
  const isTyped = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  // 32 random bytes have fewer than 16 different values once in 10^16 draws, and are all printable once in
  // 10^13.
  return distinct < 16 || isTyped || isSequence(key);
}

function isSequence(key: Buffer): boolean {
  const steps = new Set([...key.subarray(1)].map((byte, index) => (byte - (key[index] ?? 0) + 256) % 256));
  return steps.size === 1;
}

/** A key of 32 random bytes, as printed by `cordon secret`. */
export const masterKey: z.ZodType<Buffer, string> = z.string().transform((text, context) => {
  const key = decodeKey(text.trim());
  if (key !== null && !isGuessable(key)) return key;
  context.addIssue(
    key === null
      ? { code: 'custom', message: 'must be 32 bytes in base64 or hexadecimal' }
      : { code: 'custom', message: 'is a placeholder, not 32 random bytes' },
  );
  return z.NEVER;
});

/**
 * A secret for HS256: the bytes of the text, as JWT libraries use it (RFC 7518 section 3.2: at least 256
 * bits).
 */
export const jwtSecret: z.ZodType<Buffer, string> = z.string().transform((text, context) => {
  // Raw bytes that are read as text would silently become another secret.
  if (text.includes('\ufffd')) {
    context.addIssue({ code: 'custom', message: 'must be text; encode the secret in base64' });
    return z.NEVER;
  }
  if (isPlaceholder(text) || new Set(text).size < 10) {
    context.addIssue({ code: 'custom', message: 'is a placeholder, not a random secret' });
    return z.NEVER;
  }
  if (maximumBits(text) >= 256) return Buffer.from(text);
  context.addIssue({ code: 'custom', message: 'must have at least 256 bits' });
  return z.NEVER;
});

/** Returns the maximum entropy of a text with this alphabet: a hexadecimal digit has four bits. */
function maximumBits(text: string): number {
  if (/^[0-9a-f]*$/i.test(text)) return text.length * 4;
  if (/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return text.replace(/=+$/, '').length * 6;
  return Buffer.byteLength(text) * 8;
}

/** The URL of a Postgres database: postgresql://user:password@host:port/name, also with several hosts. */
export const databaseUrl: z.ZodType<string, string> = z
  .string()
  .transform((text) => text.trim())
  .superRefine((text, context) => {
    const parsed = parsePostgresUrl(text);
    if (parsed !== null && 'urls' in parsed) return;
    context.addIssue({ code: 'custom', message: parsed?.problem ?? 'Invalid input' });
  });

/** Returns false when the password of the URL is a placeholder or equals the username. */
export function hasOwnPassword(text: string): boolean {
  const parsed = parsePostgresUrl(text);
  if (parsed === null || 'problem' in parsed) return false;
  const { password, username } = new URL(parsed.urls[0]);
  return password === '' || (!isPlaceholder(decode(password)) && password !== username);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: the undecoded text is compared.
    return text;
  }
}
