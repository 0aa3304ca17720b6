import { refuseAll, type Transaction } from '../../shared/index.js';
import {
  type Actor,
  type ActorTransactions,
  eventActor,
  type JudgedActor,
  type Roles,
  refuseEscalation,
  userNotFound,
} from '../access/index.js';
import { inputId, lockNotDeleted, refuseVersionConflict } from './lock-user.js';
import { refuseTakenNames } from './name-lookup.js';
import type { User, UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { readUserFields, type UserFieldColumns, type UserFieldsInput } from './user-fields.js';
import type { UserRepository } from './user-repository.js';

/** Fields that an administrator changes. Omitted fields are unchanged; null clears a field. */
export interface UpdateUserInput extends UserFieldsInput {
  readonly id: string;
  readonly expectedVersion?: number | null;
}

/** Fields that users change on their own profile. */
export interface UpdateProfileInput extends Pick<UserFieldsInput, 'username' | 'fullName' | 'locale'> {
  readonly expectedVersion?: number | null;
}

export interface UpdateUserDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
}

export interface UpdateUser {
  updateUser(input: UpdateUserInput, actor: Actor): Promise<User>;
  updateProfile(input: UpdateProfileInput, actor: Actor): Promise<User>;
}

export function createUpdateUser(dependencies: UpdateUserDependencies): UpdateUser {
  const { roles, transactions, repository, changes } = dependencies;
  async function update(
    transaction: Transaction,
    record: UserRecord,
    columns: Partial<UserFieldColumns>,
    actor: JudgedActor,
  ): Promise<User> {
    await refuseTakenNames(repository, transaction, { ...record, ...columns });
    const description = { type: 'user.updated', actor: eventActor(actor) } as const;
    return changes.apply(transaction, record, resetVerifiedOnNewEmail(record, columns), description);
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

/** A new address is unverified unless the caller sets emailVerified as well. */
function resetVerifiedOnNewEmail(
  record: UserRecord,
  columns: Partial<UserFieldColumns>,
): Partial<UserFieldColumns> {
  const isNew = columns.emailKey !== undefined && columns.emailKey !== record.emailKey;
  return isNew ? { emailVerified: false, ...columns } : columns;
}
