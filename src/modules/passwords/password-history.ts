import type { Reader, UserId } from '../../shared/index.js';
import type { PasswordCredentialsStore } from './password-credentials.js';
import type { PasswordHash } from './password-hash.js';
import type { Passwords } from './passwords.js';

/** Knows which passwords a user had, without ever giving a hash away. */
export interface PasswordHistory {
  /**
   * True when the password is one of the user's last `historySize` passwords, the current one among them; `except` names a hash that the
   * caller has compared already. Costs one bcrypt comparison for each remembered password (at cost 12 and five of them a second of one
   * core), each in a turn of its own, so that logins come between them: ask it only of somebody who has proven who they are, after the
   * policy, and never inside a transaction. Refuses with SERVICE_UNAVAILABLE when too many passwords wait.
   *
   * What it said holds as long as the user's password is not replaced: whoever stores a new one must see, under the lock of the
   * user's row, that the proof which came before this question (the current hash, or an unused one-time token) is still good.
   */
  holds(userId: UserId, password: string, except?: PasswordHash): Promise<boolean>;
}

/** What it is built from. */
export interface PasswordHistoryDependencies {
  readonly reader: Reader;
  readonly credentials: PasswordCredentialsStore;
  readonly passwords: Passwords;
}

/** Makes the service. */
export function createPasswordHistory(dependencies: PasswordHistoryDependencies): PasswordHistory {
  const { reader, credentials, passwords } = dependencies;
  return {
    holds: async (userId, password, except) => {
      for (const hash of await credentials.lastHashes(reader, userId)) {
        if (hash !== except && (await passwords.matches(password, hash))) return true;
      }
      return false;
    },
  };
}
