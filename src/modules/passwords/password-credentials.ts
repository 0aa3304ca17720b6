import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { PasswordHash } from './password-hash.js';
import type { StoredWork } from './work-cost.js';

/** The stored password of a user. */
export interface PasswordCredential {
  readonly hash: PasswordHash;
  /**
   * True when the password was chosen by someone else. It then only proves the user's identity until it is
   * changed.
   */
  readonly mustChange: boolean;
  /** The time at which the password was set. Rehashing the same password does not change it. */
  readonly changedAt: Date;
}

/** Stores password hashes, at most one per user, in a separate table: no query on users can select one. */
export interface PasswordCredentials {
  /** Returns the user's credential, or null when the user has no password or does not exist. */
  find(reader: Reader, userId: UserId): Promise<PasswordCredential | null>;
  /** Inserts or replaces the credential. A replaced hash is added to the password history. */
  save(transaction: Transaction, userId: UserId, credential: PasswordCredential): Promise<void>;
  /**
   * Replaces a hash by another one of the same password. Does nothing when the password was changed in the
   * meantime.
   */
  upgrade(transaction: Transaction, userId: UserId, from: PasswordHash, to: PasswordHash): Promise<void>;
  /**
   * Removes the user's password and adds its hash to the password history. Does nothing when there is none.
   */
  remove(transaction: Transaction, userId: UserId): Promise<void>;
  /** Removes the user's password and password history, for a user who is deleted. */
  erase(transaction: Transaction, userId: UserId): Promise<void>;
  /** Returns the ids of those users who have a password. */
  findUsersWithPassword(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
}

/** Queries used only inside this module. */
export interface PasswordCredentialsRepository extends PasswordCredentials {
  /** Returns the time of the last password change of each user who has a password. */
  changeTimes(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, Date>>;
  /** Returns the user's most recent hashes, up to the configured history size, the current one first. */
  lastHashes(reader: Reader, userId: UserId): Promise<readonly PasswordHash[]>;
  /** Returns the distinct work of all stored hashes. Reads the whole table. */
  storedWork(reader: Reader): Promise<StoredWork>;
}
