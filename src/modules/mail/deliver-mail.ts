import {
  addSeconds,
  type Clock,
  type EventPublisher,
  type Measurements,
  type Sealing,
  type Transactions,
} from '../../shared/index.js';
import { type AddressedMail, DeliveryError, type MailTransport } from './mail-transport.js';
import type { OutboxRepository, StoredMail } from './outbox.js';
import { openMail } from './outgoing-mail.js';

/** A mail that could not be delivered, for the log. No address and no content. */
export interface MailFailure {
  readonly mailId: string;
  readonly template: string;
  readonly attempts: number;
  /** Codes such as `EENVELOPE RCPT TO 550 5.1.1`. */
  readonly problem: string;
  /** True when no further attempt follows. */
  readonly isAbandoned: boolean;
}

export interface DeliverMailDependencies {
  readonly transactions: Transactions;
  readonly repository: OutboxRepository;
  readonly sealing: Sealing;
  readonly transport: MailTransport;
  readonly events: EventPublisher;
  readonly measurements: Pick<Measurements, 'countMail'>;
  readonly onFailure: (failure: MailFailure) => void;
  /** How long a mail is tried. Default: 24. */
  readonly retentionHours?: number;
  readonly clock: Clock;
}

/** The delay before the second attempt, which doubles up to the longest one. */
const retrySeconds = { first: 15, longest: 3_600 };

/**
 * Delivers a claimed mail once and removes it from the outbox, or sets the time of the next attempt. A crash
 * between the two leaves it in the outbox, to be sent again with the same Message-ID.
 */
export async function deliverMail(
  dependencies: DeliverMailDependencies,
  stored: StoredMail,
  signal: AbortSignal,
): Promise<void> {
  const { sealing, transactions, repository, measurements, transport } = dependencies;
  const mail = openMail(sealing, stored.id, stored.sealed);
  if (mail === null) return abandon(dependencies, stored, 'UNREADABLE', 'the content cannot be decrypted');
  const { to } = mail;
  if (to !== null) {
    if (isTooOld(dependencies, stored, 0)) return abandon(dependencies, stored, 'EXPIRED', 'too old');
    const failure = await sendOnce(transport, { ...mail, to }, signal);
    if (failure !== null) return handleFailure(dependencies, stored, failure);
    measurements.countMail('SENT');
  }
  await transactions.run((transaction) => repository.remove(transaction, stored.id));
}

async function sendOnce(
  transport: MailTransport,
  mail: AddressedMail,
  signal: AbortSignal,
): Promise<DeliveryError | null> {
  try {
    await Promise.race([transport.send(mail, signal), rejectOnAbort(signal)]);
    return null;
  } catch (error) {
    // Any other error is a fault of ours; its message is not trusted to be free of secrets.
    return error instanceof DeliveryError ? error : new DeliveryError('internal error', false);
  }
}

/** A transport that does not react to the signal must not hold back the end of the server. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new DeliveryError('ABORTED', false));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** Returns whether the mail may no longer be tried after this delay. */
function isTooOld(
  { retentionHours = 24, clock }: DeliverMailDependencies,
  { createdAt }: StoredMail,
  delaySeconds: number,
): boolean {
  return addSeconds(createdAt, retentionHours * 3_600) <= addSeconds(clock.now(), delaySeconds);
}

async function handleFailure(
  dependencies: DeliverMailDependencies,
  stored: StoredMail,
  { message, isPermanent }: DeliveryError,
): Promise<void> {
  const { transactions, repository, measurements, onFailure, clock } = dependencies;
  if (isPermanent) return abandon(dependencies, stored, 'REJECTED', message);
  const delaySeconds = retryDelaySeconds(stored.attempts);
  if (isTooOld(dependencies, stored, delaySeconds)) return abandon(dependencies, stored, 'EXPIRED', message);
  const dueAt = addSeconds(clock.now(), delaySeconds);
  measurements.countMail('RETRIED');
  onFailure(describeFailure(stored, message, false));
  await transactions.run((transaction) => repository.postpone(transaction, stored, dueAt));
}

/** With jitter, so that the mails of an outage do not all return at once. */
function retryDelaySeconds(attempts: number): number {
  const { first, longest } = retrySeconds;
  return Math.min(first * 2 ** (attempts - 1), longest) * (0.75 + Math.random() / 2);
}

/** REJECTED: refused for good. EXPIRED: not accepted in its retention. UNREADABLE: the row was changed. */
type AbandonReason = 'REJECTED' | 'EXPIRED' | 'UNREADABLE';

/** Removes the mail with its content, and says so. */
async function abandon(
  { transactions, repository, events, measurements, onFailure, clock }: DeliverMailDependencies,
  stored: StoredMail,
  reason: AbandonReason,
  problem: string,
): Promise<void> {
  const { id, template, userId, attempts } = stored;
  const isAbandoned = await transactions.run(async (transaction) => {
    // Another sender may have finished it in the meantime.
    if (!(await repository.remove(transaction, id))) return false;
    await events.publishEvent(transaction, {
      type: 'mail.abandoned',
      occurredAt: clock.now(),
      actor: { type: 'SYSTEM' },
      subjectId: userId,
      outcome: 'FAILURE',
      resource: { type: 'mail', id },
      changes: {
        template: { from: null, to: template },
        attempts: { from: null, to: attempts },
        problem: { from: null, to: problem },
      },
      reason,
    });
    return true;
  });
  if (!isAbandoned) return;
  measurements.countMail('ABANDONED');
  onFailure(describeFailure(stored, problem, true));
}

function describeFailure(stored: StoredMail, problem: string, isAbandoned: boolean): MailFailure {
  const { id, template, attempts } = stored;
  return { mailId: id, template, attempts, problem, isAbandoned };
}
