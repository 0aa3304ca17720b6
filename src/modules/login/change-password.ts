import type { Clock, EventPublisher } from '../../shared/index.js';
import { type ClientInfo, refuseAll } from '../../shared/index.js';
import type { ActorTransactions, CurrentUser, DeviceCookie } from '../access/index.js';
import type { SecondFactors } from '../mfa/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { FoundAccount, Users } from '../users/index.js';
import type { PasswordAttempt } from './charge-attempt.js';
import type { KnownDevices } from './known-devices.js';
import { currentPasswordWrong, passwordReused } from './login-errors.js';
import type { PasswordVerifier } from './password-verifier.js';

/** The input of changePassword. */
export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly revokeOtherSessions: boolean;
  /** The device cookie, renewed for the new password; null where cookies are not available. */
  readonly device: DeviceCookie | null;
}

/** How signed-in users change their own password. */
export interface ChangePasswordService {
  /**
   * Changes the password, ends the user's other sessions unless `revokeOtherSessions` is false, and returns
   * how many ended. The security epoch stays the same, so the caller's session stays active. Throws
   * CURRENT_PASSWORD_WRONG, which is counted on the account and on the address, and TOO_MANY_ATTEMPTS or
   * RATE_LIMITED when that happened too often; then PASSWORD_REUSED and the errors of the password policy.
   */
  changePassword(caller: CurrentUser, change: PasswordChange, client: ClientInfo): Promise<number>;
}

export interface ChangePasswordDependencies {
  readonly transactions: ActorTransactions;
  readonly passwordVerifier: PasswordVerifier;
  readonly devices: KnownDevices;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
  readonly secondFactors: SecondFactors;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createChangePasswordService(dependencies: ChangePasswordDependencies): ChangePasswordService {
  return {
    changePassword: (caller, change, client) => changePassword(dependencies, caller, change, client),
  };
}

/** What an attempt at one's own password reads. */
export type OwnPasswordDependencies = Pick<ChangePasswordDependencies, 'transactions' | 'users'>;

/** The attempt of a signed-in user to prove their own password. */
export function passwordAttemptOf(
  { transactions, users }: OwnPasswordDependencies,
  caller: CurrentUser,
  password: string,
  client: ClientInfo,
): PasswordAttempt {
  const find = (): Promise<FoundAccount> => users.findAccount(transactions.reader, caller.id);
  return { find, password, client, claimedIdentity: { by: 'SESSION', caller } };
}

async function changePassword(
  dependencies: ChangePasswordDependencies,
  caller: CurrentUser,
  { currentPassword, newPassword, revokeOtherSessions, device }: PasswordChange,
  client: ClientInfo,
): Promise<number> {
  const { passwordVerifier, passwords, history, credentials, sessions, oneTimeTokens } = dependencies;
  const { secondFactors, events, clock } = dependencies;
  const field = ['input', 'newPassword'];
  const outcome = await passwordVerifier.withVerifiedPassword(
    passwordAttemptOf(dependencies, caller, currentPassword, client),
    {
      prepare: async ({ user, hash: current }) => {
        // The current password has just been verified, so comparing the texts compares the passwords.
        const isUnchanged = newPassword.normalize('NFKC') === currentPassword.normalize('NFKC');
        const reused = passwordReused(field, passwords.policy.historySize);
        refuseAll(isUnchanged ? reused.refusals : passwords.examine(newPassword, user, field));
        // Still true when the new hash is stored: the verifier checks under the lock that the current hash is
        // the verified one.
        if (await history.wasUsedBefore(user.id, newPassword, current)) throw reused;
        return passwords.hash(newPassword);
      },
      run: async (transaction, { user }, hash) => {
        const changedAt = clock.now();
        await credentials.save(transaction, user.id, { hash, mustChange: false, changedAt });
        // A link that was sent before must not replace the new password.
        await oneTimeTokens.withdraw(transaction, { userId: user.id });
        const others = { except: caller.sessionId, reason: 'PASSWORD_CHANGED' };
        // Before the caller's own session is updated: endSessions locks all sessions of the user in one
        // order.
        const ended = revokeOtherSessions ? await sessions.endSessions(transaction, user.id, others) : 0;
        // With a second factor, a password alone does not make the session fresh.
        const methods = await secondFactors.methodsOf(transaction, user.id);
        if (methods.length === 0) await sessions.recordReauthentication(transaction, caller.sessionId);
        await events.publishEvent(transaction, {
          type: 'user.password-changed',
          occurredAt: changedAt,
          actor: { type: 'USER', id: user.id },
          subjectId: user.id,
          sessionId: caller.sessionId,
        });
        return { ended, changedAt };
      },
    },
  );
  if (outcome === null) throw currentPasswordWrong(['input', 'currentPassword']);
  const { ended, changedAt } = outcome.result;
  const owner = { userId: caller.id, passwordChangedAt: changedAt };
  device?.store(dependencies.devices.issueDeviceCookie(device.read(), owner));
  return ended;
}
