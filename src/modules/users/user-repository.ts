import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import type { UserRecord } from './user.js';

/** The columns that a change may set; `id` and `createdAt` are immutable. */
export type UserPatch = Partial<Omit<UserRecord, 'id' | 'createdAt'>>;

/** A role that users have, but that is not declared. */
export interface UndeclaredRole {
  readonly role: string;
  /** The number of users. */
  readonly users: number;
}

/** Stores users. Writes throw USERNAME_TAKEN or EMAIL_TAKEN when another user, not deleted, has the key. */
export interface UserRepository {
  /** Returns the user, deleted or not. */
  find(reader: Reader, id: UserId): Promise<UserRecord | null>;
  /** Returns the users with these ids, deleted or not, in no particular order. */
  findAll(reader: Reader, ids: readonly UserId[]): Promise<readonly UserRecord[]>;
  /** Returns users, not deleted, with ids greater than `after`, in the order of their ids. */
  findAfter(reader: Reader, after: UserId | null, limit: number): Promise<readonly UserRecord[]>;
  /** Like find, and locks the row until the transaction ends. */
  lock(transaction: Transaction, id: UserId): Promise<UserRecord | null>;
  /** Sends the time of a login, without waiting for the result. */
  recordLogin(transaction: Transaction, id: UserId, at: Date): void;
  /** Returns the user, not deleted, with this key. */
  findByUsernameKey(reader: Reader, key: string): Promise<UserRecord | null>;
  /** Returns the user, not deleted, who owns the address. */
  findByEmailKey(reader: Reader, key: string): Promise<UserRecord | null>;
  /** Locks the owner of the address; without an owner, the user who signed up with it last. */
  lockOwnerOrPending(transaction: Transaction, emailKey: string): Promise<UserRecord | null>;
  insert(transaction: Transaction, record: UserRecord): Promise<void>;
  update(transaction: Transaction, id: UserId, patch: UserPatch): Promise<void>;
  /** Removes the row, and with it the rows of other tables that belong to the user. */
  remove(transaction: Transaction, id: UserId): Promise<void>;
  /** Returns users who were deleted before an instant, the first ones first. */
  findDeletedBefore(reader: Reader, before: Date, limit: number): Promise<readonly UserId[]>;
  /**
   * Returns users who signed up before an instant, have not verified their address, have never signed in and
   * are neither disabled nor deleted, the first ones first.
   */
  findUnverifiedBefore(reader: Reader, before: Date, limit: number): Promise<readonly UserId[]>;
  /** Returns the users, not deleted, whose role is ADMIN, in any status. */
  administrators(reader: Reader): Promise<readonly UserRecord[]>;
  /** Returns the roles of the users, not deleted, that are not among the declared ones, by their names. */
  undeclaredRoles(reader: Reader, declared: readonly Role[]): Promise<readonly UndeclaredRole[]>;
}
