/**
 * Mail: templates, the outbox that is written in the transaction of a change, and its sender. No other module
 * talks to an SMTP server. Mails in the database are sealed, and removed as soon as they are sent.
 */

import type { EntitySchema } from 'typeorm';
import type { Clock, Module, Sealing } from '../../shared/index.js';
import { mailOutboxTable } from './mail-outbox.table.js';
import { shippedSources } from './mail-templates.js';
import { createMailer, type Mailer } from './mailer.js';
import { typeormOutboxRepository } from './outbox.typeorm.js';

export type { MailTemplateName } from './mail-templates.js';
export type { Mailer, MailRequest } from './mailer.js';

/** What the module depends on. */
export interface MailModuleDependencies {
  readonly enabled: boolean;
  /** Seals the mails in the outbox. */
  readonly sealing: Sealing;
  /** The address of the sender; its host is that of the message ids. */
  readonly fromAddress: string;
  /** The address of the pages that links lead to. */
  readonly appUrl: () => string;
  readonly clock: Clock;
}

/** The module and its services. */
export interface MailModule extends Module {
  readonly mailer: Mailer;
}

/** The tables of this module. */
export const mailTables: readonly EntitySchema[] = [mailOutboxTable];

/** Builds the module without any I/O. */
export function createMailModule({
  enabled,
  sealing,
  fromAddress,
  appUrl,
  clock,
}: MailModuleDependencies): MailModule {
  const mailer = createMailer({
    enabled,
    repository: typeormOutboxRepository,
    sealing,
    sources: () => shippedSources,
    messageIdHost: fromAddress.slice(fromAddress.lastIndexOf('@') + 1),
    serverName: () => new URL(appUrl()).host,
    clock,
  });
  return { name: 'mail', mailer };
}
