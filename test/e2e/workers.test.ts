import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, sendHttp } from '../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnEmbedded, describeOnPostgres } from '../helpers/test-database.js';

/** `cordon start --workers 2`. */

const until = (condition: () => Promise<boolean> | boolean): Promise<void> =>
  eventually(async () => expect(await condition()).toBe(true));

describeOnPostgres('two workers', () => {
  let installation: Installation;
  let server: ServerProcess;
  let admin: SignedInUser;
  let metricsUrl: string;

  beforeAll(async () => {
    installation = await createInstallation();
    const metricsPort = await findFreePort();
    metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
    server = await installation.start({ CORDON_METRICS_PORT: String(metricsPort) }, ['--workers', '2']);
    admin = await createFirstAdministrator(server);
    await until(bothServe);
  });
  afterAll(() => installation.close());

  /** Connections without keep-alive, so that both workers are reached. */
  const me = () =>
    sendGraphql(server.url, '{ me { username } }', {
      token: admin.accessToken,
      signal: AbortSignal.timeout(10_000),
    });

  function workers(): readonly number[] {
    const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)], { encoding: 'utf8' });
    return text
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0);
  }

  const metrics = async () => (await sendHttp(metricsUrl, { signal: AbortSignal.timeout(10_000) })).text;

  const bothServe = async () => (await metrics()).includes('cordon_database_connections_max 10');

  test('share the connections to the database, and their metrics', async () => {
    const counted = async () =>
      Number(/_count{method="POST",route="\/graphql",status="200"} (\d+)/.exec(await metrics())?.[1] ?? 0);
    const before = await counted();

    for (let request = 0; request < 10; request += 1) await me();

    // A request is counted after its response was sent.
    await until(async () => (await counted()) >= before + 10);
  });

  test('refuse a session that ended at the other with the next request', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await signUp(server, `user${round}`);
      const ask = () => sendGraphql(server.url, '{ me { id } }', { token: user.accessToken });
      await Promise.all([ask(), ask(), ask(), ask()]);

      await sendGraphql(server.url, 'mutation { logout { ok } }', { token: user.accessToken });

      const answers = await Promise.all([ask(), ask(), ask(), ask()]);
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    }
  });

  test('replace a worker that is killed, while the other answers', async () => {
    for (const pid of workers()) {
      process.kill(pid, 'SIGKILL');
      // A connection that was kept open to the killed one is reset.
      await until(async () => (await me().catch(() => null))?.status === 200);
      await until(() => workers().length === 2 && !workers().includes(pid));
      // The next one is killed when this one can answer.
      await until(bothServe);
    }
    await eventually(() => expect(server.output().match(/a worker ended unexpectedly/g)).toHaveLength(2));
  });

  test('leave no new connection open without an answer when one of them is killed', async () => {
    const [killed = 0, other = 0] = workers();
    for (const pid of [killed, other]) process.kill(pid, 'SIGSTOP');
    const requests = Array.from({ length: 4 }, () => askOnNewConnection(`${server.url}/health/live`));
    await Promise.all(requests.map(({ connected }) => connected));

    process.kill(killed, 'SIGKILL');
    process.kill(other, 'SIGCONT');

    const outcomes = await Promise.all(requests.map(({ outcome }) => outcome));
    // One was being handed to the killed worker, and is reset.
    expect(outcomes.sort()).toEqual(['200', '200', '200', 'ECONNRESET']);
    await until(bothServe);
  });

  test('end together on SIGTERM after the SIGINT of a terminal, with 0', async () => {
    const pids = workers();
    for (const pid of pids) process.kill(pid, 'SIGINT');

    await server.stop();

    expect(pids.filter((pid) => isRunning(pid))).toEqual([]);
  });
});

/** Sends a GET request. `connected` resolves before the answer, `outcome` to the status or an error code. */
function askOnNewConnection(url: string) {
  const request = get(url, { agent: false, timeout: 60_000 });
  const connected = once(request, 'socket').then(([socket]) => once(socket, 'connect'));
  const outcome = new Promise<string>((resolve) => {
    request.once('response', (response) => resolve(String(response.resume().statusCode)));
    request.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => resolve(code));
    request.once('timeout', () => {
      resolve('no answer');
      request.destroy();
    });
  });
  return { connected, outcome };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describeOnEmbedded('on the embedded database', () => {
  test('several workers are refused at the start', async () => {
    const installation = await createInstallation();
    try {
      const { exitCode, stderr } = await installation.cordon(['start', '--workers', '2']);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('Several workers need Postgres');
    } finally {
      await installation.close();
    }
  });
});
