import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ParsedMail, simpleParser } from 'mailparser';
import { DeliveryError } from '../../../src/modules/mail/index.js';
import type { AddressedMail } from '../../../src/modules/mail/mail-transport.js';
import { createSmtpTransport, type SmtpOptions } from '../../../src/modules/mail/smtp-transport.js';
import { listenOnFreePort } from '../../helpers/listen.js';
import {
  hasOpenSmtpd,
  type SmtpServerProcess,
  startOpenSmtpd,
  startSmtpServer,
} from '../../helpers/smtp-servers.js';

const from = { name: 'Grüße, "GmbH"', address: 'no-reply@example.com' };
const credentials = { user: 'cordon@example.com', password: 'p/w: #%s' };
const mail: AddressedMail = {
  to: 'ada@example.net',
  messageId: '<0189aaaa-0000-7000-8000-000000000001@example.com>',
  subject: 'Ihr Passwort wurde geändert',
  text: 'Grüße\n\nhttps://id.example.com/reset#token\n',
  html: '<p>Grüße</p>',
  link: 'https://id.example.com/reset#token',
};

let plain: SmtpServerProcess;
let withLogin: SmtpServerProcess;
let implicit: SmtpServerProcess;
let withoutTls: SmtpServerProcess;

beforeAll(async () => {
  [plain, withLogin, implicit, withoutTls] = await Promise.all([
    startSmtpServer(),
    startSmtpServer(credentials),
    startSmtpServer({ implicitTls: true }),
    startSmtpServer({ ...credentials, startTls: false }),
  ]);
});
afterAll(() => Promise.all([plain, withLogin, implicit, withoutTls].map((server) => server.close())));

const never = new AbortController().signal;

function send(
  { port }: { readonly port: number },
  overrides: Partial<AddressedMail> = {},
  options: Partial<SmtpOptions> = {},
  signal: AbortSignal = never,
): Promise<void> {
  const smtp = { host: 'localhost', port, implicitTls: false, credentials: null, requireTls: true };
  return createSmtpTransport({ ...smtp, ...options }, from).send({ ...mail, ...overrides }, signal);
}

/** Returns what the delivery has failed with, and checks that it reveals nothing. */
async function failureOf(sending: Promise<void>): Promise<{ message: string; isPermanent: boolean }> {
  const error = await sending.then(
    () => new Error('the mail was accepted'),
    (failure: unknown) => failure,
  );
  if (!(error instanceof DeliveryError)) throw error;
  expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(
    /ada|example|secret|token|p\/w|spam/,
  );
  const { message, isPermanent } = error;
  return { message, isPermanent };
}

const lastMail = async (server: SmtpServerProcess): Promise<ParsedMail> =>
  simpleParser(Buffer.from(server.mails.at(-1)?.raw ?? '', 'latin1'));

describe('a mail that is accepted', () => {
  test('has both bodies, its Message-ID, its sender and one recipient', async () => {
    await send(plain);

    const { to, from: envelopeFrom } = plain.mails.at(-1) ?? {};
    expect([envelopeFrom, to]).toEqual(['no-reply@example.com', ['ada@example.net']]);
    const parsed = await lastMail(plain);
    expect(parsed.from?.value).toEqual([{ name: from.name, address: from.address }]);
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.messageId).toBe(mail.messageId);
    expect(parsed.text).toBe(mail.text);
    expect(parsed.html).toBe(mail.html);
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect([parsed.cc, parsed.bcc]).toEqual([undefined, undefined]);
  });

  test('is sent over TLS and after signing in, also to a relay on this machine with its own certificate', async () => {
    await send(withLogin, {}, { credentials });

    expect(withLogin.mails.at(-1)).toMatchObject({ secure: true, user: credentials.user });
  });
});

describe('a mail is not sent, and may be tried again,', () => {
  test('when the password is wrong', async () => {
    const failing = send(withLogin, {}, { credentials: { ...credentials, password: 'p/w: wrong' } });

    expect(await failureOf(failing)).toEqual({ message: 'EAUTH AUTH PLAIN 535 5.7.8', isPermanent: false });
  });

  test('when the certificate of smtps is not trusted, also on this machine', async () => {
    const failing = send(implicit, {}, { implicitTls: true, credentials });

    expect((await failureOf(failing)).isPermanent).toBe(false);
    expect(implicit.logins).toEqual([]);
  });

  // This name leads to this machine too, but not to it alone: it is treated like that of another one.
  const elsewhere = { host: '0.0.0.0', credentials };

  test('when the certificate of STARTTLS is not trusted', async () => {
    const before = withLogin.logins.length;

    expect((await failureOf(send(withLogin, {}, elsewhere))).isPermanent).toBe(false);
    expect(withLogin.logins).toHaveLength(before);
  });

  test('when the server offers no TLS although it is required, before the password is sent', async () => {
    expect((await failureOf(send(withoutTls, {}, elsewhere))).isPermanent).toBe(false);
    expect(withoutTls.logins).toEqual([]);

    await send(withoutTls, {}, { ...elsewhere, requireTls: false });
    expect(withoutTls.logins).toEqual([credentials.user]);
  });

  test.each([
    ['later@example.net', 'EENVELOPE RCPT TO 451 4.7.1'],
    ['full@example.net', 'EMESSAGE DATA 452 4.3.1'],
  ])('when the server answers 4xx: %s', async (to, message) => {
    expect(await failureOf(send(plain, { to }))).toEqual({ message, isPermanent: false });
  });

  test('when nobody listens', async () => {
    expect(await failureOf(send({ port: 1 }))).toEqual({ message: 'ESOCKET CONN', isPermanent: false });
  });

  test.each(['silent@example.net', 'silent@example.org'])('when it is aborted: %s', async (to) => {
    const { isPermanent } = await failureOf(send(plain, { to }, {}, AbortSignal.timeout(500)));

    expect(isPermanent).toBe(false);
  });

  test('when it is aborted at a server that accepts connections and says nothing', async () => {
    const abort = new AbortController();
    const silent = createServer(() => abort.abort());
    const port = await listenOnFreePort(silent);
    const { message, isPermanent } = await failureOf(send({ port }, {}, {}, abort.signal));
    silent.close();

    expect([message, isPermanent]).toEqual(['EABORT', false]);
  });
});

describe('a mail is refused for good', () => {
  test.each([
    ['unknown@example.net', 'EENVELOPE RCPT TO 550 5.1.1'],
    ['spam@example.net', 'EMESSAGE DATA 554 5.7.1'],
  ])('when the server answers 5xx: %s', async (to, message) => {
    expect(await failureOf(send(plain, { to }))).toEqual({ message, isPermanent: true });
  });

  test.each([
    'ada@example.net, eve@example.org',
    'ada@example.net\r\nBcc: eve@example.org',
    'Eve <eve@example.org>',
    'ada@example.net>',
    'group: ada@example.net;',
    '"ada"@example.net',
    'ada',
  ])('before any connection for %j', async (to) => {
    const before = plain.mails.length;

    expect(await failureOf(send(plain, { to }))).toEqual({
      message: 'the address is not valid',
      isPermanent: true,
    });
    expect(plain.mails).toHaveLength(before);
  });
});

describe('verify', () => {
  const transport = (port: number, password = credentials.password) =>
    createSmtpTransport(
      {
        host: 'localhost',
        port,
        implicitTls: false,
        credentials: { ...credentials, password },
        requireTls: true,
      },
      from,
    );

  test('signs in and sends nothing', async () => {
    const before = withLogin.mails.length;
    await transport(withLogin.port).verify();

    expect(withLogin.mails).toHaveLength(before);
    expect(withLogin.logins.at(-1)).toBe(credentials.user);
  });

  test('fails for a wrong password and where nobody listens', async () => {
    await failureOf(transport(withLogin.port, 'wrong').verify());
    await failureOf(transport(1).verify());
  });
});

(hasOpenSmtpd ? describe : describe.skip)('OpenSMTPD', () => {
  test('delivers a mail, and refuses the recipient of another domain for good', async () => {
    const smtpd = await startOpenSmtpd();
    try {
      await send(smtpd);
      expect(await failureOf(send(smtpd, { to: 'ada@elsewhere.org' }))).toEqual({
        message: 'EENVELOPE RCPT TO 550',
        isPermanent: true,
      });
      while (smtpd.mails().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      const parsed = await simpleParser(smtpd.mails()[0] ?? '');
      expect(parsed.messageId).toBe(mail.messageId);
      expect(parsed.text).toContain(mail.text.trim());
      expect(parsed.subject).toBe(mail.subject);
    } finally {
      await smtpd.close();
    }
  });
});
