import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { createSealing, type Sealing } from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyTimes } from './key-lifecycle.js';
import type { SecretPurpose, StoredSecret, StoredSigningKey } from './keys-store.js';

/** Both halves of a key. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A signing key, open. */
export interface OpenSigningKey extends KeyTimes {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  /** Null for a revoked key, whose private half is destroyed. */
  readonly pair: KeyPair | null;
}

/** A secret, open. */
export interface OpenSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly secret: Buffer;
}

/** Seals and opens what this module keeps, each kind under a key of its own. */
export interface KeySealer {
  sealSigningKey(kid: string, privateKey: KeyObject): Buffer;
  sealSecret(id: string, purpose: SecretPurpose, secret: Buffer): Buffer;
  /** Answers null for a key that was sealed under another master key, or tampered with. */
  openSigningKey(stored: StoredSigningKey): OpenSigningKey | null;
  /** Likewise. */
  openSecret(stored: StoredSecret): OpenSecret | null;
}

/** Makes the sealer of one master key. */
export function createKeySealer(masterKey: Buffer): KeySealer {
  const signingKeys = purposeSealing(masterKey, 'signing-keys');
  const secrets: Readonly<Record<SecretPurpose, Sealing>> = {
    pepper: purposeSealing(masterKey, 'pepper'),
    derivation: purposeSealing(masterKey, 'derivation'),
  };
  return {
    sealSigningKey: (kid, privateKey) =>
      signingKeys.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), `signing_keys:${kid}`),
    sealSecret: (id, purpose, secret) => secrets[purpose].seal(secret, `sealed_secrets:${id}`),
    openSigningKey: (stored) => {
      const { kid, sealedPrivateKey } = stored;
      if (sealedPrivateKey === null) return openKey(stored, null);
      const der = signingKeys.open(sealedPrivateKey, `signing_keys:${kid}`);
      if (der === null) return null;
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      // From the sealed half, not from the readable column: who can write rows must not be able to plant a key of their own.
      return openKey(stored, { privateKey, publicKey: createPublicKey(privateKey) });
    },
    openSecret: ({ id, purpose, sealed }) => {
      const secret = secrets[purpose].open(sealed, `sealed_secrets:${id}`);
      return secret === null ? null : { id, purpose, secret };
    },
  };
}

/** Each purpose has a key of its own, derived from the master key with HKDF (RFC 5869). */
function purposeSealing(masterKey: Buffer, purpose: string): Sealing {
  const key = hkdfSync('sha256', masterKey, Buffer.alloc(0), `cordon/seal/1/${purpose}`, 32);
  return createSealing(Buffer.from(key));
}

/** During a change of the master key: seals with the new one, opens with either. `previous` null: just the one. */
export function withPrevious(current: KeySealer, previous: KeySealer | null): KeySealer {
  if (previous === null) return current;
  return {
    ...current,
    openSigningKey: (stored) => current.openSigningKey(stored) ?? previous.openSigningKey(stored),
    openSecret: (stored) => current.openSecret(stored) ?? previous.openSecret(stored),
  };
}

/** What the ring holds of a stored key, with its halves. */
export function openKey(stored: StoredSigningKey, pair: KeyPair | null): OpenSigningKey {
  const { id, kid, algorithm, activeFrom, revokedAt, tokenTtlSeconds } = stored;
  return { id, kid, algorithm, activeFrom, revokedAt, tokenTtlSeconds, pair };
}
