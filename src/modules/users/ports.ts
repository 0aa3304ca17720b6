import type { Branded, EventActor, Reader, Refusal, Transaction, UserId } from '../../shared/index.js';

/** What this module needs of passwords: the policy and the hashing; the passwords module keeps it. */
export interface PasswordRules {
  /** Every rule that the password breaks; empty when it is fine. */
  examine(
    password: string,
    identity: { readonly username?: string; readonly email?: string; readonly fullName?: string },
    field: readonly string[],
  ): readonly Refusal[];
  /** Slow: never inside a transaction. */
  hash(password: string): Promise<Branded<'PasswordHash'>>;
}

/** What this module needs of stored credentials; the passwords module keeps it. */
export interface Credentials {
  save(
    transaction: Transaction,
    userId: UserId,
    credential: {
      readonly hash: Branded<'PasswordHash'>;
      readonly mustChange: boolean;
      readonly changedAt: Date;
    },
  ): Promise<void>;
  remove(transaction: Transaction, userId: UserId): Promise<void>;
  /** Leaves neither a password nor the memory of one. */
  erase(transaction: Transaction, userId: UserId): Promise<void>;
  /** Those of the given who have a password. */
  findUsersWithPassword(reader: Reader, ids: readonly UserId[]): Promise<ReadonlySet<UserId>>;
}

/** What this module needs of one-time tokens; the tokens module keeps it. */
export interface OneTimeLinks {
  /** Makes a token and withdraws the user's older one of that purpose. */
  issue(
    transaction: Transaction,
    token: {
      readonly purpose: 'INVITATION' | 'PASSWORD_RESET';
      readonly userId: UserId;
      readonly ttlSeconds: number;
      readonly actor: EventActor;
    },
  ): Promise<string>;
  /** Makes every open token of the user worthless. */
  withdraw(transaction: Transaction, whose: { readonly userId: UserId }): Promise<void>;
}

/** Turns a one-time token into the address that is handed to a user; always below the configured issuer. */
export interface Links {
  invitation(token: string): string;
  passwordReset(token: string): string;
}

/** Serialises every operation after which fewer administrators can sign in; released when the transaction ends. */
export type LockAdministrators = (transaction: Transaction) => Promise<void>;

/** What this module needs of the failures that shut users out for a while; the limits module keeps it. */
export interface LoginUnlocker {
  /** Forgets the failures of the account and of the names given, as they are compared. */
  unlock(transaction: Transaction, account: UserId, identifiers: readonly string[]): Promise<void>;
}
