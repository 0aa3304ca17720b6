import type { Reader, Transaction } from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyTimes } from './key-lifecycle.js';
import type { PublishedKey } from './published-key.js';

/** A signing key as it is kept. */
export interface StoredSigningKey extends KeyTimes {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  /** PKCS#8 in DER, sealed; null for a revoked key, whose private half is destroyed. */
  readonly sealedPrivateKey: Buffer | null;
  readonly createdAt: Date;
  /** Why it was made; null when nobody said. */
  readonly reason: string | null;
  readonly revokedReason: string | null;
}

/** The keys of one statement. */
export interface StoredSigningKeys {
  /** The highest revision among them; 0 when there is none. */
  readonly revision: number;
  /** In the order they were made. */
  readonly keys: readonly StoredSigningKey[];
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

/** Keeps keys and secrets, sealed. Each change to signing keys raises the revision; changes are made under `lock`. */
export interface KeysStore {
  /** All signing keys, revoked ones too. */
  findSigningKeys(reader: Reader): Promise<StoredSigningKeys>;
  /** The revision alone; refuses with SERVICE_UNAVAILABLE when the database cannot be asked. */
  findRevision(reader: Reader): Promise<number>;
  /** All secrets, oldest first. */
  findSecrets(reader: Reader): Promise<readonly StoredSecret[]>;
  /** Waits until no other instance is changing keys. */
  lock(transaction: Transaction): Promise<void>;
  addSigningKey(transaction: Transaction, key: StoredSigningKey, publicJwk: PublishedKey): Promise<void>;
  /** Changes what may change of a key's life. */
  changeSigningKey(
    transaction: Transaction,
    id: string,
    changes: Partial<Pick<StoredSigningKey, 'activeFrom' | 'tokenTtlSeconds'>>,
  ): Promise<void>;
  /** Refuses a key from an instant on, for good, and destroys its private half. */
  revokeSigningKey(transaction: Transaction, id: string, at: Date, reason: string | null): Promise<void>;
  addSecret(transaction: Transaction, secret: StoredSecret, at: Date): Promise<void>;
  /** Puts another seal around the same private half; nothing else has changed, so the revision stays. */
  resealSigningKey(transaction: Transaction, id: string, sealedPrivateKey: Buffer): Promise<void>;
  /** Likewise for a secret. */
  resealSecret(transaction: Transaction, id: string, sealed: Buffer): Promise<void>;
}
