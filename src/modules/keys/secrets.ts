import { hkdfSync } from 'node:crypto';
import type { OpenSecret } from './key-sealer.js';

/** The pepper that new password hashes are made with, and those that older ones were. */
export interface StoredPeppers {
  current(): { readonly id: string; readonly secret: Buffer };
  find(id: string): Buffer | null;
}

/** Makes 32 bytes that are the same on every instance of this database, and nobody can guess from those of another purpose. */
export type DeriveKey = (purpose: string) => Buffer;

/** The peppers among the secrets (oldest first): the newest is current. */
export function createPeppers(secrets: readonly OpenSecret[]): StoredPeppers {
  const peppers = secrets.filter((secret) => secret.purpose === 'pepper');
  const newest = peppers.at(-1);
  if (newest === undefined) throw new Error('there is no pepper');
  return {
    current: () => ({ id: newest.id, secret: newest.secret }),
    find: (id) => peppers.find((pepper) => pepper.id === id)?.secret ?? null,
  };
}

/** Derives keys from the oldest secret kept for it, by HKDF (RFC 5869): adding another must not change fingerprints that exist. */
export function createDeriveKey(secrets: readonly OpenSecret[]): DeriveKey {
  const root = secrets.find((secret) => secret.purpose === 'derivation');
  if (root === undefined) throw new Error('there is no secret to derive keys from');
  return (purpose) =>
    Buffer.from(hkdfSync('sha256', root.secret, Buffer.alloc(0), `cordon/derived/1/${purpose}`, 32));
}
