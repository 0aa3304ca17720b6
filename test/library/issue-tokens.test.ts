import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { User } from '../../src/modules/users/index.js';
import { auditLog } from '../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword } from '../helpers/sign-in.js';

let server: TestServer;

beforeAll(async () => {
  server = await createTestServer();
  await createFirstAdministrator(server);
});
afterAll(() => server.close());

async function createUser(username: string): Promise<User> {
  const { user } = await server.server.users.create({
    username,
    email: `${username}@example.com`,
    password: goodPassword,
  });
  return user;
}

test('issues tokens of a session that is refreshed, listed and ended like any other', async () => {
  const user = await createUser('ada');

  const { accessToken, refreshToken, scope } = await server.server.issueTokens(user.id);

  const me = await sendGraphql(server.url, '{ me { id role sessions { current } } }', { token: accessToken });
  expect(valueAt(me.body, 'data', 'me')).toEqual({
    id: user.id,
    role: 'USER',
    sessions: [{ current: true }],
  });
  expect(scope).toEqual(['account:read', 'account:write']);
  const refreshed = await sendGraphql(
    server.url,
    'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok } }',
    { variables: { input: { refreshToken } } },
  );
  expect(valueAt(refreshed.body, 'data', 'refreshToken', 'ok')).toBe(true);
});

test('is audited as a session that the server started, without a password', async () => {
  const user = await createUser('bob');

  const { sessionId } = await server.server.issueTokens(user.id);

  const rows = await server.sql(
    `SELECT action, outcome, actor_type, subject_id, resource_id, changes FROM ${auditLog} WHERE resource_id = $1`,
    [sessionId],
  );
  expect(rows).toEqual([
    {
      action: 'session.started',
      outcome: 'SUCCESS',
      actor_type: 'SYSTEM',
      subject_id: user.id,
      resource_id: sessionId,
      changes: expect.stringContaining('"authMethods":{"from":null,"to":[]}'),
    },
  ]);
  const [{ last_login_at } = {}] = await server.sql('SELECT last_login_at FROM users WHERE id = $1', [
    user.id,
  ]);
  expect(last_login_at).toBeNull();
});

test('limits the tokens to scopes of the role', async () => {
  const user = await createUser('carol');

  const { accessToken, scope } = await server.server.issueTokens(user.id, { scope: ['account:read'] });

  expect(scope).toEqual(['account:read']);
  const renamed = await sendGraphql(
    server.url,
    'mutation { updateProfile(input: { fullName: "Carol" }) { ok } }',
    { token: accessToken },
  );
  expect(valueAt(renamed.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  await expect(server.server.issueTokens(user.id, { scope: ['users:write'] })).rejects.toMatchObject({
    reason: 'SCOPE_NOT_ALLOWED',
  });
});

test('refuses users who cannot sign in, and starts no session for them', async () => {
  const { issueTokens, users } = server.server;
  const disabled = await createUser('dora');
  await server.sql("UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1", [
    disabled.id,
  ]);
  const deleted = await createUser('emil');
  await server.sql('UPDATE users SET deleted_at = now() WHERE id = $1', [deleted.id]);
  const { user: invited } = await users.create({ username: 'frida', email: 'frida@example.com' });

  await expect(issueTokens(disabled.id)).rejects.toMatchObject({ reason: 'ACCOUNT_DISABLED' });
  await expect(issueTokens(deleted.id)).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  await expect(issueTokens(invited.id)).rejects.toMatchObject({ reason: 'ILLEGAL_STATE' });
  await expect(issueTokens('nobody')).rejects.toMatchObject({ reason: 'USER_NOT_FOUND' });
  const sessions = await server.sql('SELECT 1 FROM sessions WHERE user_id = ANY($1)', [
    [disabled.id, deleted.id, invited.id],
  ]);
  expect(sessions).toEqual([]);
});
