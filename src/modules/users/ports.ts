import type { Transaction } from '../../shared/index.js';

/** Builds the link that contains a one-time token, below the configured issuer, with the token in the fragment. */
export interface Links {
  setup(token: string): string;
  invitation(token: string): string;
  passwordReset(token: string): string;
}

/** Serialises all operations that can reduce the number of administrators. Released when the transaction ends. */
export type LockAdministrators = (transaction: Transaction) => Promise<void>;
