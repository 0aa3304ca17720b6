import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { PasswordHash } from './password-hash.js';

/** What is kept of a user's password. */
export interface PasswordCredential {
  readonly hash: PasswordHash;
  /** True when somebody else chose it: it proves who the user is, and nothing more, until it is changed. */
  readonly mustChange: boolean;
  /** When the user's password became this one; a new hash of the same password does not count. */
  readonly changedAt: Date;
}

/** Keeps password hashes, in a table of their own: nothing that reads users can select one. At most one a user. */
export interface PasswordCredentials {
  /** The user's credential; null for a user without a password, or who does not exist. */
  find(reader: Reader, userId: UserId): Promise<PasswordCredential | null>;
  /** Inserts or replaces; the hash that it replaces is remembered among the user's former ones. */
  save(transaction: Transaction, userId: UserId, credential: PasswordCredential): Promise<void>;
  /** Replaces one hash of a password by another of the same; does nothing when the password was changed meanwhile. */
  upgrade(transaction: Transaction, userId: UserId, from: PasswordHash, to: PasswordHash): Promise<void>;
  /** Leaves the user without a password; the one that they had is remembered among the former ones. Does nothing when there is none. */
  remove(transaction: Transaction, userId: UserId): Promise<void>;
  /** Leaves neither a password nor the memory of one: for a user who is deleted. */
  erase(transaction: Transaction, userId: UserId): Promise<void>;
  /** Which of these users have a password. */
  findUsersWithPassword(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
}

/** What this module itself asks besides. */
export interface PasswordCredentialsStore extends PasswordCredentials {
  /** When each of these users last got a new password; users without one are left out. */
  changeTimes(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, Date>>;
  /** The user's last hashes, as many as the policy remembers, the current one first. */
  lastHashes(reader: Reader, userId: UserId): Promise<readonly PasswordHash[]>;
  /** The bcrypt costs among all stored hashes, each once; reads the whole table. */
  storedCosts(reader: Reader): Promise<readonly number[]>;
}
