import library from 'bcrypt';
import type { Branded } from '../../shared/index.js';

/**
 * A stored password hash: `hs384:<pepper id>:$2b$12$...`, or an imported plain bcrypt hash. Never leaves the
 * server.
 */
export type PasswordHash = Branded<'PasswordHash'>;

export interface PasswordHashParts {
  /** Null for a plain bcrypt hash imported from another system. */
  readonly pepperId: string | null;
  /** Always with the prefix `$2b$`: the library rejects correct passwords for `$2y$`. */
  readonly bcryptHash: string;
  /** The base-2 logarithm of the bcrypt rounds. */
  readonly cost: number;
}

/** The lowest cost that bcrypt supports. */
export const lowestCost = 4;

/** Hashes of a higher cost are not computed: 2^15 rounds take 1.6 s of one core, 2^31 take days. */
export const highestCost = 15;

const form = /^(?:hs384:([0-9A-Za-z-]{1,64}):)?\$2([aby])\$(\d\d)\$([./0-9A-Za-z]{53})$/;

/**
 * Parses a stored hash. Returns null for text that is not a supported hash (`$2x$`, a cost out of range,
 * other text). Never throws.
 * `$2a$`, `$2b$` and `$2y$` are the same algorithm; they differ only in bugs of old libraries with keys of
 * 255 bytes, which do not occur here.
 */
export function parsePasswordHash(stored: string): PasswordHashParts | null {
  const [, pepperId, , digits, rest] = form.exec(stored) ?? [];
  const cost = Number(digits);
  if (digits === undefined || rest === undefined || cost < lowestCost || cost > highestCost) return null;
  return { pepperId: pepperId ?? null, bcryptHash: `$2b$${digits}$${rest}`, cost };
}

export function formatPasswordHash(pepperId: string, bcryptHash: string): PasswordHash {
  // The only place that creates a PasswordHash from its parts.
  return `hs384:${pepperId}:${bcryptHash}` as PasswordHash;
}

/** The bcrypt library as this module uses it. Tests replace it by one that counts. */
export interface Bcrypt {
  /** Returns a `$2b$` hash with a new salt, computed in 2^cost rounds. */
  hash(secret: Buffer, cost: number): Promise<string>;
  /** Compares in constant time, in 2^cost rounds of the hash's cost. */
  compare(secret: Buffer, bcryptHash: string): Promise<boolean>;
}

/** Runs in libuv's thread pool, outside the event loop. */
export const bcrypt: Bcrypt = {
  hash: (secret, cost) => library.hash(secret, cost),
  compare: (secret, bcryptHash) => library.compare(secret, bcryptHash),
};
