import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { sendGraphql, stringAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword } from '../helpers/sign-in.js';
import { createCertificate, type SmtpServerProcess, startSmtpServer } from '../helpers/smtp-servers.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** Servers and SMTP servers in processes of their own. */

const credentials = { user: 'cordon', password: 'p/w: secret' };
const from = { CORDON_MAIL_FROM: 'Example <no-reply@example.com>' };
let folder: string;
let certificate: { readonly key: string; readonly cert: string };
let installation: Installation;
let smtp: SmtpServerProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-mail-'));
  certificate = createCertificate(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(async () => {
  await installation.close();
  await smtp?.close();
  smtp = null;
});

/** Creates an account whose mails go to this address, and disables it, which sends one. */
async function causeMail(server: ServerProcess, to: string): Promise<void> {
  const { accessToken: token } = await createFirstAdministrator(server);
  const [username] = to.split('@');
  const create = `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }`;
  const input = { username, email: to, emailVerified: true, password: goodPassword };
  const created = await sendGraphql(server.url, create, { token, variables: { input } });
  const id = stringAt(created, 'data', 'createUser', 'user', 'id');
  const disable = `mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok } }`;
  await sendGraphql(server.url, disable, { token, variables: { input: { id, reason: 'test' } } });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}

test('a mail goes out over TLS to a server with a trusted certificate, with a template of the operator', async () => {
  smtp = await startSmtpServer({ ...credentials, ...certificate, implicitTls: true });
  const templates = mkdtempSync(join(folder, 'templates-'));
  writeFileSync(join(templates, 'account-disabled.en.txt'), 'Subject: Locked\n\nDear {{username}}.\n');
  writeFileSync(join(templates, 'account-disabled.en.html'), '<p>Dear {{username}}.</p>');
  const server = await installation.start({
    ...from,
    CORDON_SMTP_URL: `smtps://cordon:${encodeURIComponent(credentials.password)}@localhost:${smtp.port}`,
    CORDON_MAIL_TEMPLATES_DIR: templates,
    NODE_EXTRA_CA_CERTS: certificate.cert,
  });
  await causeMail(server, 'ada@example.net');
  await until(() => smtp?.mails.length === 1);

  expect(smtp.mails[0]).toMatchObject({ secure: true, user: 'cordon', to: ['ada@example.net'] });
  const { subject, text, from: sender } = await simpleParser(smtp.mails[0]?.raw ?? '');
  expect([subject, text?.trim(), sender?.text]).toEqual([
    'Locked',
    'Dear ada.',
    '"Example" <no-reply@example.com>',
  ]);
  expect(server.output()).not.toMatch(/ada@example.net|p\/w/);
  await server.stop();
});

test('a template that cannot be used is an error of the configuration, at the start and for the doctor', async () => {
  const templates = mkdtempSync(join(folder, 'templates-'));
  writeFileSync(join(templates, 'account-disabled.en.txt'), 'Dear {{name}}');
  const environment = { CORDON_MAIL_TEMPLATES_DIR: templates };
  const doctor = await installation.cordon(['doctor'], { environment });
  const start = await installation.cordon(['start'], { environment });

  expect([doctor.exitCode, start.exitCode]).toEqual([1, 3]);
  for (const { stdout, stderr } of [doctor, start]) {
    expect(stdout + stderr).toMatch(/account-disabled.en.html is missing/);
  }
});

test('the doctor names an SMTP server that refuses the password, and not the password', async () => {
  smtp = await startSmtpServer({ ...credentials, ...certificate });
  const doctor = async (password: string): Promise<string> => {
    const url = `smtp://cordon:${password}@127.0.0.1:${smtp?.port}`;
    const environment = { ...from, CORDON_SMTP_URL: url };
    const { exitCode, stdout, stderr } = await installation.cordon(['doctor'], { environment });
    return `${exitCode} ${stdout}${stderr}`;
  };

  expect(await doctor(encodeURIComponent(credentials.password))).toMatch(/^0 [\s\S]*SMTP server can be used/);
  const wrong = await doctor('hunter-secret');
  expect(wrong).toMatch(/^1 [\s\S]*SMTP server cannot be used: EAUTH AUTH PLAIN 535/);
  expect(wrong).not.toMatch(/hunter-secret/);
});

test('a server ends in time while an SMTP server does not answer', async () => {
  smtp = await startSmtpServer();
  const server = await installation.start({ ...from, CORDON_SMTP_URL: `smtp://127.0.0.1:${smtp.port}` });
  await causeMail(server, 'silent@example.net');
  await until(() => smtp?.mails.length === 1);
  const startedAt = performance.now();
  await server.stop();

  expect(performance.now() - startedAt).toBeLessThan(15_000);
});

describeOnPostgres('a server that crashes after an SMTP server has received a mail', () => {
  test('sends it again, with the same Message-ID, and nothing of it stays', async () => {
    smtp = await startSmtpServer();
    const environment = { ...from, CORDON_SMTP_URL: `smtp://127.0.0.1:${smtp.port}` };
    const first = await installation.start(environment);
    await causeMail(first, 'silent@example.net');
    await until(() => smtp?.mails.length === 1);
    await first.kill();
    const client = new pg.Client({ connectionString: installation.databaseUrl ?? '' });
    await client.connect();
    const rows = async (sql: string): Promise<unknown[]> => (await client.query(sql)).rows;
    expect(await rows('SELECT attempts FROM mail_outbox')).toEqual([{ attempts: 1 }]);
    // The end of the lease.
    await rows(`UPDATE mail_outbox SET due_at = now()`);

    const second = await installation.start(environment);
    await until(() => smtp?.mails.length === 2);
    const ids = await Promise.all(smtp.mails.map(async ({ raw }) => (await simpleParser(raw)).messageId));
    expect(ids[0]).toMatch(/^<[0-9a-f-]{36}@example\.com>$/);
    expect(new Set(ids).size).toBe(1);
    await second.kill();
    await client.end();
  });
});
