import { v7 as uuidv7 } from 'uuid';
import type { Clock, Sealing, Transaction, UserId } from '../../shared/index.js';
import { renderMail } from './mail-template.js';
import {
  type MailSources,
  type MailTemplateName,
  type MailValueName,
  selectSource,
} from './mail-templates.js';
import type { OutboxRepository } from './outbox.js';
import { type OutgoingMail, sealMail } from './outgoing-mail.js';

/** A mail to send. */
export interface MailRequest<Name extends MailTemplateName> {
  readonly template: Name;
  /**
   * The address. With null, everything but the delivery happens: the same statements, the same commit. For
   * operations that must not reveal whether an address exists.
   */
  readonly to: string | null;
  /** The language of the user, such as `de-AT`. Default: English. */
  readonly locale: string | null;
  /** The user the mail is about, for the audit log. */
  readonly userId: UserId | null;
  readonly values: Readonly<Record<MailValueName<Name>, string>>;
}

/** Sends mail in the transaction of a change. */
export interface Mailer {
  /** False in production without an SMTP server: operations that need mail are off. */
  readonly enabled: boolean;
  /**
   * Stores a mail in the outbox, which is sent after the commit, at least once; after a rollback it is not.
   * Costs no round trip, and never talks to an SMTP server. Throws when mail is not enabled.
   */
  enqueue<Name extends MailTemplateName>(transaction: Transaction, request: MailRequest<Name>): void;
}

export interface MailerDependencies {
  readonly enabled: boolean;
  readonly repository: OutboxRepository;
  readonly sealing: Sealing;
  readonly sources: () => MailSources;
  /** The host name at the end of each Message-ID. */
  readonly messageIdHost: string;
  /** The name of the server in the mails. */
  readonly serverName: () => string;
  readonly clock: Clock;
}

export function createMailer(dependencies: MailerDependencies): Mailer {
  const { enabled, repository, sealing, sources, messageIdHost, serverName, clock } = dependencies;
  return {
    enabled,
    enqueue: (transaction, { template, to, locale, userId, values }) => {
      if (!enabled) throw new Error('mail is not enabled');
      const id = uuidv7();
      const source = selectSource(sources(), template, locale);
      const mail: OutgoingMail = {
        to,
        messageId: `<${id}@${messageIdHost}>`,
        link: new Map<string, string>(Object.entries(values)).get('link') ?? null,
        ...renderMail(source, { ...values, serverName: serverName() }),
      };
      const sealed = sealMail(sealing, id, mail);
      repository.add(transaction, { id, template, userId, sealed, createdAt: clock.now() });
    },
  };
}
