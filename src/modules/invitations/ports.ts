import type { Transaction } from '../../shared/index.js';

/** Turns a one-time token into the address that is handed to a user; always below the configured issuer, the token in the fragment. */
export interface Links {
  setup(token: string): string;
  invitation(token: string): string;
  passwordReset(token: string): string;
}

/** Serialises everything that can make the first administrator; released when the transaction ends. */
export type LockFirstAdministrator = (transaction: Transaction) => Promise<void>;
