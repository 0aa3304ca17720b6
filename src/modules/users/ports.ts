import type { Transaction } from '../../shared/index.js';

/**
 * Builds links that contain a one-time token in the fragment. They always begin with the configured issuer.
 */
export interface Links {
  setup(token: string): string;
  invitation(token: string): string;
  passwordReset(token: string): string;
}

/**
 * Serialises all operations that can reduce the number of administrators. Released when the transaction ends.
 */
export type LockAdministrators = (transaction: Transaction) => Promise<void>;
