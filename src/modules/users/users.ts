import {
  type Clock,
  type Reader,
  type Refusal,
  refuseAll,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation } from '../access/index.js';
import { lockLiving } from './lock-user.js';
import { findByIdentifier, identifierKey, refuseTakenNames } from './name-lookup.js';
import { type NewUser, recordOf } from './new-user.js';
import { type User, type UserRecord, userOf } from './user.js';
import type { UserChanges } from './user-changes.js';
import { type PersonColumns, type PersonInput, readPerson } from './user-fields.js';
import type { UserPatch, UserRepository } from './user-repository.js';

/** People, for the other rooms. What an administrator does to people is in `Administration`. */
export interface Users {
  /** Whoever has the id, deleted people too. */
  find(reader: Reader, id: UserId): Promise<User | null>;
  /** Those who have one of the ids, deleted people too, in no order. */
  findAll(reader: Reader, ids: readonly UserId[]): Promise<readonly User[]>;
  /** The living person with this username or, where the text holds an `@`, this email address, however it is written. */
  findByIdentifier(reader: Reader, text: string): Promise<User | null>;
  /** One key for every spelling of what can be typed for `findByIdentifier`, existing or not; a person's own names have theirs. Never throws. */
  identifierKey(text: string): string;
  /** As find, and nobody else changes the person until the transaction ends. */
  lock(transaction: Transaction, id: UserId): Promise<User | null>;
  /**
   * Makes a person and tells user.created. Refuses, with everything wrong at once: USERNAME_INVALID, EMAIL_INVALID,
   * INVALID_INPUT; then USERNAME_TAKEN, EMAIL_TAKEN; and ROLE_ESCALATION for a role above the actor's own.
   */
  create(transaction: Transaction, person: NewUser, actor: Actor): Promise<User>;
  /** What create would say of these facts, without asking the database. */
  examineNames(names: PersonInput): readonly Refusal[];
  /** Notes a login. It is no change: the version stays. */
  markLoggedIn(transaction: Transaction, id: UserId): Promise<void>;
  /** An invited person has chosen a password, and perhaps said what they are called. Refuses with INVALID_INPUT. */
  markActivated(
    transaction: Transaction,
    id: UserId,
    said?: { readonly fullName?: string | null },
  ): Promise<User>;
  /** Makes every token issued to the person so far worthless. Tells no event: whoever raises it knows why. */
  raiseEpoch(transaction: Transaction, id: UserId): Promise<User>;
  /** For an operator locked out: the living person is an enabled administrator afterwards, and all their sessions end. */
  restoreAdministrator(transaction: Transaction, id: UserId, actor: Actor): Promise<User>;
  /** How many living people have the role ADMIN, invited and disabled ones included. */
  countAdministrators(reader: Reader): Promise<number>;
}

/** What the services of this room share. */
export interface UsersCollaborators {
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly clock: Clock;
}

/** Makes the service. */
export function createUsers({ repository, changes, clock }: UsersCollaborators): Users {
  const present = (record: UserRecord | null): User | null =>
    record === null ? null : userOf(record, clock.now());

  return {
    find: async (reader, id) => present(await repository.find(reader, id)),
    findAll: async (reader, ids) => {
      const now = clock.now();
      return (await repository.findAll(reader, ids)).map((record) => userOf(record, now));
    },
    findByIdentifier: async (reader, text) => present(await findByIdentifier(repository, reader, text)),
    identifierKey,
    lock: async (transaction, id) => present(await repository.lock(transaction, id)),
    create: async (transaction, person, actor) => {
      refuseEscalation(actor, person.role);
      const record = recordOf(person, clock.now());
      await refuseTakenNames(repository, transaction, record);
      return changes.insert(transaction, record, eventActor(actor));
    },
    examineNames: (names) => readPerson(names).refusals,
    markLoggedIn: (transaction, id) => repository.update(transaction, id, { lastLoginAt: clock.now() }),
    markActivated: async (transaction, id, said = {}) => {
      const record = await lockLiving(repository, transaction, id);
      const patch = { ...readOwnName(said), activatedAt: record.activatedAt ?? clock.now() };
      return changes.apply(transaction, record, patch, { type: 'user.updated', actor: { type: 'USER', id } });
    },
    raiseEpoch: async (transaction, id) => {
      const record = await lockLiving(repository, transaction, id);
      const securityEpoch = record.securityEpoch + 1;
      await repository.update(transaction, id, { securityEpoch });
      return userOf({ ...record, securityEpoch }, clock.now());
    },
    restoreAdministrator: async (transaction, id, actor) => {
      const record = await lockLiving(repository, transaction, id);
      const about = { type: 'user.role-changed', actor: eventActor(actor), endsSessions: true } as const;
      return changes.apply(transaction, record, inOffice(record, clock.now()), about);
    },
    countAdministrators: async (reader) => (await repository.administrators(reader)).length,
  };
}

function readOwnName({ fullName }: { readonly fullName?: string | null }): Partial<PersonColumns> {
  const { columns, refusals } = readPerson(fullName === undefined ? {} : { fullName });
  refuseAll(refusals);
  return columns;
}

function inOffice(record: UserRecord, now: Date): UserPatch {
  return {
    role: 'ADMIN',
    activatedAt: record.activatedAt ?? now,
    disabledAt: null,
    disabledReason: null,
    disabledUntil: null,
    securityEpoch: record.securityEpoch + 1,
  };
}
