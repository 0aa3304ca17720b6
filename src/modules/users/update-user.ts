import { type Clock, refuseAll, type Transaction } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type JudgedActor,
  type Roles,
  refuseEscalation,
  userNotFound,
} from '../access/index.js';
import type { EmailChangeRepository } from './email-changes.js';
import { inputId, lockNotDeleted, refuseVersionConflict } from './lock-user.js';
import { refuseTakenNames, type TakenNamesDependencies } from './name-lookup.js';
import type { User, UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { readUserFields, type UserFieldColumns, type UserFieldsInput } from './user-fields.js';
import type { UserPatch } from './user-repository.js';

/** Fields that an administrator changes. Omitted fields are unchanged; null clears a field. */
export interface UpdateUserInput extends UserFieldsInput {
  readonly id: string;
  readonly expectedVersion?: number | null;
}

/** Fields that users change on their own profile. */
export interface UpdateProfileInput extends Pick<UserFieldsInput, 'username' | 'fullName' | 'locale'> {
  readonly expectedVersion?: number | null;
}

export interface UpdateUserDependencies extends TakenNamesDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly emailChanges: EmailChangeRepository;
  readonly changes: UserChanges;
  readonly clock: Clock;
}

export interface UpdateUser {
  updateUser(input: UpdateUserInput, actor: Actor): Promise<User>;
  updateProfile(input: UpdateProfileInput, actor: Actor): Promise<User>;
}

export function createUpdateUser(dependencies: UpdateUserDependencies): UpdateUser {
  const { roles, transactions, repository, emailChanges, changes, clock } = dependencies;
  async function update(
    transaction: Transaction,
    record: UserRecord,
    columns: Partial<UserFieldColumns>,
    actor: JudgedActor,
  ): Promise<User> {
    const patch = decideOwnership(record, columns);
    await refuseTakenNames(dependencies, transaction, { ...record, ...patch }, clock.now());
    // The address that an administrator sets stands: nobody can undo it.
    if (columns.emailKey !== undefined) await emailChanges.removeAll(transaction, record.id);
    const description = { type: 'user.updated', actor: eventActor(actor) } as const;
    return changes.apply(transaction, record, patch, description);
  }

  return {
    updateUser: async (input, requester) => {
      const { id, expectedVersion, ...fields } = input;
      const columns = parseFields(pickFields(fields, administratorsFields));
      return transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
        const record = await lockNotDeleted(repository, transaction, id, inputId);
        refuseEscalation(roles, actor, record.role);
        refuseVersionConflict(record, expectedVersion);
        return update(transaction, record, columns, actor);
      });
    },
    updateProfile: async (input, requester) => {
      if (requester.type !== 'USER') throw userNotFound();
      const { id } = requester.user;
      const columns = parseFields(pickFields(input, ownFields));
      return transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
        const record = await lockNotDeleted(repository, transaction, id);
        refuseVersionConflict(record, input.expectedVersion);
        return update(transaction, record, columns, actor);
      });
    },
  };
}

const ownFields = ['username', 'fullName', 'locale'] as const;
const administratorsFields = [...ownFields, 'email', 'emailVerified', 'metadata'] as const;

/** Drops all other members, which protects against mass assignment. */
function pickFields(input: UserFieldsInput, fields: readonly (keyof UserFieldsInput)[]): UserFieldsInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => fields.some((field) => field === name)));
}

function parseFields(input: UserFieldsInput): Partial<UserFieldColumns> {
  const { columns, refusals } = readUserFields(input);
  refuseAll(refusals);
  return columns;
}

/**
 * A new address is unverified unless the caller sets emailVerified as well. A user who signed up owns the
 * address as soon as an administrator sets or verifies it.
 */
function decideOwnership(record: UserRecord, columns: Partial<UserFieldColumns>): UserPatch {
  const isNew = columns.emailKey !== undefined && columns.emailKey !== record.emailKey;
  const patch = isNew ? { emailVerified: false, ...columns } : columns;
  return isNew || columns.emailVerified === true ? { ...patch, verificationPending: false } : patch;
}
