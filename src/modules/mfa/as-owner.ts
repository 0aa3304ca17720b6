import type { Transaction } from '../../shared/index.js';
import { type ActorTransactions, type CurrentUser, stepUpRequired } from '../access/index.js';
import type { SecondFactors } from './second-factors.js';

/** What a change of one's own factors depends on. */
export interface OwnerDependencies {
  readonly transactions: ActorTransactions;
  readonly secondFactors: Pick<SecondFactors, 'methodsOf'>;
}

/**
 * Runs a change of the caller's factors with the user's row locked, which protects them. Throws
 * STEP_UP_REQUIRED for a user who has a second factor and has not proven one in the session: a password alone
 * must not change what protects the account from anyone who knows the password.
 */
export function asOwner<Result>(
  { transactions, secondFactors }: OwnerDependencies,
  caller: CurrentUser,
  change: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const locks = { users: [caller.id] };
  return transactions.runAs({ type: 'USER', user: caller }, locks, async (transaction, actor) => {
    const assurance = actor.type === 'USER' ? actor.user.assurance : 0;
    if (assurance < 2 && (await secondFactors.methodsOf(transaction, caller.id)).length > 0)
      throw stepUpRequired();
    return change(transaction);
  });
}
