import type { Reader, Transaction } from '../../shared/index.js';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyTimes } from './key-lifecycle.js';
import type { PublishedKey } from './published-key.js';

/** A stored signing key. */
export interface StoredSigningKey extends KeyTimes {
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
  /** PKCS#8 in DER, sealed; null for a revoked key, whose private key is destroyed. */
  readonly sealedPrivateKey: Buffer | null;
  readonly createdAt: Date;
  /** Why it was created; null when no reason was given. */
  readonly reason: string | null;
  readonly revokedReason: string | null;
}

export interface StoredSigningKeys {
  /** The highest revision of the keys; 0 without keys. */
  readonly revision: number;
  /** In the order of creation. */
  readonly keys: readonly StoredSigningKey[];
}

/** The purposes of stored secrets: the pepper of passwords, and the root of derived keys. */
export const secretPurposes = ['pepper', 'derivation'] as const;

export type SecretPurpose = (typeof secretPurposes)[number];

/** A stored secret. */
export interface StoredSecret {
  readonly id: string;
  readonly purpose: SecretPurpose;
  readonly sealed: Buffer;
}

/**
 * Stores sealed keys and secrets. Every change of a signing key increases the revision and requires `lock`.
 */
export interface KeyRepository {
  /** Returns all signing keys, including revoked ones. */
  findSigningKeys(reader: Reader): Promise<StoredSigningKeys>;
  /** Returns only the revision. Throws SERVICE_UNAVAILABLE when the database cannot be reached. */
  findRevision(reader: Reader): Promise<number>;
  /** Returns all secrets, oldest first. */
  findSecrets(reader: Reader): Promise<readonly StoredSecret[]>;
  /** Waits until no other transaction changes keys, on any instance. */
  lock(transaction: Transaction): Promise<void>;
  addSigningKey(transaction: Transaction, key: StoredSigningKey, publicJwk: PublishedKey): Promise<void>;
  changeSigningKey(
    transaction: Transaction,
    id: string,
    changes: Partial<Pick<StoredSigningKey, 'activeFrom' | 'tokenTtlSeconds'>>,
  ): Promise<void>;
  /** Revokes a key permanently and destroys its private key. */
  revokeSigningKey(transaction: Transaction, id: string, at: Date, reason: string | null): Promise<void>;
  addSecret(transaction: Transaction, secret: StoredSecret, at: Date): Promise<void>;
  /** Replaces the seal of an unchanged private key; the revision stays. */
  resealSigningKey(transaction: Transaction, id: string, sealedPrivateKey: Buffer): Promise<void>;
  resealSecret(transaction: Transaction, id: string, sealed: Buffer): Promise<void>;
}
