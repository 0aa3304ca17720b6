import {
  type Clock,
  type DomainError,
  isRefusal,
  type Refusal,
  refuseAll,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { eventActor, type JudgedActor } from '../access/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import { type CreatedUser, invitationTtlSeconds, type Links, type User, type Users } from '../users/index.js';
import { administratorExists } from './invitations-errors.js';

/** Serialises all operations that can create the first administrator. Released when the transaction ends. */
export type LockFirstAdministrator = (transaction: Transaction) => Promise<void>;

/** The names of the first administrator. */
export interface FirstAdministratorNames {
  readonly username: string;
  readonly email: string;
  readonly fullName: string | null;
}

/** The first administrator signs in with this password, or chooses one with a one-time link. */
export type FirstAdministratorCredential =
  | { readonly kind: 'PASSWORD'; readonly password: string; readonly mustChange: boolean }
  | { readonly kind: 'INVITATION' };

/**
 * Creates the first administrator exactly once: of several concurrent attempts, through any entry point and
 * instance, one succeeds.
 */
export interface FirstAdministrator {
  /** Returns true until a user has the role ADMIN. Afterwards the result is cached. */
  setupRequired(): Promise<boolean>;
  /**
   * Returns a one-time setup link, valid for a day, while there is no administrator; null afterwards. Several
   * links may be valid at once.
   */
  setupLink(): Promise<string | null>;
  /**
   * Creates the first administrator for the operator. Throws ILLEGAL_STATE when there is an administrator,
   * and all errors of names and password.
   */
  create(
    names: FirstAdministratorNames,
    credential: FirstAdministratorCredential,
    actor: JudgedActor,
  ): Promise<CreatedUser>;
  /**
   * Creates the first administrator that the configuration requests at start-up. Returns false when there
   * already is an administrator. Throws like create.
   */
  createIfMissing(names: FirstAdministratorNames, password: string): Promise<boolean>;
  /** Returns why the names or the password would be refused, in the order of the input. */
  examine(names: FirstAdministratorNames, password: string): readonly Refusal[];
  /**
   * Validates the names and the password and returns its hash. Call it outside of transactions. Throws all
   * errors at once, in the order of the input.
   */
  prepare(names: FirstAdministratorNames, password: string): Promise<PasswordHash>;
  /**
   * Inserts the user in the caller's transaction. Throws the error created by `createExistsError` when there
   * is an administrator.
   */
  insertFirstAdministrator(transaction: Transaction, plan: InsertFirstAdministratorInput): Promise<User>;
}

/** The input of `insertFirstAdministrator`. */
export interface InsertFirstAdministratorInput {
  readonly names: FirstAdministratorNames;
  /** Null for a user who has not chosen a password yet. */
  readonly hash: PasswordHash | null;
  readonly mustChange: boolean;
  readonly actor: JudgedActor;
  readonly createExistsError: () => DomainError;
}

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

export function createFirstAdministrator(dependencies: FirstAdministratorDependencies): FirstAdministrator {
  const { transactions, users, passwords, oneTimeTokens, links, lockFirstAdministrator } = dependencies;
  let hasAdministrator = false;

  async function setupRequired(): Promise<boolean> {
    // The last administrator cannot be removed, so this never changes back.
    hasAdministrator ||= (await users.countAdministrators(transactions.reader)) > 0;
    return !hasAdministrator;
  }

  function examine(names: FirstAdministratorNames, password: string): readonly Refusal[] {
    return [...users.examineNames(names), ...passwords.examine(password, names, ['input', 'password'])];
  }

  async function prepare(names: FirstAdministratorNames, password: string): Promise<PasswordHash> {
    refuseAll(examine(names, password));
    return passwords.hash(password);
  }

  async function create(
    names: FirstAdministratorNames,
    credential: FirstAdministratorCredential,
    actor: JudgedActor,
  ): Promise<CreatedUser> {
    if (!(await setupRequired())) throw administratorExists();
    const hash = credential.kind === 'PASSWORD' ? await prepare(names, credential.password) : null;
    const mustChange = credential.kind === 'PASSWORD' && credential.mustChange;
    return transactions.run(async (transaction) => {
      const plan = { names, hash, mustChange, actor, createExistsError: administratorExists };
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
    examine,
    prepare,
    create,
    setupLink: async () => {
      if (!(await setupRequired())) return null;
      const token = await transactions.run(async (transaction) => {
        // Waits for a concurrent creation, so that no setup token outlives the setup.
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
        // Another instance or entry point was first.
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
  { names, hash, mustChange, actor, createExistsError }: InsertFirstAdministratorInput,
): Promise<User> {
  await lockFirstAdministrator(transaction);
  if ((await users.countAdministrators(transaction)) > 0) throw createExistsError();
  // The operator vouches for the address: without mail, nobody could verify it.
  const newUser = { ...names, role: 'ADMIN', emailVerified: true, activated: hash !== null } as const;
  const user = await users.create(transaction, newUser, actor);
  if (hash !== null) {
    await credentials.save(transaction, user.id, { hash, mustChange, changedAt: clock.now() });
  }
  await oneTimeTokens.withdraw(transaction, { purpose: 'SETUP' });
  return user;
}
