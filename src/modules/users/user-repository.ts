import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { UserRecord } from './user.js';

/** The columns that a change may set; an id and a birthday never change. */
export type UserPatch = Partial<Omit<UserRecord, 'id' | 'createdAt'>>;

/** Where users are kept. Refuses with USERNAME_TAKEN or EMAIL_TAKEN when a living user has the key. */
export interface UserRepository {
  /** Whoever has the id, deleted or not. */
  find(reader: Reader, id: UserId): Promise<UserRecord | null>;
  /** Those who have one of the ids, deleted or not, in no order. */
  findAll(reader: Reader, ids: readonly UserId[]): Promise<readonly UserRecord[]>;
  /** As find, holding the row until the transaction ends. */
  lock(transaction: Transaction, id: UserId): Promise<UserRecord | null>;
  /** The living user who has the key. */
  findByUsernameKey(reader: Reader, key: string): Promise<UserRecord | null>;
  findByEmailKey(reader: Reader, key: string): Promise<UserRecord | null>;
  insert(transaction: Transaction, record: UserRecord): Promise<void>;
  update(transaction: Transaction, id: UserId, patch: UserPatch): Promise<void>;
  /** Living users whose role is ADMIN, whatever their state. */
  administrators(reader: Reader): Promise<readonly UserRecord[]>;
}
