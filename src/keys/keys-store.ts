import type { Reader, Transaction } from '../kernel/index.js';
import type { PublishedKey, SigningAlgorithm } from './signing-keys.js';

/** Where a signing key stands in its life: published, signing, still checked, refused. */
export type SigningKeyStatus = 'PENDING' | 'ACTIVE' | 'RETIRING' | 'REVOKED';

/** A signing key as it is kept. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly status: SigningKeyStatus;
  /** PKCS#8 in DER, sealed. */
  readonly sealedPrivateKey: Buffer;
}

/** What secrets are kept for: mixed into passwords; the root of derived keys. */
export const secretPurposes = ['pepper', 'derivation'] as const;

/** One of the purposes above. */
export type SecretPurpose = (typeof secretPurposes)[number];

/** A secret as it is kept. */
export interface StoredSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly sealed: Buffer;
}

/** Keeps keys and secrets, sealed. */
export interface KeysStore {
  /** All signing keys but the revoked ones. */
  findSigningKeys(reader: Reader): Promise<readonly StoredSigningKey[]>;
  /** All secrets, oldest first. */
  findSecrets(reader: Reader): Promise<readonly StoredSecret[]>;
  /** Waits until no other instance is making keys. */
  lock(transaction: Transaction): Promise<void>;
  addSigningKey(
    transaction: Transaction,
    key: StoredSigningKey,
    publicJwk: PublishedKey,
    at: Date,
  ): Promise<void>;
  addSecret(transaction: Transaction, secret: StoredSecret, at: Date): Promise<void>;
}
