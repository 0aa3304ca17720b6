import {
  createMailPages,
  type Mailer,
  type MailPages,
  type MailTemplateName,
} from '../../src/modules/mail/index.js';
import { shippedSources } from '../../src/modules/mail/mail-templates.js';
import { createMailer } from '../../src/modules/mail/mailer.js';
import { typeormOutboxRepository } from '../../src/modules/mail/outbox.typeorm.js';
import type { Clock, Sealing } from '../../src/shared/index.js';

/** A mail that was enqueued, even if its transaction was rolled back. */
export interface CapturedMail {
  readonly template: MailTemplateName;
  readonly to: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** The mailer with its outbox, and what it was given. */
export function createCapturedMail(
  sealing: Sealing,
  clock: Clock,
  enabled: boolean,
): { readonly mailer: Mailer; readonly pages: MailPages; readonly mails: CapturedMail[] } {
  const mailer = createMailer({
    enabled,
    sealing,
    repository: typeormOutboxRepository,
    sources: () => shippedSources,
    messageIdHost: 'example.com',
    serverName: () => 'id.example.com',
    clock,
  });
  const mails: CapturedMail[] = [];
  return {
    mails,
    pages: createMailPages(
      () => 'https://app.example.com',
      [{ key: 'shop', url: 'https://shop.example.com/account' }],
    ),
    mailer: {
      enabled: mailer.enabled,
      enqueue: (transaction, request) => {
        mailer.enqueue(transaction, request);
        const { template, to, values } = request;
        mails.push({ template, to, values });
      },
    },
  };
}

/** Returns the newest mail that is delivered to the address. Throws when there is none. */
export function lastMailTo(mails: readonly CapturedMail[], to: string): CapturedMail {
  const mail = mails.findLast((candidate) => candidate.to === to);
  if (mail === undefined) throw new Error(`no mail to ${to}`);
  return mail;
}

/** Returns the token of the link in a mail. Throws for a mail without one. */
export function tokenOf({ values }: CapturedMail): string {
  const [, token] = String(values['link']).split('#token=');
  if (token === undefined) throw new Error('the mail has no link');
  return token;
}
