import type { Reader, UserId } from '../../shared/index.js';
import type { PasswordCredentialsRepository } from './password-credentials.js';
import type { PasswordHash } from './password-hash.js';
import type { Passwords } from './passwords.js';

/** Checks former passwords without exposing their hashes. */
export interface PasswordHistory {
  /**
   * Returns true when the password is one of the user's last `historySize` passwords, including the current
   * one. `except` is a hash that the caller has already compared.
   * Costs one bcrypt comparison per remembered password (at cost 12 with five passwords, one second of one
   * core), each queued separately so that logins are not blocked. Call it only for a user who has
   * authenticated, after checking the policy, and never inside a transaction. Throws SERVICE_UNAVAILABLE when
   * too many passwords are waiting.
   * The result is valid as long as the user's password is not replaced: when storing the new password, the
   * caller must verify under the lock of the user's row that the proof obtained before this call (the current
   * hash, or an unused one-time token) is still valid.
   */
  wasUsedBefore(userId: UserId, password: string, except?: PasswordHash): Promise<boolean>;
}

export interface PasswordHistoryDependencies {
  readonly reader: Reader;
  readonly credentials: PasswordCredentialsRepository;
  readonly passwords: Passwords;
}

export function createPasswordHistory(dependencies: PasswordHistoryDependencies): PasswordHistory {
  const { reader, credentials, passwords } = dependencies;
  return {
    wasUsedBefore: async (userId, password, except) => {
      for (const hash of await credentials.lastHashes(reader, userId)) {
        if (hash !== except && (await passwords.matches(password, hash))) return true;
      }
      return false;
    },
  };
}
