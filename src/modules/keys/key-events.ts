import type { DomainEvent, EventActor, EventPublisher, Transaction } from '../../shared/index.js';

/** What happens to a key that is there already. */
export interface KeyChangeEvent {
  readonly type: 'key.updated' | 'key.revoked';
  readonly kid: string;
  readonly occurredAt: Date;
  readonly actor: EventActor;
  readonly reason?: string;
  readonly changes?: NonNullable<DomainEvent['changes']>;
}

/** Tells what happened to a key. Its kid is public; no half of it is told. */
export function emitKeyEvent(
  events: EventPublisher,
  transaction: Transaction,
  { kid, ...event }: KeyChangeEvent,
): Promise<void> {
  return events.publish(transaction, {
    ...event,
    subjectId: null,
    resource: { type: 'signing-key', id: kid },
  });
}
