import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { controlSocketPath } from '../../src/transports/cli/index.js';
import { allMigrations, createCliClient, isEmbedded } from '../helpers/cli-client.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { goodPassword } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/**
 * The operator's side: `cordon` beside a running server, and without one. On the embedded database the data folder lies so deep that no socket
 * could stand in it.
 */

const rootPassword = 'nine amber lanterns';

let installation: Installation;
let server: ServerProcess;
const { output, cordon, runJson, runRejected, login, accessTokenOf, rejectionReasonOf, followLink } =
  createCliClient(
    () => installation,
    () => server.url,
  );

beforeAll(async () => {
  installation = await createInstallation({
    dataFolderName: join('deep-'.repeat(20), 'deeper-'.repeat(20), 'data'),
    environment: { LOG_LEVEL: 'info' },
  });
  server = await installation.start();
}, 120_000);

afterAll(() => installation.close());

describe('beside a running server', () => {
  test('the socket is of a bearable length, private, and in a private folder', () => {
    if (!isEmbedded) return expect(installation.databaseUrl).not.toBeNull();
    expect(Buffer.byteLength(installation.dataFolder)).toBeGreaterThan(107);
    const socket = controlSocketPath(installation.dataFolder);

    expect(Buffer.byteLength(socket)).toBeLessThan(108);
    expect(statSync(socket).isSocket()).toBe(true);
    expect(statSync(socket).mode & 0o077).toBe(0);
    expect(statSync(dirname(socket)).mode & 0o077).toBe(0);
    expect(statSync(installation.dataFolder).mode & 0o077).toBe(0);
  });

  test('admin create makes the first administrator, who signs in at the server, and nobody after them', async () => {
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

  test('users create invites by a link that works, or sets a password', async () => {
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

  test('users list and users show tell users and programs', async () => {
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

  test('users disable acts on the next request, users enable lets back in', async () => {
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

  test('users set-role counts at once; the last administrator stays', async () => {
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

  test('users revoke-sessions signs out everywhere', async () => {
    const tokens = [await accessTokenOf('bob'), await accessTokenOf('bob')];

    await runJson(['users', 'revoke-sessions', 'bob']);

    for (const token of tokens) expect(await rejectionReasonOf(token)).toBe('SESSION_REVOKED');
  });

  test('users reset-password takes the old password away and gives a link that works', async () => {
    const token = await accessTokenOf('bob');

    const reset = await runJson(['users', 'reset-password', 'bob']);

    expect(await rejectionReasonOf(token)).toBe('SESSION_REVOKED');
    expect((await login('bob', goodPassword)).body).toMatchObject({ data: { login: { status: 'FAILED' } } });
    expect(await followLink(valueAt(reset, 'link'), 'resetPassword', `${goodPassword} again`)).toBe(true);
    expect((await login('bob', `${goodPassword} again`)).body).toMatchObject({
      data: { login: { status: 'COMPLETE' } },
    });
  });

  test('users delete frees the names', async () => {
    await runJson(['users', 'delete', 'bob', '--reason', 'a test']);

    expect(await runRejected(1, ['users', 'show', 'bob'])).toEqual(['USER_NOT_FOUND']);
    expect(
      await runJson(['users', 'create', '--username', 'bob', '--email', 'bob@example.com', '--invite']),
    ).toMatchObject({ user: { username: 'bob' } });
  });

  test('admin recover lets a locked-out administrator back in, and only through the link', async () => {
    const recovered = await runJson(['admin', 'recover', '--username', 'eve']);

    expect(recovered).toMatchObject({ username: 'eve', role: 'ADMIN' });
    expect((await login('eve', goodPassword)).body).toMatchObject({ data: { login: { status: 'FAILED' } } });
    expect(await followLink(valueAt(recovered, 'link'), 'resetPassword', `${goodPassword} again`)).toBe(true);
    expect(await runRejected(1, ['admin', 'recover', '--username', 'nobody'])).toEqual(['USER_NOT_FOUND']);
  });

  test('migrate tells that there is nothing to do', async () => {
    expect(await runJson(['migrate', 'status'])).toEqual({
      applied: allMigrations,
      pending: [],
      unknown: [],
    });
    expect(await runJson(['migrate', 'up'])).toEqual({ applied: [] });
  });

  test('doctor finds what would keep a second server from starting here', async () => {
    const port = new URL(server.url).port;

    const { exitCode, stdout } = await installation.cordon(['doctor', '--json'], {
      environment: { PORT: port },
    });

    const findings = valueAt(JSON.parse(stdout), 'findings');
    const faults = Array.isArray(findings)
      ? findings.filter((finding) => valueAt(finding, 'ok') === false)
      : [];
    expect(exitCode).toBe(1);
    expect(faults.map((finding) => valueAt(finding, 'check'))).toEqual(
      isEmbedded ? ['database', 'port'] : ['port'],
    );
    expect(String(valueAt(faults, 0, 'remedy'))).toMatch(/^[A-Z].+\.$/);
  });
});

describe('what is asked for wrongly', () => {
  test.each([
    ['an unknown command', ['users', 'destroy']],
    ['a missing option', ['admin', 'create', '--username', 'x']],
    ['a missing argument', ['users', 'show']],
    ['one argument too many', ['users', 'show', 'a', 'b']],
    [
      'a password among the words',
      ['admin', 'create', '--username', 'x', '--email', 'y', '--password', 'hunter22hunter22'],
    ],
    [
      'no terminal to ask for a password at',
      ['users', 'create', '--username', 'x', '--email', 'x@example.com'],
    ],
  ])('%s ends with code 2, one line, and without a word of what was given', async (_what, words) => {
    const { exitCode, stdout, stderr } = await cordon(words);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^[A-Za-z][^\n]+\.?\n$/);
    expect(stderr).not.toContain('hunter');
  });

  test('a configuration that does not read ends with code 3 whatever is asked', async () => {
    const { exitCode, stderr } = await installation.cordon(['users', 'list'], {
      environment: { CORDON_BCRYPT: '12' },
    });

    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^CORDON_BCRYPT is not a variable of Cordon\. .+\n$/);
  });
});

describe('without a server', () => {
  beforeAll(() => server.stop(), 60_000);

  test('the same commands work on the database itself, and the next start finds what they did', async () => {
    await runJson(['users', 'disable', 'eve', '--reason', 'a test']);
    expect(await runJson(['users', 'list', '--status', 'disabled'])).toMatchObject({
      users: [{ username: 'eve' }],
    });
    expect(await runJson(['migrate', 'status'])).toMatchObject({ pending: [] });

    server = await installation.start();

    expect((await login('eve', `${goodPassword} again`)).body).toMatchObject({
      data: { login: { userErrors: [{ code: 'ACCOUNT_DISABLED' }] } },
    });
    await server.stop();
  }, 120_000);

  test('doctor finds nothing in the way', async () => {
    expect(await runJson(['doctor'])).toMatchObject({ ok: true });
  });
});

test('no password stands in anything that was output, here or by the server', () => {
  const everything = `${output.join('\n')}${server.output()}`;

  for (const secret of [rootPassword, goodPassword]) expect(everything).not.toContain(secret);
  expect(everything).not.toMatch(/\$2[aby]\$|eyJ/);
});
