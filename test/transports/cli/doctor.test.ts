import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EnvironmentVariables, readConfig } from '../../../src/platform/config/index.js';
import { StartupError } from '../../../src/shared/index.js';
import { type DoctorDependencies, runDoctor } from '../../../src/transports/cli/doctor.js';

let folder: string;
let portHolder: Server | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-doctor-'));
  portHolder = null;
});
afterEach(() => {
  portHolder?.close();
  rmSync(folder, { recursive: true, force: true });
});

function findingsOf(env: EnvironmentVariables, dependencies: Partial<DoctorDependencies> = {}) {
  return runDoctor({
    readConfig: () => readConfig({ PORT: '0', CORDON_DATA_DIR: join(folder, 'data'), ...env }),
    inspectDatabase: async () => null,
    checkListening: async () => {},
    checkReplica: async () => {},
    checkValues: () => {},
    checkSmtp: async ({ mail }) => (mail.smtp?.host === 'broken' ? 'EAUTH AUTH PLAIN 535' : null),
    isServerRunning: async () => false,
    ...dependencies,
  });
}

async function faults(env: EnvironmentVariables, database: StartupError | null = null, isRunning = false) {
  const findings = await findingsOf(env, {
    inspectDatabase: async () => {
      if (database !== null) throw database;
      return null;
    },
    isServerRunning: async () => isRunning,
  });
  return findings.filter(({ ok }) => !ok);
}

test('finds no problem on a fresh machine and creates nothing', async () => {
  expect(await faults({})).toEqual([]);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

test('reports every problem of the configuration', async () => {
  expect(await faults({ NODE_ENV: 'production', CORDON_DATABASE: 'x' })).toMatchObject([
    { check: 'configuration', message: 'CORDON_DATABASE is not a variable of Cordon.' },
    { check: 'configuration', message: 'DATABASE_URL (or DATABASE_URL_FILE) is missing.' },
    { check: 'configuration', message: 'CORDON_ISSUER is missing.' },
    { check: 'configuration', remedy: 'Generate one with `cordon secret`.' },
  ]);
});

test('reports a data folder that cannot be written', async () => {
  writeFileSync(join(folder, 'file'), '');

  const found = await faults({ CORDON_DATA_DIR: join(folder, 'file', 'data') });

  expect(found).toMatchObject([{ check: 'data folder', remedy: expect.stringContaining('CORDON_DATA_DIR') }]);
});

test.each([
  'DATABASE_UNREACHABLE',
  'DATABASE_REFUSED',
  'DATABASE_NEWER',
  'DATA_FOLDER_LOCKED',
  'MASTER_KEY_WRONG',
] as const)('reports the startup error of the database: %s', async (fault) => {
  const found = await faults({}, new StartupError(fault, 'What is wrong.', 'What to do.'));

  expect(found).toEqual([{ check: 'database', ok: false, message: 'What is wrong.', remedy: 'What to do.' }]);
});

const server = 'postgresql://cordon:password@127.0.0.1/cordon';
const refusal = (what: string): Promise<never> =>
  Promise.reject(new StartupError('DATABASE_REFUSED', `${what} is wrong.`, 'What to do.'));

test.each([
  ['warns', {}, true],
  ['reports', { CORDON_DATABASE_LISTEN_URL: server }, false],
])('%s when no change notifications are received (%o)', async (_, env, ok) => {
  const findings = await findingsOf(
    { DATABASE_URL: server, ...env },
    { checkListening: () => refusal('Listening') },
  );

  expect(findings).toContainEqual({
    check: 'notifications',
    ok,
    message: 'Listening is wrong.',
    remedy: 'What to do.',
  });
});

test('asks for the replica when there is one, and reports that it cannot be used', async () => {
  const dependencies = { checkReplica: () => refusal('The replica') };
  const env = { DATABASE_URL: server };

  expect((await findingsOf(env, dependencies)).filter(({ ok }) => !ok)).toEqual([]);
  expect(await findingsOf({ ...env, CORDON_DATABASE_REPLICA_URL: server }, dependencies)).toContainEqual({
    check: 'replica',
    ok: false,
    message: 'The replica is wrong.',
    remedy: 'What to do.',
  });
});

test('reports an occupied port under the name of its variable', async () => {
  portHolder = createServer();
  await new Promise<void>((resolve) => portHolder?.listen(0, '127.0.0.1', resolve));
  const address = portHolder.address();
  const port = typeof address === 'object' ? String(address?.port) : '';

  expect(await faults({ PORT: port })).toMatchObject([
    { check: 'port', message: `Port ${port} on 127.0.0.1 is already in use by another process.` },
  ]);
  expect(await faults({ CORDON_METRICS_PORT: port })).toMatchObject([{ check: 'metrics port' }]);
});

test('reports a host that is not an address of this machine', async () => {
  expect(await faults({ HOST: '192.0.2.1' })).toMatchObject([
    { check: 'port', remedy: expect.stringContaining('HOST') },
  ]);
});

test('warns of users whose roles are not declared, and finds no problem', async () => {
  const findings = await findingsOf(
    {},
    {
      inspectDatabase: async () => ({ pendingMigrations: [], undeclaredRoles: [{ role: 'GONE', users: 2 }] }),
    },
  );

  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(findings).toContainEqual({
    check: 'roles',
    ok: true,
    message: 'Users have roles that are not declared, with which they cannot sign in: GONE (2).',
    remedy: expect.stringContaining('--roles'),
  });
});

test('reports an SMTP server that cannot be used, and says when there is none in production', async () => {
  const from = { CORDON_MAIL_FROM: 'no-reply@example.com' };

  expect(await faults({ CORDON_SMTP_URL: 'smtp://user:password@working', ...from })).toEqual([]);
  expect(await faults({ CORDON_SMTP_URL: 'smtp://user:password@broken', ...from })).toMatchObject([
    { check: 'mail', message: 'The SMTP server cannot be used: EAUTH AUTH PLAIN 535.' },
  ]);
});

test('warns where users have to verify their address and no mail is sent', async () => {
  const findings = await findingsOf({ CORDON_EMAIL_VERIFICATION: 'required' });

  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(findings).toContainEqual({
    check: 'mail',
    ok: true,
    message: 'Users have to verify their address, but mails are only shown at /mailbox.',
    remedy: 'Set CORDON_SMTP_URL to send them.',
  });
});
