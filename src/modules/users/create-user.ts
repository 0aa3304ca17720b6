import type { Clock } from '../../shared/index.js';
import { type Branded, refuseAll, type Transaction } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type JudgedActor,
  type Role,
  type Roles,
  refuseEscalation,
} from '../access/index.js';
import type { Mailer, MailPages } from '../mail/index.js';
import type { PasswordCredentials, Passwords } from '../passwords/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Idempotency } from './idempotency.js';
import { newUserId } from './new-user.js';
import type { Metadata, User } from './user.js';
import type { Users } from './users.js';

/** The lifetime of an invitation link: seven days. */
export const invitationTtlSeconds = 604_800;

/** Builds links with a one-time token in the fragment. They always begin with the configured issuer. */
export interface Links {
  setup(token: string): string;
  invitation(token: string): string;
  passwordReset(token: string): string;
}

/** The user to create. Omitted fields have the defaults of the schema. */
export interface CreateUserInput {
  readonly username: string;
  readonly email: string;
  readonly fullName?: string | null;
  /** Omitted or null: the user is invited. */
  readonly password?: string | null;
  readonly role?: Role;
  readonly emailVerified?: boolean;
  readonly mustChangePassword?: boolean;
  readonly metadata?: Metadata | null;
  readonly idempotencyKey?: string | null;
}

/** The created user, and the invitation link when no password was given. */
export interface CreatedUser {
  readonly user: User;
  readonly invitationLink: string | null;
}

export interface CreateUserDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly oneTimeTokens: OneTimeTokens;
  readonly links: Links;
  readonly mailer: Mailer;
  readonly pages: MailPages;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
}

export type CreateUser = (input: CreateUserInput, actor: Actor) => Promise<CreatedUser>;

export function createCreateUser(dependencies: CreateUserDependencies): CreateUser {
  const { transactions, users, passwords, credentials, oneTimeTokens, links, clock } = dependencies;

  async function returnExisting(transaction: Transaction | null, id: User['id']): Promise<CreatedUser> {
    const user = await users.find(transaction ?? transactions.reader, id);
    // Users are never removed from the table, only marked as deleted.
    if (user === null) throw new Error('the resource of an idempotency key does not exist');
    return { user, invitationLink: null };
  }

  async function invite(transaction: Transaction, user: User, actor: JudgedActor): Promise<string> {
    const token = await oneTimeTokens.issue(transaction, {
      purpose: 'INVITATION',
      userId: user.id,
      ttlSeconds: invitationTtlSeconds,
      actor: eventActor(actor),
    });
    await mailInvitation(dependencies, transaction, user, actor);
    return links.invitation(token);
  }

  return async (input, requester) => {
    refuseEscalation(dependencies.roles, requester, input.role ?? 'USER');
    refuseInvalidInput(dependencies, input);
    const request = createRequest(dependencies.idempotency, input, requester);
    const earlierId = (await request?.findEarlierResource(transactions.reader)) ?? null;
    if (earlierId !== null) return returnExisting(null, earlierId);
    const hash = await hashPassword(passwords, input);
    return transactions.runAs(requester, {}, async (transaction, actor) => {
      const id = newUserId();
      // Claims the key before anything is written: a concurrent request with the same key waits here.
      const claimedId = (await request?.claim(transaction, id)) ?? id;
      if (claimedId !== id) return returnExisting(transaction, claimedId);
      const user = await users.create(transaction, newUserOf(input, id, hash !== null), actor);
      if (hash === null) return { user, invitationLink: await invite(transaction, user, actor) };
      const mustChange = input.mustChangePassword ?? true;
      await credentials.save(transaction, id, { hash, mustChange, changedAt: clock.now() });
      return { user, invitationLink: null };
    });
  };
}

/**
 * Mails an invitation with a token of its own, whose use proves the address of the user; the link that the
 * administrator gets proves nothing. Does nothing without mail.
 */
export async function mailInvitation(
  { oneTimeTokens, mailer, pages }: Pick<CreateUserDependencies, 'oneTimeTokens' | 'mailer' | 'pages'>,
  transaction: Transaction,
  { id, username, email, locale }: User,
  actor: JudgedActor,
): Promise<void> {
  if (!mailer.enabled) return;
  const token = await oneTimeTokens.issue(transaction, {
    purpose: 'MAILED_INVITATION',
    userId: id,
    ttlSeconds: invitationTtlSeconds,
    actor: eventActor(actor),
  });
  const values = { username, link: pages.linkTo('invitation', token) };
  mailer.enqueue(transaction, { template: 'invitation', to: email, locale, userId: id, values });
}

/** Throws all errors of the names and the password at once, before any expensive work. */
function refuseInvalidInput({ users, passwords }: CreateUserDependencies, input: CreateUserInput): void {
  const { username, email, fullName = null, metadata = null, password = null } = input;
  const identity = fullName === null ? { username, email } : { username, email, fullName };
  refuseAll([
    ...users.examineNames({ username, email, fullName, metadata }),
    ...(password === null ? [] : passwords.examine(password, identity, ['input', 'password'])),
  ]);
}

/**
 * The fingerprint covers the fields of the schema with their defaults, so that an explicitly given default is
 * the same request.
 */
function createRequest(
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

async function hashPassword(
  passwords: Passwords,
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
