import type { SessionId, UserId } from './ids.js';
import type { Transaction } from './transaction.js';

/**
 * Who caused the event: a signed-in user, the operator's command line, the server itself, or an
 * unauthenticated caller.
 */
export type EventActor =
  | { readonly type: 'USER'; readonly id: UserId }
  | { readonly type: 'CLI' | 'SYSTEM' | 'ANONYMOUS' };

/** All event types. They are the actions of the audit log, so none is renamed after release. */
export const eventTypes = [
  'user.created',
  'user.updated',
  'user.role-changed',
  'user.disabled',
  'user.enabled',
  'user.unlocked',
  'user.deleted',
  // The row of a deleted user was removed, with everything that names them.
  'user.erased',
  'user.password-changed',
  'user.email-verified',
  'user.email-changed',
  // The holder of the previous address took the change back.
  'user.email-change-undone',
  'user.password-reset',
  'user.sessions-revoked',
  // A one-time link was issued: an invitation, a password reset, or the setup of the first administrator.
  'user.link-issued',
  'session.started',
  'session.ended',
  'session.reuse-detected',
  // An administrator or the operator ended every session of every user.
  'session.all-ended',
  // The user verified the password again in a session (reauthenticate).
  'session.proven',
  'passkey.renamed',
  // An authenticator counted fewer signatures than before: there may be a copy of it.
  'passkey.counter-regressed',
  'login.failed',
  'login.throttled',
  // The password of a login was right, and a second factor is required.
  'mfa.challenged',
  // A proof of a second factor was wrong.
  'mfa.failed',
  'mfa.enrolled',
  'mfa.removed',
  'mfa.recovery-codes-replaced',
  'key.created',
  'key.rotated',
  'key.imported',
  'key.updated',
  'key.revoked',
  'master-key.changed',
  // A mail was refused for good, or could not be sent within its retention.
  'mail.abandoned',
  // `@auth` rejected a signed-in user.
  'access.denied',
] as const;

export type EventType = (typeof eventTypes)[number];

/**
 * FAILURE: a login or a proof of a second factor that failed or was throttled. DENIED: `@auth` rejected a
 * request.
 */
export type EventOutcome = 'SUCCESS' | 'FAILURE' | 'DENIED';

/** The object of the event besides the user, e.g. a session or a signing key. The id is not secret. */
export interface EventResource {
  readonly type: string;
  readonly id: string;
}

/**
 * An event, emitted inside the transaction that made it true. Never contains a secret, a token or a hash, nor
 * what a caller typed to sign in.
 */
export interface DomainEvent {
  readonly type: EventType;
  readonly occurredAt: Date;
  readonly actor: EventActor;
  /** The user the event is about; null when there is none, or when no user has the name that was given. */
  readonly subjectId: UserId | null;
  /** Default: SUCCESS. */
  readonly outcome?: EventOutcome;
  readonly sessionId?: SessionId;
  /** For a started session: true when the device has signed this user in before. Default: not known. */
  readonly isKnownDevice?: boolean;
  /** Default: the session, if any. */
  readonly resource?: EventResource;
  /** True when all sessions of the subject must end (disable, demotion, password reset, deletion). */
  readonly endsSessions?: boolean;
  /** The changed fields; dates as RFC 3339 text. */
  readonly changes?: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  /**
   * The reason given by the administrator, where the operation requires one; for rejections, the (internal)
   * error code.
   */
  readonly reason?: string;
}

/** Receives events inside the transaction. When it throws, the change is rolled back. */
export type EventSubscriber = (transaction: Transaction, event: DomainEvent) => Promise<void>;

export interface EventPublisher {
  /**
   * Calls the subscribers one after the other, in the order of subscription. Rejects when one of them throws.
   */
  publishEvent(transaction: Transaction, event: DomainEvent): Promise<void>;
}

/** An event publisher to which modules are subscribed while the application is composed. */
export interface EventBus extends EventPublisher {
  subscribe(subscriber: EventSubscriber): void;
}

export function createEventBus(): EventBus {
  const subscribers: EventSubscriber[] = [];
  return {
    subscribe: (subscriber) => {
      subscribers.push(subscriber);
    },
    publishEvent: async (transaction, event) => {
      for (const subscriber of subscribers) await subscriber(transaction, event);
    },
  };
}
