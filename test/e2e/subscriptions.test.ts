import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { queryServerDatabase } from '../helpers/database-snapshot.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signIn, signUp } from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';
import {
  closeSubscriptions,
  rename,
  subscribe,
  subscribeTo,
  waitUntilActive,
} from './subscription-client.js';

/** userChanged with the client of graphql-ws. */

afterEach(closeSubscriptions);

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
  });
  afterAll(() => installation.close());

  test('an administrator receives each change with the current user, and no login', async () => {
    const watching = subscribe(server, admin.accessToken, eve.id);
    await waitUntilActive(server, admin, eve.id, watching);

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

  test('auditEventAdded delivers what a list would show, with names, to administrators only', async () => {
    const follow = `subscription ($filter: AuditFilter) {
      auditEventAdded(filter: $filter) { action reason actor { username } subject { username } }
    }`;
    const filter = { subjectId: eve.id, actions: ['user.disabled', 'user.enabled'] };
    const [watching, refused] = [admin, eve].map(({ accessToken }) =>
      subscribeTo(server, accessToken, follow, { filter }),
    );
    expect(valueAt(await refused?.until(1), 0, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
    const disableAndEnable = (reason: string) =>
      sendGraphql(
        server.url,
        'mutation ($id: ID!, $reason: String!) { disableUser(input: { id: $id, reason: $reason }) { ok } enableUser(id: $id) { ok } }',
        { token: admin.accessToken, variables: { id: eve.id, reason } },
      );
    // The test cannot see when the subscription begins.
    await eventually(async () => {
      await disableAndEnable('early');
      expect(watching?.received).not.toEqual([]);
    });

    await rename(server, admin, eve.id);
    await disableAndEnable('why');

    const [actor, subject] = [{ username: 'admin' }, { username: 'eve' }];
    const disabled = {
      data: { auditEventAdded: { action: 'user.disabled', reason: 'why', actor, subject } },
    };
    const enabled = { data: { auditEventAdded: { action: 'user.enabled', reason: null, actor, subject } } };
    await eventually(() => expect(watching?.received.slice(-2)).toEqual([disabled, enabled]));
    const actions = watching?.received.map((event) => valueAt(event, 'data', 'auditEventAdded', 'action'));
    expect(new Set(actions)).toEqual(new Set(filter.actions));
    eve = await signIn(server, 'eve');
  });

  test('the connection of an administrator who was signed out is closed with 4403', async () => {
    const second = await signIn(server, 'admin');
    const watching = subscribe(server, second.accessToken);
    await waitUntilActive(server, admin, eve.id, watching);
    await sendGraphql(server.url, 'mutation { logout { ok } }', { token: second.accessToken });

    await rename(server, admin, eve.id);
    await rename(server, admin, eve.id);

    expect(await watching.until(1)).toEqual([{ closed: 4403 }]);
  });

  test('a client that connects again with a new token continues after its session was replaced', async () => {
    const ada = await signIn(server, 'admin');
    let token = ada.accessToken;
    const watching = subscribe(server, () => token, eve.id);
    await waitUntilActive(server, admin, eve.id, watching);

    // The session is replaced while the connection is open.
    await sendGraphql(server.url, 'mutation { logout { ok } }', { token });
    token = (await signIn(server, 'admin')).accessToken;
    await rename(server, admin, eve.id);

    await waitUntilActive(server, admin, eve.id, watching);
    expect(watching.received).toEqual([]);
  });
});

test('a stop closes subscriptions with 1001 and completes', async () => {
  const installation = await createTestInstallation();
  const server = await installation.start();
  const admin = await createFirstAdministrator(server);
  const watching = subscribe(server, admin.accessToken);
  await waitUntilActive(server, admin, admin.id, watching);

  await server.stop();

  expect(await watching.until(1)).toEqual([{ closed: 1001 }]);
  await installation.close();
});

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
  });
  afterAll(() => installation.close());

  const sql = (statement: string) =>
    queryServerDatabase(installation.databaseUrl ?? '', (query) => query(statement));

  test('a change at one instance is received at the other, and a change by SQL at both', async () => {
    const bob = await signUp(one, 'bob');
    const [first, second] = [
      subscribe(one, admin.accessToken, bob.id),
      subscribe(two, admin.accessToken, bob.id),
    ];
    await waitUntilActive(one, admin, bob.id, first, second);

    const fullName = await rename(one, admin, bob.id);
    const changed = [{ data: { userChanged: expect.objectContaining({ id: bob.id, fullName }) } }];
    expect([await first.until(1), await second.until(1)]).toEqual([changed, changed]);

    await sql(`UPDATE users SET full_name = 'By hand', version = version + 1 WHERE username = 'bob'`);
    for (const watching of [first, second]) {
      expect((await watching.until(2))[1]).toMatchObject({ data: { userChanged: { fullName: 'By hand' } } });
    }
  });

  test('a stream that may have missed changes ends with an error, and a new one can start', async () => {
    const watching = subscribe(two, admin.accessToken);
    await waitUntilActive(one, admin, admin.id, watching);

    await sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
    );

    const [refused] = await watching.until(1);
    expect(valueAt(refused, 'errors', 0, 'extensions', 'code')).toBe('SERVICE_UNAVAILABLE');
    // Until the listener is connected again, a new subscription is rejected.
    const again = await eventually(async () => {
      const attempt = subscribe(two, admin.accessToken);
      await waitUntilActive(one, admin, admin.id, attempt);
      return attempt;
    });
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
    await waitUntilActive(one, admin, admin.id, watching);

    await sendGraphql(one.url, role, {
      token: admin.accessToken,
      variables: { id: mallory.id, role: 'USER' },
    });

    expect(await watching.until(1)).toEqual([{ closed: 4403 }]);
  });
});
