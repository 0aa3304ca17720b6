import { addSeconds, type Clock, type Transaction, type UserId } from '../../shared/index.js';
import { type Actor, type ActorTransactions, eventActor, type JudgedActor } from '../access/index.js';
import { lockUser } from './lock-user.js';
import { toUser, type UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { illegalState } from './users-errors.js';

/** Removes deleted users for good. */
export interface EraseUser {
  /**
   * Removes the row of a deleted user and all rows that belong to it. The audit log keeps its entries without
   * what names the user. Throws USER_NOT_FOUND, and ILLEGAL_STATE for a user who is not deleted.
   */
  eraseUser(id: string, actor: Actor): Promise<void>;
  /** Erases the users who were deleted before the retention began; called regularly. */
  sweep(): Promise<void>;
}

export interface EraseUserDependencies {
  readonly transactions: ActorTransactions;
  readonly repository: UserRepository;
  readonly changes: UserChanges;
  readonly clock: Clock;
  /** How long a deleted user can be looked up, in days. */
  readonly eraseDeletedAfterDays: number;
}

/** The next run of the sweep erases the others. */
const maxUsersPerSweep = 1_000;

export function createEraseUser(dependencies: EraseUserDependencies): EraseUser {
  const { transactions, repository, clock, eraseDeletedAfterDays } = dependencies;
  const eraseDeleted = (id: UserId): Promise<void> =>
    transactions.runAs({ type: 'SYSTEM' }, { users: [id] }, async (transaction, actor) => {
      const record = await repository.lock(transaction, id);
      // Another instance may have erased the user.
      if (record !== null) await erase(dependencies, transaction, record, actor);
    });
  return {
    eraseUser: (id, requester) =>
      transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, id);
        if (record.deletedAt === null)
          throw illegalState('Only a deleted user can be erased. Delete the user first.', ['id']);
        await erase(dependencies, transaction, record, actor);
      }),
    sweep: async () => {
      const before = addSeconds(clock.now(), -eraseDeletedAfterDays * 24 * 60 * 60);
      for (const id of await repository.findDeletedBefore(transactions.reader, before, maxUsersPerSweep))
        await eraseDeleted(id);
    },
  };
}

async function erase(
  { repository, changes, clock }: EraseUserDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
): Promise<void> {
  const description = { type: 'user.erased', actor: eventActor(actor) } as const;
  await changes.emitEvent(transaction, toUser(record, clock.now()), description);
  await repository.remove(transaction, record.id);
}
