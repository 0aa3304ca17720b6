import { z } from 'zod';
import type { LandingPage, MailSender, Settings, SmtpServer } from './settings.js';
import { isLoopback, parseUrl } from './value-parsers.js';
import type { Variable } from './variable.js';

type MailSettings = Pick<
  Settings,
  'smtpServer' | 'mailFrom' | 'mailTemplatesDirectory' | 'appUrl' | 'landingPages' | 'emailVerification'
>;

/** Parses text with a function that returns null for anything that is not valid. */
function parsed<Value>(parse: (text: string) => Value | null): z.ZodType<Value, string> {
  return z.string().transform((text, context) => {
    const value = parse(text.trim());
    if (value !== null) return value;
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  });
}

/**
 * Returns null for a URL with options too: `tls.rejectUnauthorized=false` would turn off what protects.
 */
function readSmtpUrl(text: string): SmtpServer | null {
  const url = parseUrl(text);
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return null;
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') return null;
  const implicitTls = url.protocol === 'smtps:';
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === null || password === null || (user === '') !== (password === '')) return null;
  return Object.freeze({
    host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    credentials: user === '' ? null : Object.freeze({ user, password }),
  });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const address = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$/;

function readSender(text: string): MailSender | null {
  const [, name = '', between] = /^"?([^"<>\p{Cc}]{1,100}?)"?\s*<([^<>]+)>$/u.exec(text) ?? [];
  const given = between ?? text;
  if (!address.test(given)) return null;
  return Object.freeze({ name: name.trim() === '' ? null : name.trim(), address: given });
}

function readAppUrl(text: string): string | null {
  const url = parseUrl(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return null;
  return url.href.replace(/\/+$/, '');
}

function isSafe(url: string): boolean {
  return url.startsWith('https:') || isLoopback(url);
}

/** Returns null unless every entry is `key=url`, with different keys. */
function readLandingPages(text: string): readonly LandingPage[] | null {
  const pages = text.split(',').map((entry) => {
    const [, key = 'default', start = ''] = /^\s*([a-z][a-z0-9-]{0,31})=(\S+)\s*$/.exec(entry) ?? [];
    const url = readAppUrl(start);
    return key === 'default' || url === null ? null : Object.freeze({ key, url });
  });
  const valid = pages.filter((page) => page !== null);
  const keys = new Set(valid.map(({ key }) => key));
  return keys.size === pages.length ? Object.freeze(valid) : null;
}

/** The variables about mail. */
export const mailVariables: { readonly [Key in keyof MailSettings]: Variable<MailSettings[Key]> } = {
  smtpServer: {
    name: 'CORDON_SMTP_URL',
    description:
      'The SMTP server that sends mail. Without it, a development server shows mails at /mailbox, and in production everything that needs mail is off.',
    source: 'also file',
    format:
      'a URL like smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465 (special characters percent-encoded, no options)',
    schema: parsed(readSmtpUrl),
    development: null,
    production: null,
  },
  mailFrom: {
    name: 'CORDON_MAIL_FROM',
    description: 'The sender of every mail. Required with CORDON_SMTP_URL.',
    format: 'an address like no-reply@example.com, or Example <no-reply@example.com>',
    schema: parsed(readSender),
    development: null,
    production: null,
  },
  mailTemplatesDirectory: {
    name: 'CORDON_MAIL_TEMPLATES_DIR',
    description: 'A folder of templates that replace the shipped ones or add languages.',
    format: 'the path of a folder',
    schema: z.string().regex(/^[^\p{Cc}]{1,1024}$/u),
    development: null,
    production: null,
  },
  appUrl: {
    name: 'CORDON_APP_URL',
    description:
      'The start of the links in mails, when the pages that they open are not those of this server: /verify-email, /reset, /invitation and /email-change follow.',
    format: 'a URL like https://app.example.com/account (no query, no fragment)',
    schema: parsed(readAppUrl),
    development: null,
    production: null,
    defaultDescription: 'the address of this server',
    productionRule: {
      requirement: 'must use https (http only for localhost)',
      isSatisfied: (url) => url === null || isSafe(url),
    },
  },
  landingPages: {
    name: 'CORDON_LANDING_PAGES',
    description:
      'Further starts of links, for servers with several apps. A client names one by its key (`target`), never by its URL.',
    format: 'a list like mobile=https://m.example.com,shop=https://shop.example.com/account',
    schema: parsed(readLandingPages),
    development: [],
    production: [],
    defaultDescription: 'none',
    productionRule: {
      requirement: 'must use https (http only for localhost)',
      isSatisfied: (pages) => pages.every(({ url }) => isSafe(url)),
    },
  },
  emailVerification: {
    name: 'CORDON_EMAIL_VERIFICATION',
    description:
      'Whether users who sign up get a mail to verify their address, and whether anyone can sign in with an address that is not verified (`required`: nobody can). Needs mail.',
    format: '`off`, `optional` or `required`',
    schema: z.enum(['off', 'optional', 'required']),
    development: 'off',
    production: 'off',
  },
};
