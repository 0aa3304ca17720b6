import type { Reader, Transaction, UserId } from '../../shared/index.js';
import type { Passkey } from './passkey.js';

/** What an accepted signature changes. */
export type PasskeyUse = Pick<Passkey, 'signCount' | 'backedUp'> & { readonly lastUsedAt: Date };

/** Stores passkeys. Its user's row is locked by every transaction that changes one. */
export interface PasskeyRepository {
  /** Returns false when a passkey with this credential id exists, of whichever user. */
  insert(transaction: Transaction, passkey: Passkey): Promise<boolean>;
  findByCredentialId(reader: Reader, credentialId: string): Promise<Passkey | null>;
  /** Returns the passkeys of a user, oldest first. */
  list(reader: Reader, userId: UserId): Promise<readonly Passkey[]>;
  /** Returns those of the users who have a passkey. */
  findOwners(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
  /** Sends the use, without waiting for the result. */
  recordUse(transaction: Transaction, id: string, use: PasskeyUse): void;
  rename(transaction: Transaction, id: string, name: string): Promise<void>;
  remove(transaction: Transaction, id: string): Promise<void>;
  /** Removes the passkeys that were registered since then, and returns whether there was one. */
  removeSince(transaction: Transaction, userId: UserId, since: Date): Promise<boolean>;
  /** Removes all passkeys of a user and returns how many there were. */
  removeAll(transaction: Transaction, userId: UserId): Promise<number>;
}
