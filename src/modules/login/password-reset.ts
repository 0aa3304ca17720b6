import { type Clock, type EventPublisher, refuseAll, type Transactions } from '../../shared/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import { type OneTimePurpose, type OneTimeTokens, tokenInvalid } from '../tokens/index.js';
import type { EmailChanges, User, Users } from '../users/index.js';
import { passwordReused } from './login-errors.js';

/**
 * Sets a password with a one-time token: that of a reset link, or the one that a login returned because the
 * password must be changed. Ends all sessions of the user, invalidates access tokens (the security epoch is
 * raised) and withdraws other links. A link that was mailed also verifies the address. Does not sign in.
 * Throws TOKEN_INVALID, TOKEN_EXPIRED, the errors of the password policy, and PASSWORD_REUSED for one of the
 * user's last passwords.
 */
export type PasswordReset = (token: string, newPassword: string) => Promise<void>;

export interface PasswordResetDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly oneTimeTokens: OneTimeTokens;
  readonly emailChanges: EmailChanges;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

const purposes: readonly OneTimePurpose[] = ['PASSWORD_RESET', 'MAILED_PASSWORD_RESET', 'PASSWORD_CHANGE'];

export function createPasswordReset(dependencies: PasswordResetDependencies): PasswordReset {
  const { transactions, users, passwords, credentials, oneTimeTokens, emailChanges, events, clock } =
    dependencies;
  return async (token, newPassword) => {
    // Checked first, so that hashing needs a valid token; redeemed last, so that a rejected password does not
    // use up the link.
    const { userId } = await oneTimeTokens.peek(transactions.reader, token, purposes);
    const user = userId === null ? null : await users.find(transactions.reader, userId);
    if (user === null || user.status === 'DELETED') throw tokenInvalid();
    await refuseUnacceptablePassword(dependencies, user, newPassword);
    const hash = await passwords.hash(newPassword);
    await transactions.run(async (transaction) => {
      const lockedUser = await users.lock(transaction, user.id);
      if (lockedUser === null || lockedUser.status === 'DELETED') throw tokenInvalid();
      // Every change of the password withdraws the user's tokens, so a token that is still valid proves that
      // the history has not changed since it was checked.
      const { purpose } = await oneTimeTokens.redeem(transaction, token, purposes);
      if (purpose === 'MAILED_PASSWORD_RESET') {
        await emailChanges.verifyEmail(transaction, user.id, { type: 'ANONYMOUS' });
      }
      const changedAt = clock.now();
      await credentials.save(transaction, user.id, { hash, mustChange: false, changedAt });
      await oneTimeTokens.withdraw(transaction, { userId: user.id });
      await users.raiseSecurityEpoch(transaction, user.id);
      await events.publishEvent(transaction, {
        type: 'user.password-reset',
        occurredAt: changedAt,
        // The token is the only credential; its holder is not authenticated.
        actor: { type: 'ANONYMOUS' },
        subjectId: user.id,
        endsSessions: true,
      });
    });
  };
}

async function refuseUnacceptablePassword(
  { passwords, history }: PasswordResetDependencies,
  user: User,
  newPassword: string,
): Promise<void> {
  const field = ['input', 'newPassword'];
  refuseAll(passwords.examine(newPassword, user, field));
  if (await history.wasUsedBefore(user.id, newPassword))
    throw passwordReused(field, passwords.policy.historySize);
}
