import { formatDerivedKeyHash, parseDerivation, parseDerivedKeyHash } from './derived-key-hash.js';
import { type PasswordHash, parsePasswordHash } from './password-hash.js';

/**
 * Converts a password hash of another system to its stored form: bcrypt (`$2a$`, `$2b$`, `$2y$`), argon2,
 * scrypt and PBKDF2 with SHA-256, in the PHC string format or as Django and Passlib store them. Returns null
 * for any other text, and for a hash that is too weak or too costly to check. Never throws.
 */
export function importHash(text: string): PasswordHash | null {
  const bcrypt = text.replace(/^(?:bcrypt\$)(?=\$2)/, '');
  if (parsePasswordHash(bcrypt)?.pepperId === null) return bcrypt as PasswordHash;
  const derived = parseDerivedKeyHash(toPhc(text));
  return derived === null ? null : formatDerivedKeyHash(derived);
}

/** Returns the text in the PHC string format when it is known; other text unchanged. */
function toPhc(text: string): string {
  return djangoPbkdf2(text) ?? djangoScrypt(text) ?? passlib(text) ?? text.replace(/^argon2(?=\$argon2)/, '');
}

/** `pbkdf2_sha256$600000$SALT$KEY`: the salt is text, the key has padding. */
function djangoPbkdf2(text: string): string | null {
  const [, iterations, salt, key] = /^pbkdf2_sha256\$(\d+)\$([^$]+)\$([A-Za-z0-9+/]+)=*$/.exec(text) ?? [];
  if (iterations === undefined || salt === undefined || key === undefined) return null;
  return phc(`$pbkdf2-sha256$i=${iterations}`, Buffer.from(salt, 'utf8'), key);
}

/** `scrypt$SALT$16384$8$1$KEY`. */
function djangoScrypt(text: string): string | null {
  const [, salt, n, r, p, key] =
    /^scrypt\$([^$]+)\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9+/]+)=*$/.exec(text) ?? [];
  if (salt === undefined || key === undefined) return null;
  return phc(`$scrypt$ln=${Math.log2(Number(n))},r=${r},p=${p}`, Buffer.from(salt, 'utf8'), key);
}

/** Passlib omits the `i=` of PBKDF2, and writes `.` for `+` there. */
function passlib(text: string): string | null {
  const [, iterations, salt, key] =
    /^\$pbkdf2-sha256\$(\d+)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)$/.exec(text) ?? [];
  if (iterations === undefined || salt === undefined || key === undefined) return null;
  return `$pbkdf2-sha256$i=${iterations}$${salt.replaceAll('.', '+')}$${key.replaceAll('.', '+')}`;
}

function phc(parameters: string, salt: Buffer, key: string): string | null {
  if (parseDerivation(parameters) === null) return null;
  return `${parameters}$${salt.toString('base64').replaceAll('=', '')}$${key}`;
}
