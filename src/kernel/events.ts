import type { SessionId, UserId } from './ids.js';
import type { Transaction } from './transaction.js';

/** Who did it: a signed-in person, the operator's command line, the server itself, or somebody not signed in. */
export type EventActor =
  | { readonly type: 'USER'; readonly id: UserId }
  | { readonly type: 'CLI' | 'SYSTEM' | 'ANONYMOUS' };

/** What changed about a user. `SecurityChange` marks those after which every session of the user must be over. */
export type UserEventType =
  | 'user.created'
  | 'user.updated'
  | 'user.role-changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.deleted'
  | 'user.password-changed'
  | 'user.password-reset'
  | 'user.sessions-revoked'
  | 'session.started'
  | 'session.ended'
  | 'session.reuse-detected';

/** One fact, told inside the transaction that made it true. Never carries a secret, a token or a hash. */
export interface DomainEvent {
  readonly type: UserEventType;
  readonly occurredAt: Date;
  readonly actor: EventActor;
  /** Whom it is about. */
  readonly subjectId: UserId;
  readonly sessionId?: SessionId;
  /** True when every session of the subject must end because of it (disable, demotion, reset, deletion). */
  readonly endsSessions?: boolean;
  /** Changed fields as { field: { from, to } }; dates as RFC 3339 text. */
  readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  /** The administrator's words, where the operation asks for them. */
  readonly reason?: string;
}

/** Hears events inside the transaction: when it throws, the change is rolled back. */
export type EventSubscriber = (transaction: Transaction, event: DomainEvent) => Promise<void>;

/** Tells events to whoever subscribed. */
export interface EventPublisher {
  /** Awaits every subscriber in the order they subscribed; the first one that throws stops it all. */
  publish(transaction: Transaction, event: DomainEvent): Promise<void>;
}

/** An event publisher that rooms can be subscribed to while the house is being built. */
export interface EventBus extends EventPublisher {
  subscribe(subscriber: EventSubscriber): void;
}

/** Makes an event bus without subscribers. */
export function createEventBus(): EventBus {
  const subscribers: EventSubscriber[] = [];
  return {
    subscribe: (subscriber) => {
      subscribers.push(subscriber);
    },
    publish: async (transaction, event) => {
      for (const subscriber of subscribers) await subscriber(transaction, event);
    },
  };
}
