import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  acceptLink,
  createFirstAdministrator,
  createTestServer,
  goodPassword,
  login,
  otherPassword,
  type SignedInUser,
  signUp,
  type TestServer,
  tokenFromLink,
} from '../../helpers/create-test-server.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../../helpers/http-client.js';
import { changesByUsers } from './recorded-change-cases.js';
import { expectIntactChain, followRecordedEntries } from './recorded-entries.js';

/** What users do to come in, and with their own account, as the audit log tells it. */

let testServer: TestServer;
let admin: SignedInUser;
const { readNewEntries, recorded, signUpUser, as } = followRecordedEntries(
  () => testServer,
  () => admin,
);

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
});
afterAll(() => testServer.close());
beforeEach(async () => {
  await readNewEntries();
});

test('the log begins with the server, its first key and the link of the first administrator, who takes it up', async () => {
  const rows = await testServer.sql('SELECT action, actor_type FROM audit_events ORDER BY sequence LIMIT 5');

  expect(rows.map(({ action, actor_type }) => `${action} ${actor_type}`)).toEqual([
    'log.started SYSTEM',
    'key.created SYSTEM',
    'user.link-issued SYSTEM',
    'user.created SYSTEM',
    'session.started USER',
  ]);
});

describe('ways in', () => {
  test('signUp: the user, and their session, with where they came from', async () => {
    const user = await signUp(testServer, 'newcomer');

    const entries = await testServer.sql(
      'SELECT ip_address, request_id, changes FROM audit_events ORDER BY sequence DESC LIMIT 2',
    );
    expect(await recorded(['user', user])).toEqual(['user.created SYSTEM>user', 'session.started user>user']);
    expect(entries[0]).toMatchObject({
      ip_address: '127.0.0.1',
      changes: expect.stringContaining('"password"'),
    });
    expect(entries[0]?.['request_id']).toBe(entries[1]?.['request_id']);
  });

  test('signUp refused: nothing', async () => {
    await expect(signUp(testServer, 'newcomer')).rejects.toThrow();

    expect(await recorded()).toEqual([]);
  });

  test('login, and login at /token', async () => {
    const user = await signUpUser();

    await login(testServer, user.name, goodPassword);
    const body = new URLSearchParams({ username: user.name, password: goodPassword });
    await sendHttp(`${testServer.url}/token`, { method: 'POST', body });

    const once = 'session.started user>user';
    expect(await recorded(['user', user])).toEqual([once, once]);
  });

  test('a failed login of somebody, and of nobody, at both doors', async () => {
    const user = await signUpUser();

    for (const username of [user.name, 'nobody-at-all']) {
      await login(testServer, username, 'a wrong password indeed');
      const body = new URLSearchParams({ username, password: 'a wrong password indeed' });
      await sendHttp(`${testServer.url}/token`, { method: 'POST', body });
    }

    const entries = await recorded(['user', user]);
    expect(entries.map((entry) => entry.split(' ').slice(0, 2).join(' '))).toEqual([
      'login.failed/FAILURE ANONYMOUS>user',
      'login.failed/FAILURE ANONYMOUS>user',
      'login.failed/FAILURE ANONYMOUS>-',
      'login.failed/FAILURE ANONYMOUS>-',
    ]);
  });

  test('a login with a password to be changed hands out a token, which is recorded; choosing another is recorded too', async () => {
    const username = 'to-be-changed';
    await as(admin, `mutation ($input: CreateUserInput!) { createUser(input: $input) { ok } }`, {
      username,
      email: 'to-be-changed@example.com',
      password: goodPassword,
    });
    const created = await readNewEntries();
    const user = { id: created[0]?.subject_id ?? '' };

    const answer = await login(testServer, username, goodPassword);
    const first = await recorded(['user', user]);
    const token = stringAt(answer, 'data', 'login', 'passwordChangeToken');
    await sendGraphql(
      testServer.url,
      `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok } }`,
      {
        variables: { input: { token, newPassword: otherPassword } },
      },
    );
    const second = await recorded(['user', user]);

    expect(created.map(({ action }) => action)).toEqual(['user.created']);
    expect(first).toContain('user.link-issued user>user');
    expect(
      first.filter((entry) => !entry.startsWith('user.link-issued') && !entry.startsWith('login.failed')),
    ).toEqual([]);
    expect(second).toEqual(['user.password-reset ANONYMOUS>user']);
  });

  test('an invitation, and taking it up', async () => {
    const answer = await as(
      admin,
      `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } invitationLink } }`,
      { username: 'invited', email: 'invited@example.com' },
    );
    const user = { id: stringAt(answer, 'data', 'createUser', 'user', 'id') };
    const first = await recorded(['user', user]);
    // acceptInvitation, as the setup link's.
    await acceptLink(testServer, tokenFromLink(valueAt(answer.body, 'data', 'createUser', 'invitationLink')));
    const second = await recorded(['user', user]);

    expect(first).toEqual(['user.created admin>user', 'user.link-issued admin>user']);
    expect(second).toEqual(['user.updated user>user', 'session.started user>user']);
  });
});

describe("one's own account", () => {
  test('refreshing and reading are no entries', async () => {
    const user = await signUpUser();

    await sendGraphql(
      testServer.url,
      `mutation { refreshToken(input: { refreshToken: "${user.refreshToken}" }) { ok } }`,
    );
    await as(user, '{ me { id sessions { id } } mySessions { id } }');

    expect(await recorded()).toEqual([]);
  });

  test.each(changesByUsers)('%s', async (_, mutation, expected) => {
    const user = await signUpUser();

    await as(user, mutation);

    expect(await recorded(['user', user])).toEqual(expected);
  });

  test('a wrong password in reauthenticate and changePassword is a failed login of the user', async () => {
    const user = await signUpUser();

    await as(user, 'mutation { reauthenticate(password: "wrong") { ok } }');
    await as(
      user,
      `mutation { changePassword(input: { currentPassword: "wrong", newPassword: "${otherPassword}" }) { ok } }`,
    );

    const entries = await recorded(['user', user]);
    expect(entries.map((entry) => entry.split(' ')[0])).toEqual([
      'login.failed/FAILURE',
      'login.failed/FAILURE',
    ]);
    expect(entries.every((entry) => entry.includes('>user'))).toBe(true);
  });

  test('revokeSession of another device', async () => {
    const user = await signUpUser();
    const answer = await login(testServer, user.name, goodPassword);
    await readNewEntries();
    const list = await as(user, '{ mySessions { id current } }');
    const sessions = valueAt(list.body, 'data', 'mySessions') as readonly { id: string; current: boolean }[];

    const other = sessions.find(({ current }) => !current)?.id;
    await as(user, `mutation { revokeSession(id: "${other}") { ok } }`);

    expect(answer.status).toBe(200);
    expect(await recorded(['user', user])).toEqual(['session.ended user>user REVOKED']);
  });

  test('a refresh token that was used before ends its session, and both are recorded', async () => {
    const user = await signUpUser();
    const refresh = (token: string) =>
      sendGraphql(
        testServer.url,
        `mutation { refreshToken(input: { refreshToken: "${token}" }) { tokens { refreshToken } } }`,
      );
    const second = stringAt(
      await refresh(user.refreshToken),
      'data',
      'refreshToken',
      'tokens',
      'refreshToken',
    );
    await refresh(second);

    await refresh(user.refreshToken);

    expect(await recorded(['user', user])).toEqual([
      'session.reuse-detected ANONYMOUS>user',
      'session.ended SYSTEM>user REFRESH_TOKEN_REUSED',
    ]);
  });
});

test('whatever happened above is one good chain, and no secret stands in it', async () => {
  await expectIntactChain(testServer, admin, { as });
});
