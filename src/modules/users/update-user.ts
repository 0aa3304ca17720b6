import { refuseAll, type Transaction, type Transactions } from '../../shared/index.js';
import { type Actor, eventActor, refuseEscalation } from '../access/index.js';
import { inputId, lockLiving, refuseOtherVersion } from './lock-user.js';
import { refuseTakenNames } from './name-lookup.js';
import type { User, UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import { type PersonColumns, type PersonInput, readPerson } from './user-fields.js';
import type { UserRepository } from './user-repository.js';
import { userNotFound } from './users-errors.js';

/** What an administrator may say anew about a person. Absent = unchanged, null = cleared. */
export interface UpdateUserInput extends PersonInput {
  readonly id: string;
  readonly expectedVersion?: number | null;
}

/** What people may say anew about themselves. */
export interface UpdateProfileInput extends Pick<PersonInput, 'username' | 'fullName' | 'locale'> {
  readonly expectedVersion?: number | null;
}

/** What updating needs. */
export interface UpdateUserCollaborators {
  readonly transactions: Transactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
}

/** The two updates; see `Administration`. */
export interface UpdateUser {
  updateUser(input: UpdateUserInput, actor: Actor): Promise<User>;
  updateProfile(input: UpdateProfileInput, actor: Actor): Promise<User>;
}

/** Makes the operations. */
export function createUpdateUser({ transactions, repository, changes }: UpdateUserCollaborators): UpdateUser {
  async function update(
    transaction: Transaction,
    record: UserRecord,
    columns: Partial<PersonColumns>,
    actor: Actor,
  ): Promise<User> {
    await refuseTakenNames(repository, transaction, { ...record, ...columns });
    const about = { type: 'user.updated', actor: eventActor(actor) } as const;
    return changes.apply(transaction, record, unprovenWhenNew(record, columns), about);
  }

  return {
    updateUser: async (input, actor) => {
      const { id, expectedVersion, ...said } = input;
      const columns = read(only(said, administratorsFields));
      return transactions.run(async (transaction) => {
        const record = await lockLiving(repository, transaction, id, inputId);
        refuseEscalation(actor, record.role);
        refuseOtherVersion(record, expectedVersion);
        return update(transaction, record, columns, actor);
      });
    },
    updateProfile: async (input, actor) => {
      if (actor.type !== 'USER') throw userNotFound();
      const columns = read(only(input, ownFields));
      return transactions.run(async (transaction) => {
        const record = await lockLiving(repository, transaction, actor.user.id);
        refuseOtherVersion(record, input.expectedVersion);
        return update(transaction, record, columns, actor);
      });
    },
  };
}

const ownFields = ['username', 'fullName', 'locale'] as const;
const administratorsFields = [...ownFields, 'email', 'emailVerified', 'metadata'] as const;

/** Takes the named fields and nothing else, whatever a caller managed to send along. */
function only(input: PersonInput, fields: readonly (keyof PersonInput)[]): PersonInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => fields.some((field) => field === name)));
}

function read(input: PersonInput): Partial<PersonColumns> {
  const { columns, refusals } = readPerson(input);
  refuseAll(refusals);
  return columns;
}

/** Another address is unproven, unless whoever enters it says that it is not. */
function unprovenWhenNew(record: UserRecord, columns: Partial<PersonColumns>): Partial<PersonColumns> {
  const isNew = columns.emailKey !== undefined && columns.emailKey !== record.emailKey;
  return isNew ? { emailVerified: false, ...columns } : columns;
}
