import type { Transactions } from '../../shared/index.js';
import { cliActor, eventActor } from '../access/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { userNotFound } from './invitations-errors.js';
import type { Links, LockFirstAdministrator } from './ports.js';

/** A recovered administrator and the once-only address with which they choose a password. */
export interface RecoveredAdministrator {
  readonly user: User;
  readonly link: string;
}

/**
 * For an operator who is locked out: makes the living user an enabled administrator, takes their password away, ends their sessions, and
 * gives a one-time link to choose a password with; until then nobody signs in as them. Whoever can run it holds the database anyway; the event that it tells says that it was the command line.
 * Refuses with USER_NOT_FOUND.
 */
export type RecoverAdministrator = (identifier: string) => Promise<RecoveredAdministrator>;

/** What it is built from. */
export interface RecoverAdministratorDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly lockFirstAdministrator: LockFirstAdministrator;
}

const linkTtlSeconds = 60 * 60;

/** Makes the service. */
export function createRecoverAdministrator(
  dependencies: RecoverAdministratorDependencies,
): RecoverAdministrator {
  const { transactions, users, credentials, oneTimeTokens, links, lockFirstAdministrator } = dependencies;
  return async (identifier) => {
    const found = await users.findByIdentifier(transactions.reader, identifier);
    if (found === null) throw userNotFound();
    return transactions.run(async (transaction) => {
      // Where there was no administrator, this makes the first one: every setup link closes.
      await lockFirstAdministrator(transaction);
      const lockedUser = await users.lock(transaction, found.id);
      if (lockedUser === null || lockedUser.status === 'DELETED') throw userNotFound();
      const user = await users.restoreAdministrator(transaction, found.id, cliActor);
      // Somebody else may know it, and may be why the operator is here.
      await credentials.remove(transaction, user.id);
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
