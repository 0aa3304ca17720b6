import type { Clock, EventPublisher, Transaction, Transactions, UserId } from '../../shared/index.js';
import { cliActor, eventActor, userNotFound } from '../access/index.js';
import type { SecondFactors } from '../mfa/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Links, User, Users } from '../users/index.js';
import type { LockFirstAdministrator } from './first-administrator.js';

/**
 * Recovers access for an operator who is locked out: makes the user, not deleted, an enabled administrator,
 * removes their password and second factors, ends their sessions and returns a one-time link for choosing a
 * new password. Only the command line calls it, whose user has access to the database anyway; the emitted
 * event names the CLI as actor. Throws USER_NOT_FOUND.
 */
export type RecoverAdministrator = (
  identifier: string,
) => Promise<{ readonly user: User; readonly link: string }>;

export interface RecoverAdministratorDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly mfa: { readonly secondFactors: Pick<SecondFactors, 'removeAll'> };
  readonly events: EventPublisher;
  readonly clock: Clock;
  readonly lockFirstAdministrator: LockFirstAdministrator;
}

const linkTtlSeconds = 60 * 60;

export function createRecoverAdministrator(
  dependencies: RecoverAdministratorDependencies,
): RecoverAdministrator {
  const { transactions, users, credentials, oneTimeTokens, links, lockFirstAdministrator } = dependencies;
  return async (identifier) => {
    const found = await users.findByIdentifier(transactions.reader, identifier);
    if (found === null) throw userNotFound();
    return transactions.run(async (transaction) => {
      // When there was no administrator, this creates the first one, so all setup links are withdrawn.
      await lockFirstAdministrator(transaction);
      const lockedUser = await users.lock(transaction, found.id);
      if (lockedUser === null || lockedUser.status === 'DELETED') throw userNotFound();
      const user = await users.restoreAdministrator(transaction, found.id, cliActor);
      // The password may be known to someone else, which may be why the operator recovers the account.
      await credentials.remove(transaction, user.id);
      await removeSecondFactors(dependencies, transaction, user.id);
      await oneTimeTokens.withdraw(transaction, { purpose: 'SETUP' });
      await oneTimeTokens.withdraw(transaction, { userId: user.id });
      const token = await oneTimeTokens.issue(transaction, {
        purpose: 'PASSWORD_RESET',
        userId: user.id,
        ttlSeconds: linkTtlSeconds,
        actor: eventActor(cliActor),
      });
      return { user, link: links.passwordReset(token) };
    });
  };
}

/** All of them: the person who runs the command may have lost them, or may not trust them. */
async function removeSecondFactors(
  { mfa, events, clock }: RecoverAdministratorDependencies,
  transaction: Transaction,
  userId: UserId,
): Promise<void> {
  const methods = await mfa.secondFactors.removeAll(transaction, userId);
  if (methods.length === 0) return;
  await events.publishEvent(transaction, {
    type: 'mfa.removed',
    occurredAt: clock.now(),
    actor: eventActor(cliActor),
    subjectId: userId,
    endsSessions: true,
    changes: { methods: { from: methods, to: [] } },
  });
}
