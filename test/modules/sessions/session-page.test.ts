import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, stringAt, valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser, signIn, signUp } from '../../helpers/sign-in.js';

/** `Query.sessions` on a server with 61 sessions of two users besides those of the administrator. */

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;
let bob: SignedInUser;
let helper: SignedInUser;

const query = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: SessionFilter, $orderBy: SessionOrder) {
  sessions(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id createdAt lastUsedAt ipAddress userAgent deviceName endedAt endReason user { username } }
  }
}`;

type Node = Readonly<Record<string, unknown>> & { readonly id: string; readonly endedAt: string | null };
interface Page {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
  readonly nodes: readonly Node[];
}

const send = (user: SignedInUser, variables: object) =>
  sendGraphql(testServer.url, query, { token: user.accessToken, variables: { ...variables } });
const list = async (variables: object, user = helper): Promise<Page> => {
  const { body } = await send(user, variables);
  expect(valueAt(body, 'errors')).toBeUndefined();
  return valueAt(body, 'data', 'sessions') as Page;
};
const refusalOf = async (user: SignedInUser, variables: object) =>
  valueAt((await send(user, variables)).body, 'errors', 0, 'extensions', 'code');

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
  [ada, bob] = [await signUp(testServer, 'ada'), await signUp(testServer, 'bob')];
  await signUp(testServer, 'helper');
  await testServer.sql(`UPDATE users SET role = 'SUPPORT' WHERE username = 'helper'`);
  helper = await signIn(testServer, 'helper');
  // Every third has ended; several share their times.
  await testServer.sql(
    `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, device_name, ip_address, user_agent, created_at,
       authenticated_at, last_used_at, expires_at, absolute_expires_at, ended_at, end_reason)
     SELECT ('018f3f3e-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, 0, '{pwd}', 'Device ' || n % 4, '192.0.2.' || n % 5,
       CASE WHEN n % 2 = 0 THEN 'Fire_fox/1' ELSE 'Safari 100%' END, now() - (n / 3) * interval '1 minute', now(),
       now() - (n % 7) * interval '1 minute', now() + interval '1 day', now() + interval '2 days',
       CASE WHEN n % 3 = 0 THEN now() END, CASE WHEN n % 3 = 0 THEN 'LOGOUT' END
     FROM generate_series(1, 60) n`,
    [ada.id],
  );
});
afterAll(() => testServer.close());

describe('sessions', () => {
  test.each([
    ['CREATED_AT', 'DESC'],
    ['CREATED_AT', 'ASC'],
    ['LAST_USED_AT', 'DESC'],
    ['LAST_USED_AT', 'ASC'],
  ])('pages by %s %s list every session once, in order, forwards and backwards', async (field, direction) => {
    const [rows, column] = [
      { orderBy: { field, direction } },
      field === 'CREATED_AT' ? 'created_at' : 'last_used_at',
    ];
    const expected = (
      await testServer.sql(`SELECT id FROM sessions ORDER BY ${column} ${direction}, id ${direction}`)
    ).map(({ id }) => id);
    const forwards: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Page = await list({ ...rows, first: 20, after });
      forwards.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    const end: Page = await list({ ...rows, last: 30 });
    const middle = await list({ ...rows, last: 20, before: end.pageInfo.startCursor });

    expect(forwards).toEqual(expected);
    expect([...middle.nodes, ...end.nodes].map(({ id }) => id)).toEqual(expected.slice(-50));
    expect(end.totalCount).toBe(expected.length);
  });

  test('filters by user, and names the user', async () => {
    const { nodes, totalCount } = await list({ filter: { userId: bob.id } });

    expect(totalCount).toBe(1);
    expect(nodes[0]).toMatchObject({ user: { username: 'bob' }, endedAt: null, endReason: null });
    expect((await list({ filter: { userId: 'nobody' } })).nodes).toEqual([]);
  });

  test('distinguishes active sessions from those that ended', async () => {
    const ended = await list({ first: 100, filter: { userId: ada.id, active: false } });
    const active = await list({ first: 100, filter: { userId: ada.id, active: true } });
    const all = await list({ first: 100, filter: { userId: ada.id } });

    expect([ended.totalCount, active.totalCount, all.totalCount]).toEqual([20, 41, 61]);
    expect(ended.nodes.every(({ endedAt, endReason }) => endedAt !== null && endReason === 'LOGOUT')).toBe(
      true,
    );
    expect(active.nodes.every(({ endedAt }) => endedAt === null)).toBe(true);
  });

  test.each([
    [{ ipAddress: '192.0.2.3' }, 12],
    [{ ipAddress: ' 192.0.2.3 ' }, 12],
    [{ ipAddress: '::ffff:192.0.2.3' }, 12],
    [{ ipAddress: '192.0.2' }, 0],
    [{ device: 'FIRE_FOX' }, 30],
    [{ device: 'fire%fox' }, 0],
    [{ device: '100%' }, 30],
    [{ device: 'device 1' }, 15],
    [{ device: 'safari', ipAddress: '192.0.2.3' }, 6],
  ])('the filter %j finds %i sessions', async (filter, count) => {
    expect((await list({ filter: { ...filter, userId: ada.id } })).totalCount).toBe(count);
  });

  test('refuses a cursor of another filter or order', async () => {
    const { pageInfo } = await list({ first: 1, filter: { userId: ada.id } });
    const after = pageInfo.endCursor;

    expect(await refusalOf(helper, { after, filter: { userId: bob.id } })).toBe('BAD_USER_INPUT');
    expect(
      await refusalOf(helper, { after, filter: { userId: ada.id }, orderBy: { direction: 'ASC' } }),
    ).toBe('BAD_USER_INPUT');
    expect(await refusalOf(helper, { filter: { device: 'a\u0000b' } })).toBe('BAD_USER_INPUT');
  });

  test('is for SUPPORT and above, with users:read', async () => {
    const narrow = await sendGraphql(
      testServer.url,
      `mutation { login(input: { username: "admin", password: "violet thunder over the quiet harbour", scope: ["account:read"] })
        { tokens { accessToken } } }`,
    );
    const accessToken = stringAt(narrow, 'data', 'login', 'tokens', 'accessToken');

    expect(await refusalOf(ada, {})).toBe('FORBIDDEN');
    expect(await refusalOf({ ...admin, accessToken }, {})).toBe('FORBIDDEN');
    expect((await list({ first: 1 }, admin)).nodes).toHaveLength(1);
  });
});

describe('endAllSessions', () => {
  test('is denied to SUPPORT, and ends every session of an administrator who asks', async () => {
    const mutation = 'mutation { endAllSessions(reason: "a leak") { ok revokedSessions } }';
    const as = (user: SignedInUser) => sendGraphql(testServer.url, mutation, { token: user.accessToken });

    expect(valueAt((await as(helper)).body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
    const { totalCount } = await list({ filter: { active: true } });
    const answer = await as(admin);

    expect(valueAt(answer.body, 'data', 'endAllSessions')).toEqual({ ok: true, revokedSessions: totalCount });
    for (const user of [admin, ada, bob, helper]) {
      const me = await sendGraphql(testServer.url, '{ me { id } }', { token: user.accessToken });
      expect(valueAt(me.body, 'errors', 0, 'extensions', 'reason')).toBe('SESSION_REVOKED');
    }
  });
});
