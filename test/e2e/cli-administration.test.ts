import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { controlSocketPath } from '../../src/transports/cli/index.js';
import { allMigrations, createCliClient, isEmbedded } from '../helpers/cli-client.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { goodPassword } from '../helpers/sign-in.js';

/**
 * Commands of an operator beside a running server, in one process. The path of the data folder is longer than
 * that of a socket may be. Commands in separate processes: cli-processes.test.ts.
 */

const rootPassword = 'nine amber lanterns';

let installation: TestInstallation;
let server: InProcessServer;
const { output, cordon, runJson, runRejected, login, accessTokenOf, rejectionReasonOf, followLink } =
  createCliClient(
    (args, input) => installation.cordon(args, input === undefined ? {} : { input }),
    () => server.url,
  );

beforeAll(async () => {
  installation = await createTestInstallation({
    dataFolderName: join('deep-'.repeat(20), 'deeper-'.repeat(20), 'data'),
  });
  server = await installation.start();
});

afterAll(() => installation.close());

describe('beside a running server', () => {
  test('the socket has a short path and is private, as is its folder', () => {
    if (!isEmbedded) return expect(installation.databaseUrl).not.toBeNull();
    expect(Buffer.byteLength(installation.dataFolder)).toBeGreaterThan(107);
    const socket = controlSocketPath(installation.dataFolder);

    expect(Buffer.byteLength(socket)).toBeLessThan(108);
    expect(statSync(socket).isSocket()).toBe(true);
    expect(statSync(socket).mode & 0o077).toBe(0);
    expect(statSync(dirname(socket)).mode & 0o077).toBe(0);
    expect(statSync(installation.dataFolder).mode & 0o077).toBe(0);
  });

  test('admin create creates the first administrator only, who can sign in', async () => {
    const names = ['--username', 'root', '--email', 'root@example.com'];

    expect(await runRejected(1, ['admin', 'create', ...names, '--password-stdin'], 'short')).toEqual([
      'PASSWORD_TOO_SHORT',
    ]);
    const made = await runJson(['admin', 'create', ...names, '--password-stdin'], `${rootPassword}\n`);
    const again = await runRejected(1, ['admin', 'create', ...names, '--invite']);

    expect(made).toMatchObject({ username: 'root', role: 'ADMIN', invitationLink: null });
    expect(again).toEqual(['ILLEGAL_STATE']);
    expect((await login('root', rootPassword)).body).toMatchObject({
      data: { login: { status: 'COMPLETE', user: { role: 'ADMIN' } } },
    });
  });

  test('users create returns a working invitation link, or sets a password', async () => {
    const bob = ['users', 'create', '--username', 'bob', '--email', 'bob@example.com'];
    const eve = ['users', 'create', '--username', 'eve', '--email', 'eve@example.com', '--role', 'support'];

    const invited = await runJson([...bob, '--invite']);
    const made = await runJson([...eve, '--keep-password', '--password-stdin'], goodPassword);
    const taken = await runRejected(1, [...bob, '--invite']);

    expect(invited).toMatchObject({ user: { username: 'bob', role: 'USER', status: 'INVITED' } });
    expect(await followLink(valueAt(invited, 'link'), 'acceptInvitation', goodPassword)).toBe(true);
    expect(made).toMatchObject({ user: { username: 'eve', role: 'SUPPORT', status: 'ACTIVE' }, link: null });
    expect(taken).toEqual(['USERNAME_TAKEN', 'EMAIL_TAKEN']);
    expect(await rejectionReasonOf(await accessTokenOf('eve'))).toBe('none');
  });

  test('users list and users show print a table, or JSON with --json', async () => {
    const list = await runJson(['users', 'list', '--limit', '2']);
    const rest = await runJson(['users', 'list', '--after', String(valueAt(list, 'nextCursor'))]);
    const table = await cordon(['users', 'list', '--role', 'admin']);
    const shown = await runJson(['users', 'show', 'BOB@example.com']);

    expect(list).toMatchObject({ users: [{ username: 'eve' }, { username: 'bob' }] });
    expect(rest).toMatchObject({ users: [{ username: 'root' }], nextCursor: null });
    expect(table.stdout).toMatch(/^ID +USERNAME +EMAIL .*\n\S+ +root +root@example\.com +ADMIN +ACTIVE/);
    expect(table.stdout.trim().split('\n')).toHaveLength(2);
    expect(shown).toMatchObject({ username: 'bob', email: 'bob@example.com', status: 'ACTIVE' });
    expect(shown).not.toHaveProperty('securityEpoch');
    expect(await runRejected(1, ['users', 'show', 'nobody'])).toEqual(['USER_NOT_FOUND']);
  });

  test('users disable rejects the next request, users enable accepts a new login', async () => {
    const token = await accessTokenOf('bob');

    const disabled = await runJson([
      'users',
      'disable',
      'bob',
      '--reason',
      'a test',
      '--until',
      '2099-01-01T00:00:00Z',
    ]);

    expect(disabled).toMatchObject({ status: 'DISABLED', disabledReason: 'a test' });
    expect(await rejectionReasonOf(token)).toBe('ACCOUNT_DISABLED');
    expect(await runJson(['users', 'enable', 'bob'])).toMatchObject({
      status: 'ACTIVE',
      disabledUntil: null,
    });
    expect(await rejectionReasonOf(await accessTokenOf('bob'))).toBe('none');
  });

  test('users set-role applies immediately, and refuses to demote the last administrator', async () => {
    const token = await accessTokenOf('bob');
    const list = '{ users { totalCount } }';
    expect((await sendGraphql(server.url, list, { token })).status).toBe(403);

    await runJson(['users', 'set-role', 'bob', 'support', '--reason', 'a test']);

    expect((await sendGraphql(server.url, list, { token })).status).toBe(200);
    expect(await runRejected(1, ['users', 'set-role', 'root', 'user', '--reason', 'a test'])).toEqual([
      'LAST_ADMIN',
    ]);
    expect(await runRejected(1, ['users', 'set-role', 'bob', 'king', '--reason', 'a test'])).toEqual([
      'INVALID_INPUT',
    ]);
  });

  test('users import keeps the passwords of another system, users export prints the users', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-import-'));
    const file = join(folder, 'users.csv');
    // Django's hash of `pässword`.
    const hash = 'pbkdf2_sha256$1000$c2FsdHNhbHQ$4Ept4RGRSafu4IAn0tDetUCHPdg7cRTtNmXt7epqSu8=';
    writeFileSync(
      file,
      `username,email,passwordHash\nzoe,zoe@example.com,${hash}\nroot,root2@example.com,\n`,
    );

    const imported = await cordon(['users', 'import', file]);
    const exported = await cordon(['users', 'export']);
    rmSync(folder, { recursive: true });

    expect(imported).toMatchObject({
      exitCode: 1,
      stdout:
        'line 3: USERNAME_TAKEN: The username is already in use.\nUsers imported: 1. Records rejected: 1.\n',
    });
    // The second login compares with the hash that replaced the imported one.
    for (const password of ['pässword', 'pässword']) {
      expect((await login('zoe', password)).body).toMatchObject({ data: { login: { status: 'COMPLETE' } } });
    }
    expect((await login('zoe', 'password')).body).toMatchObject({
      data: { login: { userErrors: [{ code: 'INVALID_CREDENTIALS' }] } },
    });
    expect(exported.stdout).toMatch(/^\{"id":"[^"]+","username":"zoe","email":"zoe@example\.com",/m);
  });

  test('users revoke-sessions ends every session', async () => {
    const tokens = [await accessTokenOf('bob'), await accessTokenOf('bob')];

    await runJson(['users', 'revoke-sessions', 'bob']);

    for (const token of tokens) expect(await rejectionReasonOf(token)).toBe('SESSION_REVOKED');
  });

  test('sessions end-all ends the sessions of every user, and requires a reason', async () => {
    const tokens = [await accessTokenOf('bob'), await accessTokenOf('eve')];

    await runRejected(2, ['sessions', 'end-all']);
    expect(await runJson(['sessions', 'end-all', '--reason', 'restored'])).toHaveProperty('revokedSessions');

    for (const token of tokens) expect(await rejectionReasonOf(token)).toBe('SESSION_REVOKED');
  });

  test('users reset-password removes the old password and prints a working link', async () => {
    const token = await accessTokenOf('bob');

    const reset = await runJson(['users', 'reset-password', 'bob']);

    expect(await rejectionReasonOf(token)).toBe('SESSION_REVOKED');
    expect((await login('bob', goodPassword)).body).toMatchObject({ data: { login: { status: 'FAILED' } } });
    expect(await followLink(valueAt(reset, 'link'), 'resetPassword', `${goodPassword} again`)).toBe(true);
    expect((await login('bob', `${goodPassword} again`)).body).toMatchObject({
      data: { login: { status: 'COMPLETE' } },
    });
  });

  test('users delete releases the username and the email address', async () => {
    await runJson(['users', 'delete', 'bob', '--reason', 'a test']);

    expect(await runRejected(1, ['users', 'show', 'bob'])).toEqual(['USER_NOT_FOUND']);
    expect(
      await runJson(['users', 'create', '--username', 'bob', '--email', 'bob@example.com', '--invite']),
    ).toMatchObject({ user: { username: 'bob' } });
  });

  test('admin recover prints a link that restores access, and removes the old password', async () => {
    const recovered = await runJson(['admin', 'recover', '--username', 'eve']);

    expect(recovered).toMatchObject({ username: 'eve', role: 'ADMIN' });
    expect((await login('eve', goodPassword)).body).toMatchObject({ data: { login: { status: 'FAILED' } } });
    expect(await followLink(valueAt(recovered, 'link'), 'resetPassword', `${goodPassword} again`)).toBe(true);
    expect(await runRejected(1, ['admin', 'recover', '--username', 'nobody'])).toEqual(['USER_NOT_FOUND']);
  });

  test('migrate status and migrate up report that nothing is pending', async () => {
    expect(await runJson(['migrate', 'status'])).toEqual({
      applied: allMigrations,
      pending: [],
      unknown: [],
    });
    expect(await runJson(['migrate', 'up'])).toEqual({ applied: [] });
  });
});

describe('usage errors', () => {
  test.each([
    ['an unknown command', ['users', 'destroy']],
    ['a missing option', ['admin', 'create', '--username', 'x']],
    ['a missing argument', ['users', 'show']],
    ['an extra argument', ['users', 'show', 'a', 'b']],
    [
      'a password as an option',
      ['admin', 'create', '--username', 'x', '--email', 'y', '--password', 'hunter22hunter22'],
    ],
    [
      'no terminal for the password prompt',
      ['users', 'create', '--username', 'x', '--email', 'x@example.com'],
    ],
  ])('%s exits with 2 and one line that repeats no argument value', async (_what, words) => {
    const { exitCode, stdout, stderr } = await cordon(words);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^[A-Za-z][^\n]+\.?\n$/);
    expect(stderr).not.toContain('hunter');
  });

  test('an invalid configuration exits with 3', async () => {
    const { exitCode, stderr } = await installation.cordon(['users', 'list'], {
      environment: { CORDON_BCRYPT: '12' },
    });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^CORDON_BCRYPT is not a variable of Cordon\. .+\n$/);
  });
});

test('prints no password, hash or token', () => {
  const everything = output.join('\n');

  for (const secret of [rootPassword, goodPassword]) expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(/\$2[aby]\$|eyJ[\w-]+\./);
});
