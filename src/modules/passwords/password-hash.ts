import type { Branded } from '../../shared/index.js';

/** What is stored for a password: `hs384:<pepper id>:$2b$12$...`, or a bare bcrypt hash from elsewhere. Never leaves the server. */
export type PasswordHash = Branded<'PasswordHash'>;

/** A stored hash, taken apart. */
export interface PasswordHashParts {
  /** Null for a bare bcrypt hash, made without a pepper by another system. */
  readonly pepperId: string | null;
  /** With the prefix `$2b$` whatever stood there: the library calls a right password for `$2y$` wrong. */
  readonly bcryptHash: string;
  /** The base-2 logarithm of bcrypt's rounds. */
  readonly cost: number;
}

/** The lowest cost that bcrypt knows. */
export const lowestCost = 4;

/** A hash of a higher cost is not worked on: 2^15 rounds are 1.6 s of a core, 2^31 are days. */
export const highestCost = 15;

const form = /^(?:hs384:([0-9A-Za-z-]{1,64}):)?\$2([aby])\$(\d\d)\$([./0-9A-Za-z]{53})$/;

/**
 * Takes a stored hash apart; answers null, never throws, for text that is no hash we can check (`$2x$`, a cost out of bounds, garbage).
 * `$2a$`, `$2b$` and `$2y$` name one algorithm; they differ in faults of old libraries with keys of 255 bytes, which never occur here.
 */
export function parsePasswordHash(stored: string): PasswordHashParts | null {
  const [, pepperId, , digits, rest] = form.exec(stored) ?? [];
  const cost = Number(digits);
  if (digits === undefined || rest === undefined || cost < lowestCost || cost > highestCost) return null;
  return { pepperId: pepperId ?? null, bcryptHash: `$2b$${digits}$${rest}`, cost };
}

/** Writes a hash as it is stored. */
export function formatPasswordHash(pepperId: string, bcryptHash: string): PasswordHash {
  // The one place where a hash is born: both parts come from this module.
  return `hs384:${pepperId}:${bcryptHash}` as PasswordHash;
}
