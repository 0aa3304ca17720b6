import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { createSealing, type Sealing } from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyTimes } from './key-lifecycle.js';
import type { SecretPurpose, StoredSecret, StoredSigningKey } from './key-repository.js';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** An opened signing key. */
export interface OpenSigningKey extends KeyTimes {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  /** Null for a revoked key, whose private key is destroyed. */
  readonly pair: KeyPair | null;
}

/** An opened secret. */
export interface OpenSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly secret: Buffer;
}

/** Seals and opens keys and secrets, each purpose under its own sealing key. */
export interface KeySealer {
  sealSigningKey(kid: string, privateKey: KeyObject): Buffer;
  sealSecret(id: string, purpose: SecretPurpose, secret: Buffer): Buffer;
  /** Returns null for a row that was sealed with another master key or changed since. */
  openSigningKey(stored: StoredSigningKey): OpenSigningKey | null;
  /** Returns null for a row that was sealed with another master key or changed since. */
  openSecret(stored: StoredSecret): OpenSecret | null;
}

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
      // Derived from the sealed key, not from the readable column, which anyone who can write rows could
      // replace.
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

/**
 * Returns a sealer that seals with the current master key and opens with either, while it is being changed.
 */
export function withPrevious(current: KeySealer, previous: KeySealer | null): KeySealer {
  if (previous === null) return current;
  return {
    ...current,
    openSigningKey: (stored) => current.openSigningKey(stored) ?? previous.openSigningKey(stored),
    openSecret: (stored) => current.openSecret(stored) ?? previous.openSecret(stored),
  };
}

/** Returns a stored key with its key pair. */
export function openKey(stored: StoredSigningKey, pair: KeyPair | null): OpenSigningKey {
  const { id, kid, algorithm, activeFrom, revokedAt, tokenTtlSeconds } = stored;
  return { id, kid, algorithm, activeFrom, revokedAt, tokenTtlSeconds, pair };
}
