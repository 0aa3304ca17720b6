import type { Clock } from '../../shared/index.js';
import type { AddressedMail, MailTransport } from './mail-transport.js';

/** A mail that a development server shows instead of sending it. */
export interface MailboxMail {
  readonly sentAt: Date;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link of the mail; null when there is none. */
  readonly link: string | null;
}

/** Keeps mails in memory, for development and tests. */
export interface Mailbox extends MailTransport {
  /** Returns the mails, the oldest first. */
  mails(): readonly MailboxMail[];
  clear(): void;
}

/** The oldest ones are dropped. */
const maxMails = 200;

export function createMailbox(clock: Clock, onMail: (mail: MailboxMail) => void = () => {}): Mailbox {
  const mails: MailboxMail[] = [];
  return {
    send: async (mail) => {
      const shown = toMailboxMail(mail, clock.now());
      mails.push(shown);
      if (mails.length > maxMails) mails.shift();
      onMail(shown);
    },
    mails: () => [...mails],
    clear: () => {
      mails.length = 0;
    },
  };
}

function toMailboxMail({ to, subject, text, html, link }: AddressedMail, sentAt: Date): MailboxMail {
  return { sentAt, to, subject, text, html, link };
}
