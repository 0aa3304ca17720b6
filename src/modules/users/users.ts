import {
  type Clock,
  DomainError,
  type Reader,
  type Refusal,
  refuseAll,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import { eventActor, type JudgedActor, type Roles, refuseEscalation } from '../access/index.js';
import type { PasswordCredential } from '../passwords/index.js';
import { type AccountLookup, type AccountRecord, findNamedAccount } from './account-lookup.js';
import { readEmail } from './email-addresses.js';
import { lockNotDeleted } from './lock-user.js';
import {
  findByIdentifier,
  identifierKey,
  refuseTakenNames,
  type TakenNamesDependencies,
} from './name-lookup.js';
import { createUserRecord, type NewUser } from './new-user.js';
import { toUser, type User, type UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { readUserFields, type UserFieldColumns, type UserFieldsInput } from './user-fields.js';
import type { UndeclaredRole, UserPatch } from './user-repository.js';
import { roleUnknown } from './users-errors.js';

/** A user with the stored password, each null when there is none. */
export interface FoundAccount {
  readonly user: User | null;
  readonly credential: PasswordCredential | null;
}

/** The users service for other modules. Administrative operations are in `Administration`. */
export interface Users {
  /** Returns a user, deleted or not, or null. */
  find(reader: Reader, id: UserId): Promise<User | null>;
  /** Returns the users with these ids, deleted or not, in no particular order. */
  findAll(reader: Reader, ids: readonly UserId[]): Promise<readonly User[]>;
  /**
   * Returns the user, not deleted, with this username or, when the text contains an `@`, with this email
   * address, regardless of spelling variants.
   */
  findByIdentifier(reader: Reader, text: string): Promise<User | null>;
  /** Like findByIdentifier, with the stored password: what an attempt to log in reads, in one statement. */
  findNamedAccount(reader: Reader, text: string): Promise<FoundAccount>;
  /** Like find, with the stored password, in one statement. */
  findAccount(reader: Reader, id: UserId): Promise<FoundAccount>;
  /**
   * Locks the user, not deleted, who owns the address; without an owner, the user who signed up with it last
   * and has not verified it. Null for text that is not an address.
   */
  lockByEmail(transaction: Transaction, email: string): Promise<User | null>;
  /** Returns the address as it is stored; the text itself when it is not valid. */
  spellEmail(text: string): string;
  /** Returns one key for all spellings of a login identifier, whether a user has it or not. Never throws. */
  identifierKey(text: string): string;
  /** Like find, and locks the row until the transaction ends. */
  lock(transaction: Transaction, id: UserId): Promise<User | null>;
  /**
   * Creates a user and emits user.created. Throws USERNAME_INVALID, EMAIL_INVALID and INVALID_INPUT, all at
   * once; then USERNAME_TAKEN and EMAIL_TAKEN; INVALID_INPUT for a role that is not declared, and
   * ROLE_ESCALATION for one that the actor's own does not include.
   */
  create(transaction: Transaction, user: NewUser, actor: JudgedActor): Promise<User>;
  /** Returns the errors that create would throw for these fields, without querying the database. */
  examineNames(names: UserFieldsInput): readonly Refusal[];
  /**
   * Records a login without waiting for the write, and returns the user with it. The version is unchanged.
   * The row must be locked or new.
   */
  markLoggedIn(transaction: Transaction, user: User): User;
  /**
   * Activates an invited user who has chosen a password, and sets the full name when given. Throws
   * INVALID_INPUT.
   */
  markActivated(
    transaction: Transaction,
    id: UserId,
    profile?: { readonly fullName?: string | null },
  ): Promise<User>;
  /**
   * Invalidates all tokens issued to the user so far. Emits no event: the caller emits one that states the
   * reason.
   */
  raiseSecurityEpoch(transaction: Transaction, id: UserId): Promise<User>;
  /**
   * Makes the user, not deleted, an enabled administrator and ends their sessions. Used for account recovery.
   */
  restoreAdministrator(transaction: Transaction, id: UserId, actor: JudgedActor): Promise<User>;
  /** Returns the number of users, not deleted, with the role ADMIN, including invited and disabled ones. */
  countAdministrators(reader: Reader): Promise<number>;
  /** Returns the roles of users, not deleted, that are not declared. These users cannot sign in. */
  undeclaredRoles(reader: Reader): Promise<readonly UndeclaredRole[]>;
}

export interface UsersServiceDependencies extends TakenNamesDependencies {
  readonly accounts: AccountLookup;
  readonly roles: Roles;
  readonly changes: UserChanges;
  readonly clock: Clock;
}

export function createUsers(dependencies: UsersServiceDependencies): Users {
  const { roles, repository, accounts, changes, clock } = dependencies;
  const toUserOrNull = (record: UserRecord | null): User | null =>
    record === null ? null : toUser(record, clock.now());

  const toAccount = ({ user, credential }: AccountRecord): FoundAccount => ({
    user: toUserOrNull(user),
    credential,
  });
  return {
    find: async (reader, id) => toUserOrNull(await repository.find(reader, id)),
    findAll: async (reader, ids) => {
      const now = clock.now();
      return (await repository.findAll(reader, ids)).map((record) => toUser(record, now));
    },
    findByIdentifier: async (reader, text) => toUserOrNull(await findByIdentifier(repository, reader, text)),
    findNamedAccount: async (reader, text) => toAccount(await findNamedAccount(accounts, reader, text)),
    findAccount: async (reader, key) => toAccount(await accounts.findAccount(reader, { kind: 'ID', key })),
    spellEmail: (text) => readEmail(text)?.email ?? text,
    lockByEmail: async (transaction, email) => {
      const address = readEmail(email);
      return address === null
        ? null
        : toUserOrNull(await repository.lockOwnerOrPending(transaction, address.emailKey));
    },
    identifierKey,
    lock: async (transaction, id) => toUserOrNull(await repository.lock(transaction, id)),
    create: async (transaction, user, actor) => {
      refuseEscalation(roles, actor, user.role);
      if (roles.parse(user.role) === null) throw new DomainError(roleUnknown);
      const record = createUserRecord(user, clock.now());
      await refuseTakenNames(dependencies, transaction, record, clock.now());
      return changes.insert(transaction, record, eventActor(actor));
    },
    examineNames: (names) => readUserFields(names).refusals,
    markLoggedIn: (transaction, user) => {
      const lastLoginAt = clock.now();
      repository.recordLogin(transaction, user.id, lastLoginAt);
      return { ...user, lastLoginAt };
    },
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
      const description = {
        type: 'user.role-changed',
        actor: eventActor(actor),
        endsSessions: true,
      } as const;
      return changes.apply(transaction, record, activeAdmin(record, clock.now()), description);
    },
    undeclaredRoles: (reader) => repository.undeclaredRoles(reader, roles.names),
    countAdministrators: async (reader) => (await repository.administrators(reader)).length,
  };
}

function readOwnName({ fullName }: { readonly fullName?: string | null }): Partial<UserFieldColumns> {
  const { columns, refusals } = readUserFields(fullName === undefined ? {} : { fullName });
  refuseAll(refusals);
  return columns;
}

/** The operator vouches for the address: without mail, nobody could verify it. */
function activeAdmin(record: UserRecord, now: Date): UserPatch {
  return {
    role: 'ADMIN',
    emailVerified: true,
    verificationPending: false,
    activatedAt: record.activatedAt ?? now,
    disabledAt: null,
    disabledReason: null,
    disabledUntil: null,
    securityEpoch: record.securityEpoch + 1,
  };
}
