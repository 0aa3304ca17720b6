import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHash } from './password-hash.js';

/** A function that derives a key from a password, with its parameters. */
export type Derivation =
  | {
      readonly algorithm: 'argon2d' | 'argon2i' | 'argon2id';
      readonly version: 16 | 19;
      readonly memoryKib: number;
      readonly passes: number;
      readonly lanes: number;
    }
  /** `logN` is the base-2 logarithm of the cost parameter N (RFC 7914). */
  | {
      readonly algorithm: 'scrypt';
      readonly logN: number;
      readonly blockSize: number;
      readonly lanes: number;
    }
  | { readonly algorithm: 'pbkdf2-sha256'; readonly iterations: number };

/** A password hash of another system that is not bcrypt; its user has not signed in here yet. */
export interface DerivedKeyHash {
  readonly derivation: Derivation;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Derives a key of `length` bytes outside the event loop. */
export type DeriveKey = (
  derivation: Derivation,
  secret: Buffer,
  salt: Buffer,
  length: number,
) => Promise<Buffer>;

/** Hashes above these bounds are not computed: about 0.5 s of one core and 256 MiB. */
const bounds = {
  argon2MemoryKib: 256 * 1024,
  argon2Work: 1024 * 1024,
  scryptBytes: 128 * 1024 * 1024,
  lanes: 16,
  iterations: 2_000_000,
  saltBytes: { min: 8, max: 64 },
  keyBytes: { min: 16, max: 64 },
} as const;

const form =
  /^(\$(argon2(?:d|i|id)|scrypt|pbkdf2-sha256)\$[a-z0-9=,$]{1,60})\$([A-Za-z0-9+/]*)\$([A-Za-z0-9+/]+)$/;

/**
 * Parses a stored hash in the PHC string format: `$argon2id$v=19$m=65536,t=3,p=4$SALT$KEY`,
 * `$scrypt$ln=15,r=8,p=1$SALT$KEY` or `$pbkdf2-sha256$i=600000$SALT$KEY`, with salt and key in base64 without
 * padding. Returns null for other text and for parameters out of bounds. Never throws.
 */
export function parseDerivedKeyHash(stored: string): DerivedKeyHash | null {
  const [, parameters = '', , saltText = '', keyText = ''] = form.exec(stored) ?? [];
  const derivation = parseDerivation(parameters);
  if (derivation === null) return null;
  const salt = Buffer.from(saltText, 'base64');
  const key = Buffer.from(keyText, 'base64');
  // A second block of PBKDF2 would double the work.
  const keyBytes = derivation.algorithm === 'pbkdf2-sha256' ? { min: 16, max: 32 } : bounds.keyBytes;
  const isBounded = isWithin(salt.length, bounds.saltBytes) && isWithin(key.length, keyBytes);
  return isBounded ? { derivation, salt, key } : null;
}

function isWithin(length: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return length >= min && length <= max;
}

/** Returns the stored form of a hash. */
export function formatDerivedKeyHash({ derivation, salt, key }: DerivedKeyHash): PasswordHash {
  const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  return `${formatDerivation(derivation)}$${unpadded(salt)}$${unpadded(key)}` as PasswordHash;
}

/** Parses what precedes the salt of a stored hash. Returns null for parameters out of bounds. */
export function parseDerivation(text: string): Derivation | null {
  const {
    algorithm = '',
    v,
    m,
    t,
    p,
    ln,
    r,
    i,
  } = /^\$(?<algorithm>argon2(?:d|i|id))\$v=(?<v>16|19)\$m=(?<m>\d{1,7}),t=(?<t>\d{1,3}),p=(?<p>\d{1,2})$/.exec(
    text,
  )?.groups ??
  /^\$(?<algorithm>scrypt)\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})$/.exec(text)?.groups ??
  /^\$(?<algorithm>pbkdf2-sha256)\$i=(?<i>\d{1,7})$/.exec(text)?.groups ??
  {};
  const derivation = derivationOf(algorithm, { v, m, t, p, ln, r, i });
  return derivation !== null && hasBoundedWork(derivation) ? derivation : null;
}

/** Returns the part of the stored form that precedes the salt. Equal work has equal text. */
export function formatDerivation(derivation: Derivation): string {
  switch (derivation.algorithm) {
    case 'scrypt':
      return `$scrypt$ln=${derivation.logN},r=${derivation.blockSize},p=${derivation.lanes}`;
    case 'pbkdf2-sha256':
      return `$pbkdf2-sha256$i=${derivation.iterations}`;
    default: {
      const { algorithm, version, memoryKib, passes, lanes } = derivation;
      return `$${algorithm}$v=${version}$m=${memoryKib},t=${passes},p=${lanes}`;
    }
  }
}

function derivationOf(
  algorithm: string,
  { v, m, t, p, ln, r, i }: Readonly<Record<string, string | undefined>>,
): Derivation | null {
  switch (algorithm) {
    case 'argon2d':
    case 'argon2i':
    case 'argon2id':
      return {
        algorithm,
        version: v === '16' ? 16 : 19,
        memoryKib: Number(m),
        passes: Number(t),
        lanes: Number(p),
      };
    case 'scrypt':
      return { algorithm, logN: Number(ln), blockSize: Number(r), lanes: Number(p) };
    case 'pbkdf2-sha256':
      return { algorithm, iterations: Number(i) };
    default:
      return null;
  }
}

function hasBoundedWork(derivation: Derivation): boolean {
  switch (derivation.algorithm) {
    case 'scrypt': {
      const { logN, blockSize, lanes } = derivation;
      const bytes = 128 * blockSize * 2 ** logN;
      // RFC 7914 section 2: N is less than 2^(128 * r / 8). OpenSSL refuses to derive such a key.
      const isDefined = logN >= 1 && logN < 16 * blockSize && lanes >= 1;
      return isDefined && bytes * lanes <= bounds.scryptBytes;
    }
    case 'pbkdf2-sha256':
      return derivation.iterations >= 1 && derivation.iterations <= bounds.iterations;
    default: {
      const { memoryKib, passes, lanes } = derivation;
      return (
        lanes >= 1 &&
        lanes <= bounds.lanes &&
        memoryKib >= 8 * lanes &&
        memoryKib <= bounds.argon2MemoryKib &&
        passes >= 1 &&
        memoryKib * passes <= bounds.argon2Work
      );
    }
  }
}

/** Returns whether the secret has this hash, compared in constant time. */
export async function matchesDerivedKey(
  { derivation, salt, key }: DerivedKeyHash,
  secret: Buffer,
  derive: DeriveKey,
): Promise<boolean> {
  return timingSafeEqual(await derive(derivation, secret, salt, key.length), key);
}

const runPbkdf2 = promisify(pbkdf2);
const runScrypt = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);

/** Values of enumerations that the argon2 library declares only as types. */
const argon2Algorithms = { argon2d: 0, argon2i: 1, argon2id: 2 } as const;
const argon2Versions = { 16: 0, 19: 1 } as const;

/** Derives keys in threads of libuv. The argon2 library is loaded only when such a hash exists. */
export const deriveKey: DeriveKey = async (derivation, secret, salt, length) => {
  switch (derivation.algorithm) {
    case 'scrypt': {
      const { logN, blockSize, lanes } = derivation;
      const maxmem = 2 * bounds.scryptBytes;
      return runScrypt(secret, salt, length, { N: 2 ** logN, r: blockSize, p: lanes, maxmem });
    }
    case 'pbkdf2-sha256':
      return runPbkdf2(secret, salt, derivation.iterations, length, 'sha256');
    default: {
      const { hashRaw } = await import('@node-rs/argon2');
      return hashRaw(secret, {
        salt,
        outputLen: length,
        memoryCost: derivation.memoryKib,
        timeCost: derivation.passes,
        parallelism: derivation.lanes,
        algorithm: argon2Algorithms[derivation.algorithm],
        version: argon2Versions[derivation.version],
      });
    }
  }
};
