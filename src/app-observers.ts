import type { AppObservers, MailObservers } from './app-types.js';
import type { Log, Measurements } from './shared/index.js';

/** Returns the receivers of reports of the modules, which log them. */
export function createObservers(log: Log, measurements: Measurements): AppObservers {
  return {
    measurements,
    onDenialsLost: (count, error) =>
      log.warn({ err: error, count }, 'failed to write denials to the audit log'),
    mail: createMailObservers(log),
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
