import {
  type Clock,
  type Reader,
  type Refusal,
  refuseAll,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation } from '../access/index.js';
import { lockNotDeleted } from './lock-user.js';
import { findByIdentifier, identifierKey, refuseTakenNames } from './name-lookup.js';
import { createUserRecord, type NewUser } from './new-user.js';
import { toUser, type User, type UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { readUserFields, type UserFieldColumns, type UserFieldsInput } from './user-fields.js';
import type { UserPatch, UserRepository } from './user-repository.js';

/** Users, for the other modules. What an administrator does to users is in `Administration`. */
export interface Users {
  /** Whoever has the id, deleted users too. */
  find(reader: Reader, id: UserId): Promise<User | null>;
  /** Those who have one of the ids, deleted users too, in no order. */
  findAll(reader: Reader, ids: readonly UserId[]): Promise<readonly User[]>;
  /** The living user with this username or, where the text holds an `@`, this email address, however it is written. */
  findByIdentifier(reader: Reader, text: string): Promise<User | null>;
  /** One key for every spelling of what can be typed for `findByIdentifier`, existing or not; a user's own names have theirs. Never throws. */
  identifierKey(text: string): string;
  /** As find, and nobody else changes the user until the transaction ends. */
  lock(transaction: Transaction, id: UserId): Promise<User | null>;
  /**
   * Makes a user and tells user.created. Refuses, with everything wrong at once: USERNAME_INVALID, EMAIL_INVALID,
   * INVALID_INPUT; then USERNAME_TAKEN, EMAIL_TAKEN; and ROLE_ESCALATION for a role above the actor's own.
   */
  create(transaction: Transaction, user: NewUser, actor: Actor): Promise<User>;
  /** What create would say of these facts, without asking the database. */
  examineNames(names: UserFieldsInput): readonly Refusal[];
  /** Notes a login. It is no change: the version stays. */
  markLoggedIn(transaction: Transaction, id: UserId): Promise<void>;
  /** An invited user has chosen a password, and perhaps profile what they are called. Refuses with INVALID_INPUT. */
  markActivated(
    transaction: Transaction,
    id: UserId,
    profile?: { readonly fullName?: string | null },
  ): Promise<User>;
  /** Makes every token issued to the user so far worthless. Tells no event: whoever raises it knows why. */
  raiseSecurityEpoch(transaction: Transaction, id: UserId): Promise<User>;
  /** For an operator locked out: the living user is an enabled administrator afterwards, and all their sessions end. */
  restoreAdministrator(transaction: Transaction, id: UserId, actor: Actor): Promise<User>;
  /** How many living users have the role ADMIN, invited and disabled ones included. */
  countAdministrators(reader: Reader): Promise<number>;
}

/** What the services of this module share. */
export interface UsersServiceDependencies {
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly clock: Clock;
}

/** Makes the service. */
export function createUsers({ repository, changes, clock }: UsersServiceDependencies): Users {
  const present = (record: UserRecord | null): User | null =>
    record === null ? null : toUser(record, clock.now());

  return {
    find: async (reader, id) => present(await repository.find(reader, id)),
    findAll: async (reader, ids) => {
      const now = clock.now();
      return (await repository.findAll(reader, ids)).map((record) => toUser(record, now));
    },
    findByIdentifier: async (reader, text) => present(await findByIdentifier(repository, reader, text)),
    identifierKey,
    lock: async (transaction, id) => present(await repository.lock(transaction, id)),
    create: async (transaction, user, actor) => {
      refuseEscalation(actor, user.role);
      const record = createUserRecord(user, clock.now());
      await refuseTakenNames(repository, transaction, record);
      return changes.insert(transaction, record, eventActor(actor));
    },
    examineNames: (names) => readUserFields(names).refusals,
    markLoggedIn: (transaction, id) => repository.update(transaction, id, { lastLoginAt: clock.now() }),
    markActivated: async (transaction, id, profile = {}) => {
      const record = await lockNotDeleted(repository, transaction, id);
      const patch = { ...readOwnName(profile), activatedAt: record.activatedAt ?? clock.now() };
      return changes.apply(transaction, record, patch, { type: 'user.updated', actor: { type: 'USER', id } });
    },
    raiseSecurityEpoch: async (transaction, id) => {
      const record = await lockNotDeleted(repository, transaction, id);
      const securityEpoch = record.securityEpoch + 1;
      await repository.update(transaction, id, { securityEpoch });
      return toUser({ ...record, securityEpoch }, clock.now());
    },
    restoreAdministrator: async (transaction, id, actor) => {
      const record = await lockNotDeleted(repository, transaction, id);
      const about = { type: 'user.role-changed', actor: eventActor(actor), endsSessions: true } as const;
      return changes.apply(transaction, record, activeAdmin(record, clock.now()), about);
    },
    countAdministrators: async (reader) => (await repository.administrators(reader)).length,
  };
}

function readOwnName({ fullName }: { readonly fullName?: string | null }): Partial<UserFieldColumns> {
  const { columns, refusals } = readUserFields(fullName === undefined ? {} : { fullName });
  refuseAll(refusals);
  return columns;
}

function activeAdmin(record: UserRecord, now: Date): UserPatch {
  return {
    role: 'ADMIN',
    activatedAt: record.activatedAt ?? now,
    disabledAt: null,
    disabledReason: null,
    disabledUntil: null,
    securityEpoch: record.securityEpoch + 1,
  };
}
