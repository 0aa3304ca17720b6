import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from './helpers/create-test-server.js';
import { sendGraphql, valueAt } from './helpers/http-client.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  type SignedInUser,
  signUp,
} from './helpers/sign-in.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
  ada = await signUp(testServer, 'ada');
});
afterAll(() => testServer.close());

const as = (user: SignedInUser, query: string, input?: unknown) =>
  sendGraphql(testServer.url, query, { token: user.accessToken, variables: { input } });
const exportData = async (user: SignedInUser) => as(user, '{ myDataExport }');

test('myDataExport has everything about the user, nothing about others, and no secret', async () => {
  await login(testServer, 'ada', 'a wrong password indeed');
  const promote = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { ok } }';
  await as(admin, promote, { id: ada.id, role: 'SUPPORT', reason: 'helps out' });

  const own = valueAt((await exportData(ada)).body, 'data', 'myDataExport');
  const others = valueAt((await exportData(admin)).body, 'data', 'myDataExport');

  expect(own).toMatchObject({
    exportedAt: expect.any(String),
    profile: { id: ada.id, username: 'ada', email: 'ada@example.com', role: 'SUPPORT' },
    password: { changedAt: expect.any(String), mustChange: false },
    sessions: [{ ipAddress: '127.0.0.1', endedAt: null }],
    passkeys: [],
    secondFactors: { totpSince: null, unusedRecoveryCodes: 0 },
  });
  const events = valueAt(own, 'events') as readonly Record<string, unknown>[];
  expect(events.map(({ action }) => action)).toEqual([
    'user.role-changed',
    'login.failed',
    'session.started',
    'user.created',
  ]);
  // What was written about the user, but not from where the administrator acted.
  expect(events[0]).toMatchObject({ byYou: false, aboutYou: true, reason: 'helps out', ipAddress: null });
  expect(events[1]).toMatchObject({ ipAddress: '127.0.0.1' });
  const change = (valueAt(others, 'events') as readonly Record<string, unknown>[])[0];
  expect(change).toMatchObject({ action: 'user.role-changed', byYou: true, aboutYou: false, reason: null });
  for (const name of [ada.id, 'ada@example.com']) expect(JSON.stringify(others)).not.toContain(name);
  for (const secret of [goodPassword, '$2b$', 'cordon_', ada.refreshToken, 'hash'])
    expect(JSON.stringify([own, others])).not.toContain(secret);
});

test('myDataExport has the addresses that a user gave up or asked for', async () => {
  const later = `now() + interval '1 day'`;
  await testServer.sql(
    `INSERT INTO email_changes VALUES (gen_random_uuid(), $1, 'old@example.com', 'old@example.com', '\\x01', now(), ${later})`,
    [ada.id],
  );
  await testServer.sql(
    `INSERT INTO one_time_tokens (id, purpose, user_id, token_hash, created_at, expires_at, new_email)
     VALUES (gen_random_uuid(), 'EMAIL_CHANGE', $1, '\\x01', now(), ${later}, 'new@example.com')`,
    [ada.id],
  );

  expect(valueAt((await exportData(ada)).body, 'data', 'myDataExport')).toMatchObject({
    emailChanges: [{ previousEmail: 'old@example.com' }],
    links: [{ purpose: 'EMAIL_CHANGE', newEmail: 'new@example.com', usedAt: null }],
  });
});

test('myDataExport is larger than the inputs of its type may be', async () => {
  await testServer.sql(
    `INSERT INTO sessions SELECT gen_random_uuid(), user_id, security_epoch, scope, auth_methods, device_name,
       ip_address, repeat('x', 400), created_at, authenticated_at, last_used_at, expires_at,
       absolute_expires_at, now(), 'LOGOUT'
     FROM sessions, generate_series(1, 100) WHERE user_id = $1`,
    [ada.id],
  );

  const { body } = await exportData(ada);

  expect(valueAt(body, 'data', 'myDataExport', 'sessions')).toHaveLength(101);
});

test('myDataExport requires a recent authentication, and is limited to five an hour', async () => {
  const user = await signUp(testServer, 'grace');
  const codes: unknown[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1)
    codes.push(errorCodeOf(await exportData(user), 'myDataExport'));
  expect(codes).toEqual([null, null, null, null, null, 'RATE_LIMITED']);

  const other = await signUp(testServer, 'stale');
  await testServer.sql(
    `UPDATE sessions SET authenticated_at = authenticated_at - interval '20 minutes' WHERE user_id = $1`,
    [other.id],
  );
  expect(errorCodeOf(await exportData(other), 'myDataExport')).toBe('STEP_UP_REQUIRED');
});
