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
export type FirstAdministratorCredential =
  | { readonly kind: 'PASSWORD'; readonly password: string; readonly mustChange: boolean }
  | { readonly kind: 'INVITATION' };

/** The first administrator, and the once-only link when one was asked for. */
export interface CreatedFirstAdministrator {
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
    credential: FirstAdministratorCredential,
    actor: Actor,
  ): Promise<CreatedFirstAdministrator>;
  /** What the configuration asks for at start: true when it was made, false when there was an administrator. Refuses as create. */
  createIfMissing(names: FirstAdministratorNames, password: string): Promise<boolean>;
  /** Checks and hashes outside of any transaction; every refusal at once, in the order of the input. */
  prepare(names: FirstAdministratorNames, password: string): Promise<PasswordHash>;
  /** The writing part, inside the caller's transaction: throws what `exists` makes when there is an administrator. */
  insertFirstAdministrator(transaction: Transaction, plan: InsertFirstAdministratorInput): Promise<User>;
}

/** Everything that `insertFirstAdministrator` writes. */
export interface InsertFirstAdministratorInput {
  readonly names: FirstAdministratorNames;
  /** Null for a newUser who has yet to choose a password. */
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
    credential: FirstAdministratorCredential,
    actor: Actor,
  ): Promise<CreatedFirstAdministrator> {
    if (!(await setupRequired())) throw administratorExists();
    const hash = credential.kind === 'PASSWORD' ? await prepare(names, credential.password) : null;
    const mustChange = credential.kind === 'PASSWORD' && credential.mustChange;
    return transactions.run(async (transaction) => {
      const plan = { names, hash, mustChange, actor, exists: administratorExists };
      const user = await insertFirstAdministrator(dependencies, transaction, plan);
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
    createIfMissing: async (names, password) => {
      try {
        await create(names, { kind: 'PASSWORD', password, mustChange: true }, { type: 'SYSTEM' });
        return true;
      } catch (error) {
        // Another instance, or another way, was first.
        if (isRefusal(error, 'ILLEGAL_STATE')) return false;
        throw error;
      }
    },
    insertFirstAdministrator: (transaction, plan) =>
      insertFirstAdministrator(dependencies, transaction, plan),
  };
}

async function insertFirstAdministrator(
  { users, credentials, oneTimeTokens, clock, lockFirstAdministrator }: FirstAdministratorDependencies,
  transaction: Transaction,
  { names, hash, mustChange, actor, exists }: InsertFirstAdministratorInput,
): Promise<User> {
  await lockFirstAdministrator(transaction);
  if ((await users.countAdministrators(transaction)) > 0) throw exists();
  const newUser = { ...names, role: 'ADMIN', emailVerified: false, activated: hash !== null } as const;
  const user = await users.create(transaction, newUser, actor);
  if (hash !== null) {
    await credentials.save(transaction, user.id, { hash, mustChange, changedAt: clock.now() });
  }
  await oneTimeTokens.withdraw(transaction, { purpose: 'SETUP' });
  return user;
}
