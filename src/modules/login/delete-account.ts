import type { ClientInfo } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import type { User } from '../users/index.js';
import { type ChangePasswordDependencies, passwordAttemptOf } from './change-password.js';
import { currentPasswordWrong } from './login-errors.js';
import type { PasswordVerifier } from './password-verifier.js';

/**
 * Deletes the caller's own account after verifying the password, and ends all sessions. Throws
 * CURRENT_PASSWORD_WRONG, TOO_MANY_ATTEMPTS and RATE_LIMITED as reauthenticate does, then LAST_ADMIN.
 */
export type DeleteAccount = (caller: CurrentUser, password: string, client: ClientInfo) => Promise<void>;

export interface DeleteAccountDependencies
  extends Pick<ChangePasswordDependencies, 'transactions' | 'users'> {
  readonly passwordVerifier: PasswordVerifier;
  readonly deleteOwnAccount: (actor: { readonly type: 'USER'; readonly user: CurrentUser }) => Promise<User>;
}

export function createDeleteAccount(dependencies: DeleteAccountDependencies): DeleteAccount {
  const { passwordVerifier, deleteOwnAccount } = dependencies;
  return async (caller, password, client) => {
    const attempt = passwordAttemptOf(dependencies, caller, password, client);
    const verified = await passwordVerifier.withVerifiedPassword(attempt, {
      prepare: async () => null,
      run: async () => null,
    });
    if (verified === null) throw currentPasswordWrong(['password']);
    // In a transaction of its own, whose lock of the administrators must come before that of the user. It
    // judges the caller again.
    await deleteOwnAccount({ type: 'USER', user: caller });
  };
}
