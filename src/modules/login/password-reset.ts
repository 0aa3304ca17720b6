import { type Clock, type EventPublisher, refuseAll, type Transactions } from '../../shared/index.js';
import type { PasswordCredentials, PasswordHistory, Passwords } from '../passwords/index.js';
import type { OneTimePurpose, OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { passwordReused, tokenInvalid } from './login-errors.js';

/**
 * Chooses a password with a one-time token: that of a reset link, or the one that a login with a password to be changed handed out.
 * Everything the user had open ends: sessions, access tokens (the epoch rises), other links. Nobody is signed in by it.
 * Refuses with TOKEN_INVALID, TOKEN_EXPIRED, what the policy says, and PASSWORD_REUSED for one of the user's last passwords.
 */
export type PasswordReset = (token: string, newPassword: string) => Promise<void>;

/** What it is built from. */
export interface PasswordResetDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly history: PasswordHistory;
  readonly oneTimeTokens: OneTimeTokens;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

const purposes: readonly OneTimePurpose[] = ['PASSWORD_RESET', 'PASSWORD_CHANGE'];

/** Makes the service. */
export function createPasswordReset(dependencies: PasswordResetDependencies): PasswordReset {
  const { transactions, users, passwords, credentials, oneTimeTokens, events, clock } = dependencies;
  return async (token, newPassword) => {
    // Looked at first, so that strangers cannot make us hash; redeemed last, so that a refused password does not cost the link.
    const { userId } = await oneTimeTokens.peek(transactions.reader, token, purposes);
    const user = userId === null ? null : await users.find(transactions.reader, userId);
    if (user === null || user.status === 'DELETED') throw tokenInvalid();
    await refuseUnacceptablePassword(dependencies, user, newPassword);
    const hash = await passwords.hash(newPassword);
    await transactions.run(async (transaction) => {
      const lockedUser = await users.lock(transaction, user.id);
      if (lockedUser === null || lockedUser.status === 'DELETED') throw tokenInvalid();
      // Whatever replaces a password withdraws the user's tokens: one that is still good proves that the history is as it was asked.
      await oneTimeTokens.redeem(transaction, token, purposes);
      const changedAt = clock.now();
      await credentials.save(transaction, user.id, { hash, mustChange: false, changedAt });
      await oneTimeTokens.withdraw(transaction, { userId: user.id });
      await users.raiseSecurityEpoch(transaction, user.id);
      await events.publish(transaction, {
        type: 'user.password-reset',
        occurredAt: changedAt,
        // The token was the proof; who held it is not known.
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
  if (await history.holds(user.id, newPassword)) throw passwordReused(field, passwords.policy.historySize);
}
