import type { EventSubscriber, EventType, Transaction, UserId } from '../../shared/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Challenges } from './challenges.js';
import type { SecondFactors } from './second-factors.js';

export interface FactorChangesDependencies {
  readonly secondFactors: SecondFactors;
  readonly challenges: Challenges;
  readonly sessions: Pick<Sessions, 'removeSecondFactor'>;
}

/** The changes after which an open challenge stands for what is no longer so. */
const changes: readonly EventType[] = [
  'mfa.enrolled',
  'mfa.removed',
  'user.password-changed',
  'user.password-reset',
  'user.deleted',
];

/**
 * Withdraws the challenges of a user whose password or factors change. Ends with the last factor the recovery
 * codes and what the sessions have proven with it: mfa.removed is emitted after the removal of whichever
 * factor. Removes every factor of a deleted user.
 */
export function followFactorChanges(dependencies: FactorChangesDependencies): EventSubscriber {
  const { secondFactors, challenges } = dependencies;
  return async (transaction, { type, subjectId }) => {
    if (subjectId === null) return;
    if (type === 'user.deleted') await secondFactors.removeAll(transaction, subjectId);
    if (changes.includes(type)) await challenges.withdraw(transaction, subjectId);
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
