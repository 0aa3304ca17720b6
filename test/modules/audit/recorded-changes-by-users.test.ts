import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { auditLog } from '../../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../../helpers/http-client.js';
import { completeMfa, currentCode, enrollApp } from '../../helpers/second-factor.js';
import {
  acceptLink,
  createFirstAdministrator,
  goodPassword,
  login,
  otherPassword,
  type SignedInUser,
  signUp,
  tokenFromLink,
} from '../../helpers/sign-in.js';
import { changesByUsers } from './recorded-change-cases.js';
import { expectIntactChain, followRecordedEntries } from './recorded-entries.js';

/** The audit log of logins, sign-ups and changes by users on their own account. */

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

test('a new log starts with the server, its first key and the first administrator', async () => {
  const rows = await testServer.sql('SELECT action, actor_type FROM audit_events ORDER BY sequence LIMIT 5');

  expect(rows.map(({ action, actor_type }) => `${action} ${actor_type}`)).toEqual([
    'log.started SYSTEM',
    'key.created SYSTEM',
    'user.link-issued SYSTEM',
    'user.created SYSTEM',
    'session.started USER',
  ]);
});

describe('authentication', () => {
  test('signUp records the user and the session, with address and request id', async () => {
    const user = await signUp(testServer, 'newcomer');

    const entries = await testServer.sql(
      `SELECT ip_address, request_id, changes FROM ${auditLog} ORDER BY sequence DESC LIMIT 2`,
    );
    expect(await recorded(['user', user])).toEqual(['user.created SYSTEM>user', 'session.started user>user']);
    expect(entries[0]).toMatchObject({
      ip_address: '127.0.0.1',
      changes: expect.stringContaining('"pwd"'),
    });
    expect(entries[0]?.['request_id']).toBe(entries[1]?.['request_id']);
  });

  test('deleteMyAccount records the deletion by the user', async () => {
    const user = await signUpUser();
    const mutation = `mutation { deleteMyAccount(password: "${goodPassword}") { ok } }`;

    await as(user, mutation);

    expect(await recorded(['user', user])).toEqual(['user.deleted user>user']);
  });

  test('a rejected signUp records nothing', async () => {
    await expect(signUp(testServer, 'newcomer')).rejects.toThrow();

    expect(await recorded()).toEqual([]);
  });

  test('login and /token record the session', async () => {
    const user = await signUpUser();

    await login(testServer, user.name, goodPassword);
    const body = new URLSearchParams({ username: user.name, password: goodPassword });
    await sendHttp(`${testServer.url}/token`, { method: 'POST', body });

    const entry = 'session.started user>user';
    expect(await recorded(['user', user])).toEqual([entry, entry]);
  });

  test('failed logins of known and unknown users are recorded at both entry points', async () => {
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

  test('a required password change is recorded, from the token to the new password', async () => {
    const username = 'to-be-changed';
    await as(admin, `mutation ($input: CreateUserInput!) { createUser(input: $input) { ok } }`, {
      username,
      email: 'to-be-changed@example.com',
      password: goodPassword,
    });
    const created = await readNewEntries();
    const user = { id: created[0]?.subject_id ?? '' };

    const response = await login(testServer, username, goodPassword);
    const first = await recorded(['user', user]);
    const token = stringAt(response, 'data', 'login', 'passwordChangeToken');
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

  test('an invitation and its acceptance are recorded', async () => {
    const response = await as(
      admin,
      `mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } invitationLink } }`,
      { username: 'invited', email: 'invited@example.com' },
    );
    const user = { id: stringAt(response, 'data', 'createUser', 'user', 'id') };
    const first = await recorded(['user', user]);
    // Calls acceptInvitation.
    await acceptLink(
      testServer,
      tokenFromLink(valueAt(response.body, 'data', 'createUser', 'invitationLink')),
    );
    const second = await recorded(['user', user]);

    // One link for the administrator, and one that was mailed.
    expect(first).toEqual(['user.created admin>user', ...Array(2).fill('user.link-issued admin>user')]);
    expect(second).toEqual(['user.updated user>user', 'session.started user>user']);
  });
});

describe('second factors', () => {
  test('enrolment, challenges, failures, new recovery codes and removal are recorded', async () => {
    const user = await signUpUser();
    // Calls enrollTotp and confirmTotp.
    const { secret, recoveryCodes } = await enrollApp(testServer, user);
    const enrolled = await recorded(['user', user]);
    await completeMfa(testServer, await login(testServer, user.name, goodPassword), '00000000');
    await completeMfa(testServer, await login(testServer, user.name, goodPassword), currentCode(secret));
    const signedIn = await recorded(['user', user]);
    await as(user, 'mutation { regenerateRecoveryCodes { ok } }');
    await as(user, `mutation { disableTotp(code: "${currentCode(secret, 1)}") { ok } }`);

    expect(enrolled).toEqual(['mfa.enrolled user>user']);
    expect(signedIn).toEqual([
      'mfa.challenged user>user',
      'mfa.failed/FAILURE ANONYMOUS>user MFA_CODE_INVALID',
      'mfa.challenged user>user',
      'session.started user>user',
    ]);
    expect(await recorded(['user', user])).toEqual([
      'mfa.recovery-codes-replaced user>user',
      'mfa.removed user>user',
    ]);
    const stored = JSON.stringify(await testServer.sql('SELECT * FROM audit_events'));
    expect([secret, ...recoveryCodes].filter((text) => stored.includes(text))).toEqual([]);
  });

  test('resetUserMfa is recorded with its reason', async () => {
    const user = await signUpUser();
    await enrollApp(testServer, user);
    await readNewEntries();

    await as(admin, `mutation { resetUserMfa(id: "${user.id}", reason: "lost phone") { ok } }`);

    expect(await recorded(['user', user])).toEqual(['mfa.removed admin>user lost phone']);
  });
});

describe('the own account', () => {
  test('refreshes and queries are not recorded', async () => {
    const user = await signUpUser();

    await sendGraphql(
      testServer.url,
      `mutation { refreshToken(input: { refreshToken: "${user.refreshToken}" }) { ok } }`,
    );
    await as(user, '{ me { id sessions { id } } mySessions { id } }');

    expect(await recorded()).toEqual([]);
  });

  test.each(changesByUsers)('%s: the recorded entries', async (_, mutation, expected) => {
    const user = await signUpUser();

    await as(user, mutation);

    expect(await recorded(['user', user])).toEqual(expected);
  });

  test('a wrong password in reauthenticate and changePassword is recorded as a failed login', async () => {
    const user = await signUpUser();

    await as(user, 'mutation { reauthenticate(password: "wrong") { ok } }');
    await as(
      user,
      `mutation {
        changePassword(input: { currentPassword: "wrong", newPassword: "${otherPassword}" }) { ok }
      }`,
    );

    const entries = await recorded(['user', user]);
    expect(entries.map((entry) => entry.split(' ')[0])).toEqual([
      'login.failed/FAILURE',
      'login.failed/FAILURE',
    ]);
    expect(entries.every((entry) => entry.includes('>user'))).toBe(true);
  });

  test('revokeSession of another device is recorded', async () => {
    const user = await signUpUser();
    const response = await login(testServer, user.name, goodPassword);
    await readNewEntries();
    const list = await as(user, '{ mySessions { id current } }');
    const sessions = valueAt(list.body, 'data', 'mySessions') as readonly { id: string; current: boolean }[];

    const other = sessions.find(({ current }) => !current)?.id;
    await as(user, `mutation { revokeSession(id: "${other}") { ok } }`);

    expect(response.status).toBe(200);
    expect(await recorded(['user', user])).toEqual(['session.ended user>user REVOKED']);
  });

  test('the reuse of a refresh token and the end of its session are recorded', async () => {
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

test('the chain is intact afterwards and contains no secret', async () => {
  await expectIntactChain(testServer, admin, { as });
});
