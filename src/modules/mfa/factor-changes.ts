import type { EventSubscriber, Transaction, UserId } from '../../shared/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Challenges } from './challenges.js';
import type { SecondFactors } from './second-factors.js';

export interface FactorChangesDependencies {
  readonly secondFactors: SecondFactors;
  readonly challenges: Challenges;
  readonly sessions: Pick<Sessions, 'removeSecondFactor'>;
}

/**
 * Follows the changes of factors, whose events are emitted after the change: challenges that name other
 * factors are withdrawn, and with the last factor the recovery codes and what the sessions have proven with
 * it end. Removes every factor of a deleted user.
 */
export function followFactorChanges(dependencies: FactorChangesDependencies): EventSubscriber {
  const { secondFactors, challenges } = dependencies;
  return async (transaction, { type, subjectId }) => {
    if (subjectId === null) return;
    if (type === 'user.deleted') await secondFactors.removeAll(transaction, subjectId);
    if (type !== 'user.deleted' && type !== 'mfa.enrolled' && type !== 'mfa.removed') return;
    await challenges.withdraw(transaction, subjectId);
    if (type === 'mfa.removed') await endWithLastFactor(dependencies, transaction, subjectId);
  };
}

async function endWithLastFactor(
  { secondFactors, sessions }: FactorChangesDependencies,
  transaction: Transaction,
  userId: UserId,
): Promise<void> {
  if ((await secondFactors.methodsOf(transaction, userId)).length > 0) return;
  await secondFactors.removeAll(transaction, userId);
  await sessions.removeSecondFactor(transaction, userId);
}
