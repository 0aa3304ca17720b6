import { hkdfSync } from 'node:crypto';
import type { OpenSecret } from './key-sealer.js';

/**
 * A secret that is mixed into every password before hashing, so that a stolen table alone cannot be attacked.
 */
export interface Pepper {
  /** Part of each stored hash; letters, digits and hyphens. */
  readonly id: string;
  readonly secret: Buffer;
}

/** The peppers of password hashes. */
export interface Peppers {
  /** Returns the pepper of new hashes. */
  current(): Pepper;
  /** Returns the secret of the current or an older pepper; null when the id is unknown. */
  find(id: string): Buffer | null;
}

/**
 * Returns the 32-byte key of a purpose: the same on every instance, and independent of the keys of other
 * purposes.
 */
export type DeriveKey = (purpose: string) => Buffer;

/** Returns the peppers among the secrets (oldest first); the newest is current. */
export function createPeppers(secrets: readonly OpenSecret[]): Peppers {
  const peppers = secrets.filter((secret) => secret.purpose === 'pepper');
  const newest = peppers.at(-1);
  if (newest === undefined) throw new Error('there is no pepper');
  return {
    current: () => ({ id: newest.id, secret: newest.secret }),
    find: (id) => peppers.find((pepper) => pepper.id === id)?.secret ?? null,
  };
}

/**
 * Derives keys by HKDF (RFC 5869) from the oldest derivation secret, so that adding another secret does not
 * change existing fingerprints.
 */
export function createDeriveKey(secrets: readonly OpenSecret[]): DeriveKey {
  const root = secrets.find((secret) => secret.purpose === 'derivation');
  if (root === undefined) throw new Error('there is no secret to derive keys from');
  const derived = new Map<string, Buffer>();
  return (purpose) => {
    const key =
      derived.get(purpose) ??
      Buffer.from(hkdfSync('sha256', root.secret, Buffer.alloc(0), `cordon/derived/1/${purpose}`, 32));
    derived.set(purpose, key);
    return key;
  };
}
