import { addSeconds, type Clock, type Transaction, type UserId } from '../../shared/index.js';
import { type Actor, type ActorTransactions, eventActor, type JudgedActor } from '../access/index.js';
import { lockUser } from './lock-user.js';
import { toUser, type UserRecord } from './user.js';
import type { UserChanges } from './user-changes.js';
import type { UserRepository } from './user-repository.js';
import { illegalState } from './users-errors.js';

/** Removes deleted users, and sign-ups that nobody verified, for good. */
export interface EraseUser {
  /**
   * Removes the row of a deleted user and all rows that belong to it. The audit log keeps its entries without
   * what names the user. Throws USER_NOT_FOUND, and ILLEGAL_STATE for a user who is not deleted.
   */
  eraseUser(id: string, actor: Actor): Promise<void>;
  /**
   * Erases the users who were deleted before the retention began, and those who signed up a week ago, have
   * not verified their address and have never signed in; called regularly.
   */
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
/** A week, in which a mail that was overlooked is found, and a new link can be requested. */
const eraseUnverifiedAfterDays = 7;

export function createEraseUser(dependencies: EraseUserDependencies): EraseUser {
  const { transactions, repository, clock, eraseDeletedAfterDays } = dependencies;
  return {
    eraseUser: (id, requester) =>
      transactions.runAs(requester, { users: [id] }, async (transaction, actor) => {
        const record = await lockUser(repository, transaction, id);
        if (record.deletedAt === null)
          throw illegalState('Only a deleted user can be erased. Delete the user first.', ['id']);
        await erase(dependencies, transaction, record, actor);
      }),
    sweep: async () => {
      const { reader } = transactions;
      const daysAgo = (days: number): Date => addSeconds(clock.now(), -days * 24 * 60 * 60);
      const deletedBefore = daysAgo(eraseDeletedAfterDays);
      for (const id of await repository.findDeletedBefore(reader, deletedBefore, maxUsersPerSweep))
        await eraseIf(dependencies, id, ({ deletedAt }) => deletedAt !== null);
      const signedUpBefore = daysAgo(eraseUnverifiedAfterDays);
      const isDue = (record: UserRecord): boolean => isAbandonedSignUp(record, clock.now());
      for (const id of await repository.findUnverifiedBefore(reader, signedUpBefore, maxUsersPerSweep))
        await eraseIf(dependencies, id, isDue, 'sign-up not verified');
    },
  };
}

/** Checks the condition under the lock: another instance, or the user, may have been faster. */
async function eraseIf(
  dependencies: EraseUserDependencies,
  id: UserId,
  isDue: (record: UserRecord) => boolean,
  reason?: string,
): Promise<void> {
  const { transactions, repository } = dependencies;
  await transactions.runAs({ type: 'SYSTEM' }, { users: [id] }, async (transaction, actor) => {
    const record = await repository.lock(transaction, id);
    if (record !== null && isDue(record)) await erase(dependencies, transaction, record, actor, reason);
  });
}

function isAbandonedSignUp(record: UserRecord, now: Date): boolean {
  // With optional verification, an account that is in use stays.
  return toUser(record, now).status === 'PENDING_VERIFICATION' && record.lastLoginAt === null;
}

async function erase(
  { repository, changes, clock }: EraseUserDependencies,
  transaction: Transaction,
  record: UserRecord,
  actor: JudgedActor,
  reason?: string,
): Promise<void> {
  const cause = reason === undefined ? {} : { reason };
  const description = { type: 'user.erased', actor: eventActor(actor), ...cause } as const;
  await changes.emitEvent(transaction, toUser(record, clock.now()), description);
  await repository.remove(transaction, record.id);
}
