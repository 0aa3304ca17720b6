import type { AppObservers, MailObservers } from './app-types.js';
import type { Log, Measurements } from './shared/index.js';

/** Returns the receivers of reports of the modules, which log them. */
export function createObservers(log: Log, measurements: Measurements): AppObservers {
  return {
    measurements,
    onDenialsLost: (count, error) =>
      log.warn({ err: error, count }, 'failed to write denials to the audit log'),
    mail: createMailObservers(log),
    onListRead: createReplicaObserver(log, measurements, () => performance.now()),
    database: {
      onPreparingEnded: (sqlState) =>
        log.warn({ code: sqlState }, 'no more statements are prepared until this server is restarted'),
      onListeningFailed: createListeningObserver(log, () => performance.now()),
    },
  };
}

/** A replica is often a moment behind. */
const listsBehindBeforeLog = 20;
/** What lasts is logged again after this time. */
const logIntervalMs = 60_000;

/** Counts where lists are read, and logs at most once a minute that they are not read at the replica. */
export function createReplicaObserver(
  log: Pick<Log, 'warn'>,
  measurements: Pick<Measurements, 'countListRead'>,
  elapsedMs: () => number,
): NonNullable<AppObservers['onListRead']> {
  let nextLogAt = Number.NEGATIVE_INFINITY;
  let listsBehind = 0;
  return (outcome, error) => {
    measurements.countListRead(outcome);
    listsBehind = outcome === 'BEHIND' ? listsBehind + 1 : 0;
    const isWorthLogging = outcome === 'FAILED' || listsBehind >= listsBehindBeforeLog;
    if (!isWorthLogging || elapsedMs() < nextLogAt) return;
    nextLogAt = elapsedMs() + logIntervalMs;
    const cause = outcome === 'FAILED' ? 'cannot be used' : 'is behind';
    log.warn({ err: error }, `the replica ${cause}; lists are read at the primary`);
  };
}

/** Logs why change notifications are not received: each other cause, and the same at most once a minute. */
export function createListeningObserver(
  log: Pick<Log, 'warn'>,
  elapsedMs: () => number,
): (cause: string) => void {
  let logged = '';
  let nextLogAt = Number.NEGATIVE_INFINITY;
  return (cause) => {
    if (cause === logged && elapsedMs() < nextLogAt) return;
    logged = cause;
    nextLogAt = elapsedMs() + logIntervalMs;
    log.warn({ cause }, 'listening for change notifications failed');
  };
}

/**
 * Logs mails that could not be sent, without addresses and content. In development, logs each mail with its
 * link.
 */
function createMailObservers(log: Log): MailObservers {
  return {
    onFailure: (failure) =>
      failure.isAbandoned
        ? log.error({ ...failure }, 'a mail was abandoned')
        : log.warn({ ...failure }, 'a mail could not be sent; it will be retried'),
    onError: (error) => log.warn({ err: error }, 'the outbox is unavailable; it will be read again'),
    // Only a development server without an SMTP server shows mails.
    onMailboxMail: ({ to, subject, link }) =>
      log.info({}, `mail to ${to}: ${subject}${link === null ? '' : ` ${link}`} (see /mailbox)`),
  };
}
