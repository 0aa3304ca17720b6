import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCliClient } from '../helpers/cli-client.js';
import { valueAt } from '../helpers/http-client.js';
import { goodPassword } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/**
 * The built `cordon` in separate processes. What each command does is tested in one process:
 * cli-administration.test.ts.
 */

let installation: Installation;
let server: ServerProcess;
const { output, cordon, runJson, runRejected, login } = createCliClient(
  (args, input) => installation.cordon(args, input === undefined ? {} : { input }),
  () => server.url,
);

beforeAll(async () => {
  installation = await createInstallation({
    // The same for the server, which listens on any free port, and for the commands.
    environment: { LOG_LEVEL: 'info', CORDON_ISSUER: 'http://localhost:4000' },
  });
  server = await installation.start();
});
afterAll(() => installation.close());

test('a command beside a running server acts on its database', async () => {
  const root = ['admin', 'create', '--username', 'root', '--email', 'root@example.com'];

  const created = await runJson([...root, '--password-stdin'], `${goodPassword}\n`);

  expect(created).toMatchObject({ username: 'root', role: 'ADMIN', invitationLink: null });
  expect((await login('root', goodPassword)).body).toMatchObject({ data: { login: { status: 'COMPLETE' } } });
});

test('doctor beside a running server accepts the port and the database that the server uses', async () => {
  const port = new URL(server.url).port;

  const { exitCode, stdout } = await installation.cordon(['doctor', '--json'], {
    environment: { PORT: port },
  });

  const findings = valueAt(JSON.parse(stdout), 'findings');
  expect(exitCode).toBe(0);
  expect(findings).toContainEqual(
    expect.objectContaining({
      check: 'port',
      ok: true,
      message: expect.stringContaining('a server runs here'),
    }),
  );
  expect(findings).toContainEqual(expect.objectContaining({ check: 'database', ok: true }));
});

test('a usage error exits with 2, an invalid configuration with 3', async () => {
  const usage = await cordon(['users', 'destroy']);
  const configuration = await installation.cordon(['users', 'list'], {
    environment: { CORDON_BCRYPT: '12' },
  });

  expect(usage).toMatchObject({ exitCode: 2, stdout: '' });
  expect(configuration).toMatchObject({ exitCode: 3, stdout: '' });
});

test('without a server the commands open the database, and the next server finds their changes', async () => {
  await server.stop();
  await runJson(
    [
      ...['users', 'create', '--username', 'eve', '--email', 'eve@example.com'],
      ...['--keep-password', '--password-stdin'],
    ],
    goodPassword,
  );
  const exported = await cordon(['audit', 'export']);
  expect(await runRejected(1, ['users', 'show', 'nobody'])).toEqual(['USER_NOT_FOUND']);

  const stopped = server;
  server = await installation.start();

  const entries = exported.stdout.trimEnd().split('\n');
  expect(valueAt(JSON.parse(entries.at(-1) ?? ''), 'action')).toBe('user.created');
  expect((await login('eve', goodPassword)).body).toMatchObject({ data: { login: { status: 'COMPLETE' } } });
  await server.stop();
  const everything = `${output.join('\n')}${stopped.output()}${server.output()}`;
  expect(everything).not.toContain(goodPassword);
  expect(everything).not.toMatch(/\$2[aby]\$|eyJ[\w-]+\./);
});
