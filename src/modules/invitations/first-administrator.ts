import {
  type Clock,
  type DomainError,
  isRefusal,
  refuseAll,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { type Actor, eventActor } from '../access/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { administratorExists } from './invitations-errors.js';
import type { Links, LockFirstAdministrator } from './ports.js';

/** Who the first administrator is to be. */
export interface FirstAdministratorNames {
  readonly username: string;
  readonly email: string;
  readonly fullName: string | null;
}

/** How the first administrator will sign in: with this password, or with one of their own choice behind a one-time link. */
export type FirstAdministratorEntry =
  | { readonly kind: 'PASSWORD'; readonly password: string; readonly mustChange: boolean }
  | { readonly kind: 'INVITATION' };

/** The first administrator, and the once-only link when one was asked for. */
export interface FirstAdministratorMade {
  readonly user: User;
  readonly invitationLink: string | null;
}

/** Makes the first administrator, once: of several who try at the same time one succeeds, on whatever way and instance. */
export interface FirstAdministrator {
  /** True until somebody has the role ADMIN. Asks the database until then, and never again. */
  setupRequired(): Promise<boolean>;
  /** A one-time address, good for a day, while there is no administrator; null afterwards. Several may live at once. */
  setupLink(): Promise<string | null>;
  /**
   * For the operator. Refuses with ILLEGAL_STATE when there is an administrator, and with everything wrong with names and password.
   */
  create(
    names: FirstAdministratorNames,
    entry: FirstAdministratorEntry,
    actor: Actor,
  ): Promise<FirstAdministratorMade>;
  /** What the configuration asks for at start: true when it was made, false when there was an administrator. Refuses as create. */
  ensure(names: FirstAdministratorNames, password: string): Promise<boolean>;
  /** Checks and hashes outside of any transaction; every refusal at once, in the order of the input. */
  prepare(names: FirstAdministratorNames, password: string): Promise<PasswordHash>;
  /** The writing part, inside the caller's transaction: throws what `exists` makes when there is an administrator. */
  establish(transaction: Transaction, plan: EstablishPlan): Promise<User>;
}

/** Everything that `establish` writes. */
export interface EstablishPlan {
  readonly names: FirstAdministratorNames;
  /** Null for a person who has yet to choose a password. */
  readonly hash: PasswordHash | null;
  readonly mustChange: boolean;
  readonly actor: Actor;
  readonly exists: () => DomainError;
}

/** What it is built from. */
export interface FirstAdministratorDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly clock: Clock;
  readonly lockFirstAdministrator: LockFirstAdministrator;
}

const setupTtlSeconds = 24 * 60 * 60;
const invitationTtlSeconds = 7 * 24 * 60 * 60;

/** Makes the service. */
export function createFirstAdministrator(dependencies: FirstAdministratorDependencies): FirstAdministrator {
  const { transactions, users, passwords, oneTimeTokens, links, lockFirstAdministrator } = dependencies;
  let isClosed = false;

  async function setupRequired(): Promise<boolean> {
    // The last administrator cannot go, so what is closed stays closed.
    isClosed ||= (await users.countAdministrators(transactions.reader)) > 0;
    return !isClosed;
  }

  async function prepare(names: FirstAdministratorNames, password: string): Promise<PasswordHash> {
    refuseAll([...users.examineNames(names), ...passwords.examine(password, names, ['input', 'password'])]);
    return passwords.hash(password);
  }

  async function create(
    names: FirstAdministratorNames,
    entry: FirstAdministratorEntry,
    actor: Actor,
  ): Promise<FirstAdministratorMade> {
    if (!(await setupRequired())) throw administratorExists();
    const hash = entry.kind === 'PASSWORD' ? await prepare(names, entry.password) : null;
    const mustChange = entry.kind === 'PASSWORD' && entry.mustChange;
    return transactions.run(async (transaction) => {
      const plan = { names, hash, mustChange, actor, exists: administratorExists };
      const user = await establish(dependencies, transaction, plan);
      if (hash !== null) return { user, invitationLink: null };
      const token = await oneTimeTokens.issue(transaction, {
        purpose: 'INVITATION',
        userId: user.id,
        ttlSeconds: invitationTtlSeconds,
        actor: eventActor(actor),
      });
      return { user, invitationLink: links.invitation(token) };
    });
  }

  return {
    setupRequired,
    prepare,
    create,
    setupLink: async () => {
      if (!(await setupRequired())) return null;
      const token = await transactions.run(async (transaction) => {
        // Waits for whoever is making one right now, so that no setup token outlives the setup.
        await lockFirstAdministrator(transaction);
        if ((await users.countAdministrators(transaction)) > 0) return null;
        return oneTimeTokens.issue(transaction, {
          purpose: 'SETUP',
          userId: null,
          ttlSeconds: setupTtlSeconds,
          actor: { type: 'SYSTEM' },
        });
      });
      return token === null ? null : links.setup(token);
    },
    ensure: async (names, password) => {
      try {
        await create(names, { kind: 'PASSWORD', password, mustChange: true }, { type: 'SYSTEM' });
        return true;
      } catch (error) {
        // Another instance, or another way, was first.
        if (isRefusal(error, 'ILLEGAL_STATE')) return false;
        throw error;
      }
    },
    establish: (transaction, plan) => establish(dependencies, transaction, plan),
  };
}

async function establish(
  { users, credentials, oneTimeTokens, clock, lockFirstAdministrator }: FirstAdministratorDependencies,
  transaction: Transaction,
  { names, hash, mustChange, actor, exists }: EstablishPlan,
): Promise<User> {
  await lockFirstAdministrator(transaction);
  if ((await users.countAdministrators(transaction)) > 0) throw exists();
  const person = { ...names, role: 'ADMIN', emailVerified: false, activated: hash !== null } as const;
  const user = await users.create(transaction, person, actor);
  if (hash !== null) {
    await credentials.save(transaction, user.id, { hash, mustChange, changedAt: clock.now() });
  }
  await oneTimeTokens.withdraw(transaction, { purpose: 'SETUP' });
  return user;
}
