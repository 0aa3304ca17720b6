import type { App } from '../app-types.js';

/** A mail that the server has sent. */
export interface TestMail {
  readonly sentAt: Date;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link in it; null when there is none. */
  readonly link: string | null;
}

/** The mails that the server has sent; none leaves the process. */
export interface TestMailbox {
  /** Returns all mails of committed changes, or those to this address, the oldest first. */
  sent(to?: string): Promise<readonly TestMail[]>;
  /** Forgets the mails so far. */
  clear(): void;
}

export function createTestMailbox({ sender, mailbox }: App['mail']): TestMailbox {
  return {
    sent: async (to) => {
      if (mailbox === null) throw new Error('Mails are not kept when CORDON_SMTP_URL is set.');
      await sender.sendDue();
      return mailbox.mails().filter((mail) => to === undefined || mail.to === to);
    },
    clear: () => mailbox?.clear(),
  };
}
