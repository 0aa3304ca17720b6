import {
  addSeconds,
  type DomainEvent,
  type EventPublisher,
  type EventSubscriber,
  type EventType,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import type { Sessions } from '../sessions/index.js';
import type { Challenges } from './challenges.js';
import type { SecondFactors } from './second-factors.js';

export interface FactorChangesDependencies {
  readonly secondFactors: SecondFactors;
  readonly challenges: Challenges;
  readonly sessions: Pick<Sessions, 'removeSecondFactor'>;
  readonly events: EventPublisher;
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
 * factor. Removes every factor of a deleted user, and the recent ones of a user who takes back a change of
 * the address: the person who made the change may have added them to keep the account.
 */
export function followFactorChanges(dependencies: FactorChangesDependencies): EventSubscriber {
  const { secondFactors, challenges } = dependencies;
  return async (transaction, event) => {
    const { type, subjectId } = event;
    if (subjectId === null) return;
    if (type === 'user.deleted') await secondFactors.removeAll(transaction, subjectId);
    if (changes.includes(type)) await challenges.withdraw(transaction, subjectId);
    if (type === 'user.email-change-undone')
      await removeRecentFactors(dependencies, transaction, subjectId, event);
    if (type === 'mfa.removed') await endWithLastFactor(dependencies, transaction, subjectId);
  };
}

/** A change can be taken back for three days, and its maker may have added a factor some days before it. */
const recentSeconds = 7 * 86_400;

async function removeRecentFactors(
  { secondFactors, events }: FactorChangesDependencies,
  transaction: Transaction,
  subjectId: UserId,
  { actor, occurredAt }: DomainEvent,
): Promise<void> {
  const since = addSeconds(occurredAt, -recentSeconds);
  const methods = await secondFactors.removeSince(transaction, subjectId, since);
  if (methods.length === 0) return;
  const changes = { methods: { from: methods, to: [] } };
  await events.publishEvent(transaction, { type: 'mfa.removed', occurredAt, actor, subjectId, changes });
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
