import { type EmailTemplates, emailTemplates } from './email-templates.js';
import { layOutMail } from './mail-layout.js';
import { type MailSource, type MailTemplate, shippedLanguages } from './mail-template.js';
import { type NoticeTemplates, noticeTemplates } from './notice-templates.js';

/** The templates by name. A capability adds a file with its own, and its type here. */
export type MailTemplates = EmailTemplates & NoticeTemplates;

/** All mails that the server sends. */
export const mailTemplates: MailTemplates = { ...emailTemplates, ...noticeTemplates };

/** The name of a mail. */
export type MailTemplateName = keyof MailTemplates;

/** The names of the values of a mail. */
export type MailValueName<Name extends MailTemplateName> =
  MailTemplates[Name] extends MailTemplate<infer Value> ? Value : never;

/** The sources of every mail by language, for example `en` or `pt-BR`. */
export type MailSources = Readonly<Record<MailTemplateName, ReadonlyMap<string, MailSource>>>;

/** The sources of the shipped templates. */
export const shippedSources: MailSources = Object.freeze(
  Object.fromEntries(
    Object.entries(mailTemplates).map(([name, { content }]) => [
      name,
      new Map(shippedLanguages.map((language) => [language, layOutMail(content[language], language)])),
    ]),
    // The entries have exactly the keys of the templates.
  ) as Record<MailTemplateName, Map<string, MailSource>>,
);

/** Returns the source for the locale of a user: the exact one, that of its language, or English. */
export function selectSource(
  sources: MailSources,
  name: MailTemplateName,
  locale: string | null,
): MailSource {
  const byLanguage = sources[name];
  const wanted = (locale ?? '').toLowerCase();
  const find = (tag: string): MailSource | undefined =>
    [...byLanguage].find(([language]) => language.toLowerCase() === tag)?.[1];
  const source = find(wanted) ?? find(wanted.split('-')[0] ?? '') ?? find('en');
  if (source === undefined) throw new Error(`the mail ${name} has no English template`);
  return source;
}
