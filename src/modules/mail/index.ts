/**
 * Mail: templates, the outbox that is written in the transaction of a change, and its sender. No other module
 * talks to an SMTP server. Mails in the database are sealed, and removed as soon as they are sent.
 */

import type { EntitySchema } from 'typeorm';
import type { EventSubscriber, Module } from '../../shared/index.js';
import { loadTemplates } from './load-templates.js';
import { mailOutboxTable } from './mail-outbox.table.js';
import { createMailPages, type LandingPage, type MailPages } from './mail-pages.js';
import { createMailSender, type MailSender, type MailSenderDependencies } from './mail-sender.js';
import { shippedSources } from './mail-templates.js';
import type { MailTransport } from './mail-transport.js';
import { createMailbox, type Mailbox, type MailboxMail } from './mailbox.js';
import { createMailer, type Mailer } from './mailer.js';
import { createNotices, type NoticesDependencies } from './notices.js';
import type { OutboxRepository } from './outbox.js';
import { typeormOutboxRepository } from './outbox.typeorm.js';
import { createSmtpTransport, type MailFrom, type SmtpOptions } from './smtp-transport.js';

export type { MailFailure } from './deliver-mail.js';
export { loadTemplates } from './load-templates.js';
export {
  createMailPages,
  defaultTarget,
  type LandingPage,
  type MailPage,
  type MailPages,
} from './mail-pages.js';
export type { MailSender } from './mail-sender.js';
export type { MailTemplateName } from './mail-templates.js';
export { DeliveryError } from './mail-transport.js';
export type { Mailbox, MailboxMail } from './mailbox.js';
export type { Mailer, MailRequest } from './mailer.js';
export { createSmtpTransport } from './smtp-transport.js';

/** What the module depends on. */
export interface MailModuleDependencies extends Omit<MailSenderDependencies, 'repository' | 'transport'> {
  readonly enabled: boolean;
  /** Null: mails are kept in memory, for `/mailbox`. */
  readonly smtp: SmtpOptions | null;
  /** The sender; its host is that of the message ids. */
  readonly from: MailFrom;
  /** The address of the pages that links lead to. */
  readonly appUrl: () => string;
  /** Receives the mails that a development server shows. */
  readonly onMailboxMail?: (mail: MailboxMail) => void;
  /** What notices need to know about users and sessions. */
  readonly accounts: Pick<NoticesDependencies, 'findRecipient' | 'findSignIn'>;
  /** The folder of templates that replace the shipped ones. Default: none. */
  readonly templatesDirectory?: string | null;
  /** Further starts of links by their keys. Default: none. */
  readonly landingPages?: readonly LandingPage[];
}

/** The module and its services. */
export interface MailModule extends Module {
  /** Reads the templates. Must be called before the first mail. Throws ConfigError. */
  open(): void;
  readonly mailer: Mailer;
  /** Started and stopped by the server; commands only write to the outbox. */
  readonly sender: MailSender;
  /** Null where mails are really sent, or not at all. */
  readonly mailbox: Mailbox | null;
  readonly pages: MailPages;
}

/** The tables of this module. */
export const mailTables: readonly EntitySchema[] = [mailOutboxTable];

/** Builds the module without any I/O. */
export function createMailModule(dependencies: MailModuleDependencies): MailModule {
  const { enabled, sealing, smtp, from, appUrl, clock, transactions, onMailboxMail, accounts } = dependencies;
  const repository = typeormOutboxRepository;
  const mailbox = enabled && smtp === null ? createMailbox(clock, onMailboxMail) : null;
  const transport: MailTransport | null = smtp === null ? mailbox : createSmtpTransport(smtp, from);
  let sources = shippedSources;
  const mailer = createMailer({
    enabled,
    repository,
    sealing,
    sources: () => sources,
    messageIdHost: from.address.slice(from.address.lastIndexOf('@') + 1),
    serverName: () => new URL(appUrl()).host,
    clock,
  });
  return {
    name: 'mail',
    open: () => {
      sources = loadTemplates(dependencies.templatesDirectory ?? null);
    },
    mailer,
    pages: createMailPages(appUrl, dependencies.landingPages),
    subscribers: [
      forgetDeletedUsers(repository),
      createNotices({ ...accounts, mailer, awaitBeforeCommit: repository.awaitBeforeCommit }),
    ],
    sender: transport === null ? idleSender : createMailSender({ ...dependencies, repository, transport }),
    mailbox,
    gauges: [
      {
        name: 'cordon_mail_outbox_mails',
        help: 'Mails that wait to be sent.',
        read: () => repository.count(transactions.reader),
        maxAgeSeconds: 15,
        combine: 'max',
      },
    ],
  };
}

/** Leaves the mails of other instances to them. */
const idleSender: MailSender = { start: () => {}, sendDue: async () => {}, stop: async () => {} };

/** Mails to a user who was deleted have no purpose any more: their links do not work. */
function forgetDeletedUsers(repository: Pick<OutboxRepository, 'removeOf'>): EventSubscriber {
  return async (transaction, { type, subjectId }) => {
    if (subjectId !== null && (type === 'user.deleted' || type === 'user.erased'))
      await repository.removeOf(transaction, subjectId);
  };
}
