import type { Clock, EventPublisher, Transaction } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import type { Sessions } from '../sessions/index.js';

export interface ProvenSessionDependencies {
  readonly sessions: Pick<Sessions, 'recordReauthentication' | 'recordProof'>;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** Makes the session fresh, adds what was proven, by the names of RFC 8176, and emits session.proven. */
export async function recordProvenSession(
  { sessions, events, clock }: ProvenSessionDependencies,
  transaction: Transaction,
  { id: userId, sessionId }: CurrentUser,
  authMethods: readonly string[],
): Promise<void> {
  await sessions.recordReauthentication(transaction, sessionId);
  await sessions.recordProof(transaction, sessionId, authMethods);
  await events.publishEvent(transaction, {
    type: 'session.proven',
    occurredAt: clock.now(),
    actor: { type: 'USER', id: userId },
    subjectId: userId,
    sessionId,
  });
}
