import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { queryServerDatabase } from '../helpers/database-snapshot.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signIn, signUp } from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** userChanged with the client of graphql-ws. */

const watch = 'subscription ($id: ID) { userChanged(id: $id) { id username fullName role status } }';
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});

interface Subscription {
  /** Payloads in order; an `error` message as { errors }; finally 'complete' or { closed: code }. */
  readonly received: unknown[];
  /** Waits until this many messages were received. */
  until(count: number): Promise<readonly unknown[]>;
}

function subscribe(
  server: InProcessServer,
  token: string | null | (() => string),
  id: string | null = null,
): Subscription {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () =>
      token === null ? {} : { authorization: `Bearer ${typeof token === 'string' ? token : token()}` },
    // A client with a fixed token does not connect again.
    retryAttempts: typeof token === 'function' ? 5 : 0,
  });
  clients.push(client);
  const received: unknown[] = [];
  client.subscribe(
    { query: watch, variables: { id } },
    {
      next: (payload) => void received.push(payload),
      error: (error) =>
        void received.push(Array.isArray(error) ? { errors: error } : { closed: codeOf(error) }),
      complete: () => void received.push('complete'),
    },
  );
  return {
    received,
    until: async (count) => {
      await waitFor(() => received.length >= count);
      return received;
    },
  };
}

/** Returns the code of a close event, whose members are accessors. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function waitFor(isMet: () => boolean): Promise<void> {
  for (let attempt = 0; !isMet(); attempt += 1) {
    if (attempt > 1_000) throw new Error('the condition was not met within 10 seconds');
    await pause(10);
  }
}

let renamed = 0;
/**
 * Renames the user until the subscription receives a change: a client is not notified when it becomes active.
 */
async function waitUntilActive(
  server: InProcessServer,
  admin: SignedInUser,
  watching: Subscription,
  id: string,
): Promise<void> {
  for (let turn = 0; watching.received.length === 0; turn += 1) {
    if (turn > 100) throw new Error('the subscription never began');
    await rename(server, admin, id);
    await pause(50);
  }
  // The last change may still arrive.
  await pause(200);
  watching.received.length = 0;
}

async function rename(server: InProcessServer, admin: SignedInUser, id: string): Promise<string> {
  renamed += 1;
  const fullName = `Person ${renamed}`;
  await sendGraphql(server.url, 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { ok } }', {
    token: admin.accessToken,
    variables: { input: { id, fullName } },
  });
  return fullName;
}

describe('userChanged on one server', () => {
  let installation: TestInstallation;
  let server: InProcessServer;
  let admin: SignedInUser;
  let eve: SignedInUser;

  beforeAll(async () => {
    installation = await createTestInstallation();
    server = await installation.start();
    admin = await createFirstAdministrator(server);
    eve = await signUp(server, 'eve');
  }, 120_000);
  afterAll(() => installation.close());

  test('an administrator receives each change with the current user, and no login', async () => {
    const watching = subscribe(server, admin.accessToken, eve.id);
    await waitUntilActive(server, admin, watching, eve.id);

    await signIn(server, 'eve');
    const fullName = await rename(server, admin, eve.id);

    expect(await watching.until(1)).toEqual([
      { data: { userChanged: { id: eve.id, username: 'eve', fullName, role: 'USER', status: 'ACTIVE' } } },
    ]);
  });

  test.each([
    ['an anonymous caller', () => null, 'UNAUTHENTICATED'],
    ['a caller without the role', () => eve.accessToken, 'FORBIDDEN'],
  ])('rejects %s', async (_who, token, code) => {
    const watching = subscribe(server, token());

    const [refused] = await watching.until(1);

    expect(valueAt(refused, 'errors', 0, 'extensions', 'code')).toBe(code);
  });

  test('rejects an invalid id', async () => {
    const [refused] = await subscribe(server, admin.accessToken, 'eve').until(1);

    expect(valueAt(refused, 'errors', 0)).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: ['id'] },
    });
  });

  test('the connection of an administrator who was signed out is closed with 4403', async () => {
    const second = await signIn(server, 'admin');
    const watching = subscribe(server, second.accessToken);
    await waitUntilActive(server, admin, watching, eve.id);
    await sendGraphql(server.url, 'mutation { logout { ok } }', { token: second.accessToken });

    await rename(server, admin, eve.id);
    await rename(server, admin, eve.id);

    expect(await watching.until(1)).toEqual([{ closed: 4403 }]);
  });

  test('a client that connects again with a new token continues after its session was replaced', async () => {
    const ada = await signIn(server, 'admin');
    let token = ada.accessToken;
    const watching = subscribe(server, () => token, eve.id);
    await waitUntilActive(server, admin, watching, eve.id);

    // The session is replaced while the connection is open.
    await sendGraphql(server.url, 'mutation { logout { ok } }', { token });
    token = (await signIn(server, 'admin')).accessToken;
    await rename(server, admin, eve.id);

    await waitUntilActive(server, admin, watching, eve.id);
    expect(watching.received).toEqual([]);
  });
});

test('a stop closes subscriptions with 1001 and completes', async () => {
  const installation = await createTestInstallation();
  const server = await installation.start();
  const admin = await createFirstAdministrator(server);
  const watching = subscribe(server, admin.accessToken);
  await waitUntilActive(server, admin, watching, admin.id);

  await server.stop();

  expect(await watching.until(1)).toEqual([{ closed: 1001 }]);
  await installation.close();
}, 120_000);

describeOnPostgres('two instances', () => {
  let installation: TestInstallation;
  let one: InProcessServer;
  let two: InProcessServer;
  let admin: SignedInUser;

  beforeAll(async () => {
    installation = await createTestInstallation();
    one = await installation.start();
    two = await installation.start();
    admin = await createFirstAdministrator(one);
  }, 120_000);
  afterAll(() => installation.close());

  const sql = (statement: string) =>
    queryServerDatabase(installation.databaseUrl ?? '', (query) => query(statement));

  test('a change at one instance is received at the other, and a change by SQL at both', async () => {
    const bob = await signUp(one, 'bob');
    const [here, there] = [
      subscribe(one, admin.accessToken, bob.id),
      subscribe(two, admin.accessToken, bob.id),
    ];
    await waitUntilActive(one, admin, here, bob.id);
    await waitUntilActive(one, admin, there, bob.id);
    here.received.length = 0;

    const fullName = await rename(one, admin, bob.id);
    const changed = [{ data: { userChanged: expect.objectContaining({ id: bob.id, fullName }) } }];
    expect([await here.until(1), await there.until(1)]).toEqual([changed, changed]);

    await sql(`UPDATE users SET full_name = 'By hand', version = version + 1 WHERE username = 'bob'`);
    for (const watching of [here, there]) {
      expect((await watching.until(2))[1]).toMatchObject({ data: { userChanged: { fullName: 'By hand' } } });
    }
  });

  test('a stream that may have missed changes ends with an error, and a new one can start', async () => {
    const watching = subscribe(two, admin.accessToken);
    await waitUntilActive(one, admin, watching, admin.id);

    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );

    const [refused] = await watching.until(1);
    expect(valueAt(refused, 'errors', 0, 'extensions', 'code')).toBe('SERVICE_UNAVAILABLE');
    // The listener reconnects within a fraction of a second; until then a new subscription is rejected.
    await pause(1_000);
    const again = subscribe(two, admin.accessToken);
    await waitUntilActive(one, admin, again, admin.id);
    await rename(one, admin, admin.id);
    expect(await again.until(1)).toMatchObject([{ data: { userChanged: { id: admin.id } } }]);
  });

  test('an administrator demoted at one instance is rejected at the other before the next event', async () => {
    const mallory = await signUp(one, 'mallory');
    const role = `mutation ($id: ID!, $role: Role!) { setUserRole(input: { id: $id, role: $role, reason: "a test" }) { ok } }`;
    await sendGraphql(one.url, role, {
      token: admin.accessToken,
      variables: { id: mallory.id, role: 'ADMIN' },
    });
    const watching = subscribe(two, mallory.accessToken);
    await waitUntilActive(one, admin, watching, admin.id);

    await sendGraphql(one.url, role, {
      token: admin.accessToken,
      variables: { id: mallory.id, role: 'USER' },
    });

    expect(await watching.until(1)).toEqual([{ closed: 4403 }]);
  });
});
