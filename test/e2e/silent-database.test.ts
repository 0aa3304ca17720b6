import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { createFreezableProxy, type FreezableProxy } from '../helpers/freezable-proxy.js';
import { type HttpResult, sendGraphql, sendHttp } from '../helpers/http-client.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';
import {
  createMigratedDatabase,
  describeOnPostgres,
  type ServerDatabase,
  testDatabaseUrl,
} from '../helpers/test-database.js';

/**
 * A balancer, a pooler or a NAT between Cordon and Postgres acknowledges all bytes, forgets them and resets
 * nothing. Takes seconds, because the limits of the waits are seconds.
 */
describeOnPostgres('while bytes to Postgres are swallowed without a reset', () => {
  let database: ServerDatabase;
  let proxy: FreezableProxy;
  let server: TestServer;
  let token = '';

  beforeEach(async () => {
    database = await createMigratedDatabase(testDatabaseUrl ?? '');
    proxy = await createFreezableProxy(database.url);
    server = await createTestServer({ DATABASE_URL: proxy.url });
    token = (await createFirstAdministrator(server)).accessToken;
    // Several idle connections, none of which will respond.
    await Promise.all(Array.from({ length: 5 }, () => askName()));
  });

  afterEach(async () => {
    await server.close();
    await proxy.close();
    await database.drop();
  });

  const askName = (): Promise<HttpResult> =>
    sendGraphql(server.url, '{ me { username } users(first: 1) { totalCount } }', { token });
  const isReady = async (): Promise<boolean> => (await sendHttp(`${server.url}/health/ready`)).status === 200;

  async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly seconds: number }> {
    const startedAt = performance.now();
    const result = await work();
    return { result, seconds: (performance.now() - startedAt) / 1000 };
  }

  // A request waits for 4.5 seconds in all, beside its computing. Without limits it would wait for ever.
  const soonSeconds = 60;

  test('answers 503 soon and is not ready; healthy again soon after the connection is restored', async () => {
    proxy.freeze();
    // More requests than connections. They share look-ups with each other and with later requests.
    const [ready, ...answers] = await Promise.all([
      timed(isReady),
      ...Array.from({ length: 15 }, () => timed(askName)),
    ]);
    proxy.dropState();
    const recovery = await timed(async () => {
      while (!(await isReady()) || (await askName()).status !== 200);
    });
    const after = await Promise.all(Array.from({ length: 15 }, askName));

    expect(answers.map(({ result }) => result.status)).toEqual(answers.map(() => 503));
    expect(answers.map(({ result }) => result.headers.get('retry-after'))).not.toContain(null);
    expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(soonSeconds);
    expect(ready.result).toBe(false);
    expect(recovery.seconds).toBeLessThan(soonSeconds);
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
  });
});
