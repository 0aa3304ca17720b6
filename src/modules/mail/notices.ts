import type {
  DomainEvent,
  EventSubscriber,
  EventType,
  Reader,
  SessionId,
  Transaction,
  UserId,
} from '../../shared/index.js';
import { describeDevice } from './describe-device.js';
import type { Mailer } from './mailer.js';
import type { NoticeTemplates } from './notice-templates.js';

/** The user that a notice is for. */
export interface NoticeRecipient {
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly locale: string | null;
}

/** How a session was started. */
export interface SignIn {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** True when the user has an earlier session from the same address and program. */
  readonly isFamiliar: boolean;
}

export interface NoticesDependencies {
  readonly mailer: Mailer;
  /** Returns null for a user who does not exist or was deleted. */
  readonly findRecipient: (reader: Reader, userId: UserId) => Promise<NoticeRecipient | null>;
  readonly findSignIn: (reader: Reader, sessionId: SessionId) => Promise<SignIn | null>;
  /** Lets the commit wait for work that was started in the transaction. */
  readonly awaitBeforeCommit: (transaction: Transaction, work: Promise<void>) => void;
}

type NoticeTemplate = keyof NoticeTemplates;

const templates: Readonly<Partial<Record<EventType, NoticeTemplate>>> = {
  'session.started': 'new-device',
  'user.password-changed': 'password-changed',
  'user.password-reset': 'password-changed',
  'mfa.enrolled': 'factor-added',
  'mfa.removed': 'factor-removed',
  'user.disabled': 'account-disabled',
};

/**
 * Tells users about changes of their accounts, in the transaction of the change. Only verified addresses get
 * notices: otherwise anyone could direct them at the mailbox of someone else.
 */
export function createNotices(dependencies: NoticesDependencies): EventSubscriber {
  const { mailer, awaitBeforeCommit } = dependencies;
  return async (transaction, event) => {
    const template = templates[event.type];
    if (!mailer.enabled || template === undefined || event.subjectId === null || isSkipped(event)) return;
    // Not awaited here, because every login from a new device would wait for it, its user's row locked.
    awaitBeforeCommit(
      transaction,
      enqueueNotice(dependencies, transaction, template, event, event.subjectId),
    );
  };
}

async function enqueueNotice(
  dependencies: NoticesDependencies,
  transaction: Transaction,
  template: NoticeTemplate,
  event: DomainEvent,
  userId: UserId,
): Promise<void> {
  const { mailer, findRecipient } = dependencies;
  const [user, device] = await Promise.all([
    findRecipient(transaction, userId),
    template === 'new-device' ? newDevice(dependencies, transaction, event) : '',
  ]);
  if (user === null || !user.emailVerified || device === null) return;
  const time = `${event.occurredAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  mailer.enqueue(transaction, {
    template,
    to: user.email,
    locale: user.locale,
    userId,
    values: { username: user.username, time, device },
  });
}

/**
 * An administrator who resets a password gets a link for the user. A session that the server starts by itself
 * is no sign-in.
 */
function isSkipped({ type, actor, isKnownDevice = false }: DomainEvent): boolean {
  if (type === 'user.password-reset') return actor.type !== 'ANONYMOUS';
  return type === 'session.started' && (isKnownDevice || actor.type !== 'USER');
}

/** Returns a description of the device; null when it was used before. */
async function newDevice(
  { findSignIn }: NoticesDependencies,
  reader: Reader,
  { sessionId }: DomainEvent,
): Promise<string | null> {
  const signIn = sessionId === undefined ? null : await findSignIn(reader, sessionId);
  return signIn === null || signIn.isFamiliar ? null : describeDevice(signIn);
}
