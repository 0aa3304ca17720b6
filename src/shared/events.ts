import type { SessionId, UserId } from './ids.js';
import type { Transaction } from './transaction.js';

/** Who did it: a signed-in user, the operator's command line, the server itself, or somebody not signed in. */
export type EventActor =
  | { readonly type: 'USER'; readonly id: UserId }
  | { readonly type: 'CLI' | 'SYSTEM' | 'ANONYMOUS' };

/** Every fact that modules tell, from a closed set; the audit log has them as its actions, so none is renamed after release. */
export const eventTypes = [
  'user.created',
  'user.updated',
  'user.role-changed',
  'user.disabled',
  'user.enabled',
  'user.unlocked',
  'user.deleted',
  'user.password-changed',
  'user.password-reset',
  'user.sessions-revoked',
  // A one-time link was made: an invitation, a password reset, the setup of the first administrator.
  'user.link-issued',
  'session.started',
  'session.ended',
  'session.reuse-detected',
  // A password was proven again in a session (reauthenticate).
  'session.proven',
  'login.failed',
  'login.throttled',
  'key.created',
  'key.rotated',
  'key.imported',
  'key.updated',
  'key.revoked',
  'master-key.changed',
  // `@auth` refused somebody who is signed in.
  'access.denied',
] as const;

/** What happened. */
export type EventType = (typeof eventTypes)[number];

/** How it came out; FAILURE: a login that failed or was throttled; DENIED: a refusal by `@auth`. */
export type EventOutcome = 'SUCCESS' | 'FAILURE' | 'DENIED';

/** What was acted on, beside the user: a session, a signing key. The id is no secret. */
export interface EventResource {
  readonly type: string;
  readonly id: string;
}

/** One fact, told inside the transaction that made it true. Never carries a secret, a token or a hash, nor what somebody typed to get in. */
export interface DomainEvent {
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly actor: EventActor;
  /** Whom it is about; null when it is about nobody, or about a name that nobody has. */
  readonly subjectId: UserId | null;
  /** Left out: SUCCESS. */
  readonly outcome?: EventOutcome;
  readonly sessionId?: SessionId;
  /** Left out: the session, where there is one. */
  readonly resource?: EventResource;
  /** True when every session of the subject must end because of it (disable, demotion, reset, deletion). */
  readonly endsSessions?: boolean;
  /** Changed fields as { field: { from, to } }; dates as RFC 3339 text. */
  readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  /** The administrator's words, where the operation asks for them; the code told (or the inner reason) where something was refused. */
  readonly reason?: string;
}

/** Hears events inside the transaction: when it throws, the change is rolled back. */
export type EventSubscriber = (transaction: Transaction, event: DomainEvent) => Promise<void>;

/** Tells events to whoever subscribed. */
export interface EventPublisher {
  /** Awaits every subscriber in the order they subscribed; the first one that throws stops it all. */
  publish(transaction: Transaction, event: DomainEvent): Promise<void>;
}

/** An event publisher that modules can be subscribed to while the house is being built. */
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
