import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { SecretPurpose, SigningKeyStatus, StoredSecret, StoredSigningKey } from './keys-store.js';
import { createSealing, type Sealing } from './sealing.js';
import type { SigningAlgorithm } from './signing-keys.js';

/** A signing key with both halves open. */
export interface OpenSigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly status: SigningKeyStatus;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A secret, open. */
export interface OpenSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly secret: Buffer;
}

/** Seals and opens what this room keeps, each kind under a key of its own. */
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
  const signingKeys = createSealing(masterKey, 'signing-keys');
  const secrets: Readonly<Record<SecretPurpose, Sealing>> = {
    pepper: createSealing(masterKey, 'pepper'),
    derivation: createSealing(masterKey, 'derivation'),
  };
  return {
    sealSigningKey: (kid, privateKey) =>
      signingKeys.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), `signing_keys:${kid}`),
    sealSecret: (id, purpose, secret) => secrets[purpose].seal(secret, `sealed_secrets:${id}`),
    openSigningKey: ({ kid, algorithm, status, sealedPrivateKey }) => {
      const der = signingKeys.open(sealedPrivateKey, `signing_keys:${kid}`);
      if (der === null) return null;
      const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      // From the sealed half, not from the readable column: who can write rows must not be able to plant a key of their own.
      return { kid, algorithm, status, privateKey, publicKey: createPublicKey(privateKey) };
    },
    openSecret: ({ id, purpose, sealed }) => {
      const secret = secrets[purpose].open(sealed, `sealed_secrets:${id}`);
      return secret === null ? null : { id, purpose, secret };
    },
  };
}
