import type { Clock } from '../../shared/index.js';
import { type Branded, refuseAll, type Transaction, type Transactions } from '../../shared/index.js';
import { type Actor, eventActor, type Role, refuseEscalation } from '../access/index.js';
import type { Idempotency } from './idempotency.js';
import { newUserId } from './new-user.js';
import type { Credentials, Links, OneTimeLinks, PasswordRules } from './ports.js';
import type { Metadata, User } from './user.js';
import type { Users } from './users.js';

/** How long an invitation stays open. */
export const invitationTtlSeconds = 604_800;

/** Whom an administrator creates; whatever is absent has the schema's default. */
export interface CreateUserInput {
  readonly username: string;
  readonly email: string;
  readonly fullName?: string | null;
  /** Left out or null: the user is invited. */
  readonly password?: string | null;
  readonly role?: Role;
  readonly emailVerified?: boolean;
  readonly mustChangePassword?: boolean;
  readonly metadata?: Metadata | null;
  readonly idempotencyKey?: string | null;
}

/** The user, and the link that is shown this once where they were invited. */
export interface CreatedUser {
  readonly user: User;
  readonly invitationLink: string | null;
}

/** What creating needs. */
export interface CreateUserDependencies {
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: PasswordRules;
  readonly credentials: Credentials;
  readonly oneTimeTokens: OneTimeLinks;
  readonly links: Links;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
}

/** Creates a user; see `Administration.createUser`. */
export type CreateUser = (input: CreateUserInput, actor: Actor) => Promise<CreatedUser>;

/** Makes the operation. */
export function createCreateUser(dependencies: CreateUserDependencies): CreateUser {
  const { transactions, users, passwords, credentials, oneTimeTokens, links, clock } = dependencies;

  async function existing(transaction: Transaction | null, id: User['id']): Promise<CreatedUser> {
    const user = await users.find(transaction ?? transactions.reader, id);
    // Users are never removed from the table, only marked.
    if (user === null) throw new Error('an idempotency key points at nobody');
    return { user, invitationLink: null };
  }

  async function invite(transaction: Transaction, user: User, actor: Actor): Promise<string> {
    const token = await oneTimeTokens.issue(transaction, {
      purpose: 'INVITATION',
      userId: user.id,
      ttlSeconds: invitationTtlSeconds,
      actor: eventActor(actor),
    });
    return links.invitation(token);
  }

  return async (input, actor) => {
    refuseEscalation(actor, input.role ?? 'USER');
    refuseInvalidInput(dependencies, input);
    const request = requestOf(dependencies.idempotency, input, actor);
    const earlierId = (await request?.findEarlierResource(transactions.reader)) ?? null;
    if (earlierId !== null) return existing(null, earlierId);
    const hash = await hashOf(passwords, input);
    return transactions.run(async (transaction) => {
      const id = newUserId();
      // Before anything is written: a second request with this key waits here until the first has ended.
      const claimedId = (await request?.claim(transaction, id)) ?? id;
      if (claimedId !== id) return existing(transaction, claimedId);
      const user = await users.create(transaction, newUserOf(input, id, hash !== null), actor);
      if (hash === null) return { user, invitationLink: await invite(transaction, user, actor) };
      const mustChange = input.mustChangePassword ?? true;
      await credentials.save(transaction, id, { hash, mustChange, changedAt: clock.now() });
      return { user, invitationLink: null };
    });
  };
}

/** Everything that is wrong with the names and the password, at once and before any work. */
function refuseInvalidInput({ users, passwords }: CreateUserDependencies, input: CreateUserInput): void {
  const { username, email, fullName = null, metadata = null, password = null } = input;
  const identity = fullName === null ? { username, email } : { username, email, fullName };
  refuseAll([
    ...users.examineNames({ username, email, fullName, metadata }),
    ...(password === null ? [] : passwords.examine(password, identity, ['input', 'password'])),
  ]);
}

/** The names that the fingerprint stands for are the contract's, with its defaults, so that a default written out is the same request. */
function requestOf(
  idempotency: Idempotency,
  input: CreateUserInput,
  actor: Actor,
): ReturnType<Idempotency['request']> {
  return idempotency.request(actor, 'createUser', input.idempotencyKey ?? null, {
    username: input.username,
    email: input.email,
    fullName: input.fullName ?? null,
    password: input.password ?? null,
    role: input.role ?? 'USER',
    emailVerified: input.emailVerified ?? false,
    mustChangePassword: input.mustChangePassword ?? true,
    metadata: input.metadata ?? null,
  });
}

async function hashOf(
  passwords: PasswordRules,
  { password = null }: CreateUserInput,
): Promise<Branded<'PasswordHash'> | null> {
  return password === null ? null : passwords.hash(password);
}

function newUserOf(
  input: CreateUserInput,
  id: User['id'],
  activated: boolean,
): Parameters<Users['create']>[1] {
  return {
    id,
    username: input.username,
    email: input.email,
    fullName: input.fullName ?? null,
    metadata: input.metadata ?? null,
    role: input.role ?? 'USER',
    emailVerified: input.emailVerified ?? false,
    activated,
  };
}
