import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ApolloUser, createApolloUser, operations, type Tokens } from '../helpers/apollo-user.js';
import { queryEmbeddedDatabase, queryServerDatabase } from '../helpers/database-snapshot.js';
import { sendHttp } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/** The life of three accounts with Apollo Client at the built server. Each test continues the one before. */

interface Answer {
  readonly ok: boolean;
  readonly status?: string;
  readonly userErrors: readonly unknown[];
  readonly tokens: Tokens;
  readonly user: { readonly id: string; readonly username: string; readonly role: string };
}
interface Me {
  readonly me: { readonly id: string; readonly role: string; readonly sessions: readonly unknown[] } | null;
}

const password = 'seventeen green herons';
const names = (username: string): Record<string, string> => ({
  username,
  email: `${username}@example.com`,
  password,
});

let installation: Installation;
let server: ServerProcess;
let ada: ApolloUser;
let bob: ApolloUser;
let eve: ApolloUser;
const ids: Record<string, string> = {};

beforeAll(async () => {
  installation = await createInstallation();
  server = await installation.start();
  ada = createApolloUser(server.url);
  bob = createApolloUser(server.url);
  eve = createApolloUser(server.url);
});

afterAll(() => installation.close());

async function requestAsDisabledUser(user: ApolloUser): Promise<unknown> {
  const userInfo = await sendHttp(`${server.url}/userinfo`, {
    headers: { authorization: `Bearer ${user.tokens().accessToken}` },
  });
  return {
    me: await user.rejection(operations.me),
    userInfo: userInfo.status,
    challenge: userInfo.headers.get('www-authenticate'),
  };
}

test('the setup link creates the first administrator once', async () => {
  const token = server.setupLink?.split('#token=')[1];
  const input = { ...names('ada'), token };

  const { acceptInvitation } = await ada.send<{ acceptInvitation: Answer }>(operations.acceptInvitation, {
    input,
  });
  const again = await eve.send<{ acceptInvitation: Answer }>(operations.acceptInvitation, {
    input: { ...names('eve'), token },
  });

  expect(acceptInvitation).toMatchObject({ ok: true, status: 'COMPLETE', user: { role: 'ADMIN' } });
  expect(again.acceptInvitation).toMatchObject({
    ok: false,
    status: 'FAILED',
    userErrors: [{ code: 'TOKEN_INVALID' }],
    tokens: null,
    user: null,
  });
  ada.storeTokens(acceptInvitation.tokens);
  ids['ada'] = acceptInvitation.user.id;
});

test('two users sign up and read their own account', async () => {
  for (const [name, user] of [
    ['bob', bob],
    ['eve', eve],
  ] as const) {
    const { signUp } = await user.send<{ signUp: Answer }>(operations.signUp, { input: names(name) });
    expect(signUp).toMatchObject({ ok: true, user: { username: name, role: 'USER', status: 'ACTIVE' } });
    user.storeTokens(signUp.tokens);
    ids[name] = signUp.user.id;
  }

  const { me } = await bob.send<Me>(operations.me);

  expect(me).toMatchObject({
    id: ids['bob'],
    email: 'bob@example.com',
    permissions: ['account:read', 'account:write'],
    sessions: [{ current: true }],
  });
  expect(await createApolloUser(server.url).rejection(operations.me)).toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'TOKEN_MISSING',
  });
});

test('a refresh keeps a user signed in', async () => {
  const before = bob.tokens();

  const { refreshToken } = await bob.send<{ refreshToken: Answer }>(operations.refresh, { ...before });
  bob.storeTokens(refreshToken.tokens);

  expect(refreshToken.ok).toBe(true);
  expect(refreshToken.tokens.refreshToken).not.toBe(before.refreshToken);
  expect((await bob.send<Me>(operations.me)).me?.sessions).toHaveLength(1);
});

test('only the administrator can list, promote and disable users', async () => {
  expect(await eve.rejection(operations.users)).toMatchObject({ code: 'FORBIDDEN' });

  const list = await ada.send<unknown>(operations.users);
  const { setUserRole } = await ada.send<{ setUserRole: Answer }>(operations.setUserRole, {
    input: { id: ids['bob'], role: 'SUPPORT', reason: 'helps users' },
  });
  const bobsList = await bob.send<unknown>(operations.users);
  const { disableUser } = await ada.send<{ disableUser: Answer }>(operations.disableUser, {
    input: { id: ids['eve'], reason: 'left the company' },
  });

  expect(list).toEqual({
    users: expect.objectContaining({
      totalCount: 3,
      nodes: [
        expect.objectContaining({ username: 'ada', role: 'ADMIN' }),
        expect.objectContaining({ username: 'bob', role: 'USER' }),
        expect.objectContaining({ username: 'eve', role: 'USER' }),
      ],
    }),
  });
  expect(setUserRole).toMatchObject({ ok: true, user: { role: 'SUPPORT' } });
  expect(bobsList).toMatchObject({ users: { totalCount: 3 } });
  expect(disableUser).toMatchObject({
    ok: true,
    user: { status: 'DISABLED', disabledReason: 'left the company' },
  });
});

test('the next request of a disabled user is rejected, and so are refresh and login', async () => {
  expect(await requestAsDisabledUser(eve)).toMatchObject({
    me: { code: 'UNAUTHENTICATED', reason: 'ACCOUNT_DISABLED' },
    userInfo: 401,
    challenge: 'Bearer error="invalid_token"',
  });

  const { refreshToken } = await createApolloUser(server.url).send<{ refreshToken: Answer }>(
    operations.refresh,
    {
      ...eve.tokens(),
    },
  );
  const right = await eve.send<{ login: Answer }>(operations.login, { input: { username: 'eve', password } });
  const wrong = await eve.send<{ login: Answer }>(operations.login, {
    input: { username: 'eve', password: 'seventeen grey herons' },
  });

  expect(refreshToken).toMatchObject({ ok: false, userErrors: [{ code: 'ACCOUNT_DISABLED' }], tokens: null });
  expect(right.login).toMatchObject({ status: 'FAILED', userErrors: [{ code: 'ACCOUNT_DISABLED' }] });
  expect(wrong.login).toMatchObject({ status: 'FAILED', userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
});

test('a restart keeps users, sessions and tokens', async () => {
  await server.stop();
  await ageAuthentications();
  server = await installation.start();
  for (const user of [ada, bob, eve]) user.setUrl(server.url);

  const list = await ada.send<unknown>(operations.users);

  expect(server.setupLink).toBeNull();
  expect(list).toMatchObject({
    users: {
      nodes: [
        { username: 'ada', role: 'ADMIN', status: 'ACTIVE' },
        { username: 'bob', role: 'SUPPORT', status: 'ACTIVE' },
        { username: 'eve', role: 'USER', status: 'DISABLED' },
      ],
    },
  });
  const { refreshToken } = await bob.send<{ refreshToken: Answer }>(operations.refresh, { ...bob.tokens() });
  expect(refreshToken.ok).toBe(true);
  expect(await requestAsDisabledUser(eve)).toMatchObject({
    me: { reason: 'ACCOUNT_DISABLED' },
    userInfo: 401,
  });
  const signedIn = await bob.send<{ login: Answer }>(operations.login, {
    input: { username: 'BOB@example.com', password },
  });
  expect(signedIn.login).toMatchObject({ status: 'COMPLETE', user: { id: ids['bob'] } });
});

test('sensitive changes require recent reauthentication', async () => {
  const promotion = { input: { id: ids['bob'], role: 'ADMIN', reason: 'takes over' } };

  const stale = await ada.rejection(operations.setUserRole, promotion);
  const wrong = await ada.send<unknown>(operations.reauthenticate, { password: 'seventeen grey herons' });
  const stillStale = await ada.rejection(operations.setUserRole, promotion);
  const proven = await ada.send<unknown>(operations.reauthenticate, { password });
  const fresh = await ada.send<unknown>(operations.setUserRole, promotion);

  expect(stale).toMatchObject({ code: 'STEP_UP_REQUIRED' });
  expect(wrong).toMatchObject({
    reauthenticate: { ok: false, userErrors: [{ code: 'CURRENT_PASSWORD_WRONG' }] },
  });
  expect(stillStale).toMatchObject({ code: 'STEP_UP_REQUIRED' });
  expect(proven).toMatchObject({ reauthenticate: { ok: true } });
  expect(fresh).toMatchObject({ setUserRole: { ok: true, user: { role: 'ADMIN' } } });
});

test('a logout takes effect immediately, and the server logs no secret', async () => {
  const { accessToken, refreshToken } = bob.tokens();

  expect(await bob.send<unknown>(operations.logout)).toEqual({
    logout: expect.objectContaining({ ok: true, revokedSessions: 1 }),
  });

  expect(await bob.rejection(operations.me)).toMatchObject({ reason: 'SESSION_REVOKED' });
  await server.stop();
  for (const secret of [accessToken, refreshToken, password]) expect(server.output()).not.toContain(secret);
});

/** Moves the authentication of every session two hours back. */
async function ageAuthentications(): Promise<void> {
  const statement = `UPDATE sessions SET authenticated_at = authenticated_at - interval '2 hours', created_at = created_at - interval '2 hours'`;
  const { databaseUrl, dataFolder } = installation;
  if (databaseUrl === null)
    await queryEmbeddedDatabase(`${dataFolder}/database`, (query) => query(statement));
  else await queryServerDatabase(databaseUrl, (query) => query(statement));
}
