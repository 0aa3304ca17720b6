import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, sendHttp, valueAt } from '../../helpers/http-client.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  type SignedInUser,
  signIn,
  signUp,
} from '../../helpers/sign-in.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;
let round = 0;
let name = '';

beforeAll(async () => {
  testServer = await createTestServer({ CORDON_ERASE_DELETED_AFTER_DAYS: '0' });
  admin = await createFirstAdministrator(testServer);
});
afterAll(() => testServer.close());
beforeEach(async () => {
  round += 1;
  name = `lovelace${round}`;
  ada = await signUp(testServer, name);
});

const as = (user: SignedInUser, query: string, input?: unknown) =>
  sendGraphql(testServer.url, query, { token: user.accessToken, variables: { input } });
const deleteAccount = (user: SignedInUser, password: string) =>
  sendGraphql(
    testServer.url,
    'mutation ($password: String!) { deleteMyAccount(password: $password) { ok userErrors { code field } } }',
    { token: user.accessToken, variables: { password } },
  );
const verification = async () =>
  valueAt(
    (await as(admin, '{ auditVerification { valid firstBadSequence } }')).body,
    'data',
    'auditVerification',
  );
const eventsAbout = async (id: string) => {
  const query = `query ($input: AuditFilter) { auditEvents(first: 100, filter: $input) {
    nodes { action reason ipAddress userAgent changes subjectId subject { username } } } }`;
  const { body } = await as(admin, query, { subjectId: id });
  return valueAt(body, 'data', 'auditEvents', 'nodes') as readonly Record<string, unknown>[];
};
const sweep = () => testServer.server.app.sweep();

/** Returns the names of the tables that have a text anywhere. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const tables = await testServer.sql(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name: table } of tables) {
    const rows = await testServer.sql(
      `SELECT 1 FROM "${String(table)}" t WHERE strpos(lower(to_jsonb(t)::text), lower($1)) > 0 LIMIT 1`,
      [text],
    );
    if (rows.length > 0) found.push(String(table));
  }
  return found;
}

describe('deleteMyAccount', () => {
  test('deletes the account, ends its sessions and frees its names', async () => {
    const answer = await deleteAccount(ada, goodPassword);

    expect(valueAt(answer.body, 'data', 'deleteMyAccount')).toEqual({ ok: true, userErrors: [] });
    expect(errorCodeOf(await as(ada, '{ me { id } }'), 'me')).toBe('UNAUTHENTICATED');
    expect(errorCodeOf(await login(testServer, name, goodPassword), 'login')).toBe('INVALID_CREDENTIALS');
    expect((await signUp(testServer, name)).id).not.toBe(ada.id);
    expect((await eventsAbout(ada.id))[0]).toMatchObject({ action: 'user.deleted', reason: null });
  });

  test('rejects a wrong password, counts it, and deletes nothing', async () => {
    const answer = await deleteAccount(ada, 'a wrong password indeed');

    expect(valueAt(answer.body, 'data', 'deleteMyAccount')).toEqual({
      ok: false,
      userErrors: [{ code: 'CURRENT_PASSWORD_WRONG', field: ['password'] }],
    });
    for (let attempt = 0; attempt < 10; attempt += 1) await deleteAccount(ada, `wrong wrong ${attempt}`);
    expect(errorCodeOf(await deleteAccount(ada, goodPassword), 'deleteMyAccount')).toBe('TOO_MANY_ATTEMPTS');
    expect(valueAt((await as(ada, '{ me { username } }')).body, 'data', 'me', 'username')).toBe(name);
  });

  test('is rejected for the last administrator', async () => {
    expect(errorCodeOf(await deleteAccount(admin, goodPassword), 'deleteMyAccount')).toBe('LAST_ADMIN');
    expect(valueAt((await as(admin, '{ me { username } }')).body, 'data', 'me', 'username')).toBe('admin');
  });

  test('requires a recent authentication', async () => {
    await testServer.sql(
      `UPDATE sessions SET authenticated_at = authenticated_at - interval '20 minutes' WHERE user_id = $1`,
      [ada.id],
    );

    expect(errorCodeOf(await deleteAccount(ada, goodPassword), 'deleteMyAccount')).toBe('STEP_UP_REQUIRED');
  });

  test('clears the refresh cookie', async () => {
    const answer = await sendHttp(`${testServer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.accessToken}` },
      body: JSON.stringify({
        query: `mutation { deleteMyAccount(password: "${goodPassword}") { ok } }`,
      }),
    });

    expect(answer.headers.getSetCookie().join()).toContain('__Host-cordon_refresh=; Max-Age=0');
  });
});

describe('the erasure of a deleted user', () => {
  test('leaves nothing that names them in any table, and an intact audit log', async () => {
    await as(ada, 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { ok } }', {
      fullName: `Augusta ${name}`,
    });
    const disable = 'mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok } }';
    await as(admin, disable, { id: ada.id, reason: `${name} has left us` });
    await login(testServer, name, 'a wrong password indeed');
    const remove = 'mutation ($input: DeleteUserInput!) { deleteUser(input: $input) { ok } }';
    await as(admin, remove, { id: ada.id, reason: `asked for by ${name}@example.com` });
    const before = await eventsAbout(ada.id);
    expect(before.find(({ action }) => action === 'user.disabled')).toMatchObject({
      reason: `${name} has left us`,
      subject: { username: name },
    });
    expect(await verification()).toEqual({ valid: true, firstBadSequence: null });

    await sweep();

    expect(await tablesWith(name)).toEqual([]);
    expect(await tablesWith(ada.id)).toEqual(['audit_events']);
    const after = await eventsAbout(ada.id);
    expect(after.map(({ action }) => action)).toEqual(['user.erased', ...before.map(({ action }) => action)]);
    expect(after.every(({ subject, subjectId }) => subject === null && subjectId === ada.id)).toBe(true);
    expect(after.find(({ action }) => action === 'user.disabled')).toMatchObject({
      reason: null,
      // From where the administrator acted says nothing about the user.
      ipAddress: '127.0.0.1',
      changes: { status: { from: 'ACTIVE', to: 'DISABLED' } },
    });
    expect(after.find(({ action }) => action === 'session.started')).toMatchObject({
      ipAddress: null,
      userAgent: null,
    });
    expect(await verification()).toEqual({ valid: true, firstBadSequence: null });
  });

  test('is done at once by `users erase`, which refuses a user who is not deleted', async () => {
    const refused = await testServer.cordon(['users', 'erase', ada.id]);
    await deleteAccount(ada, goodPassword);
    const erased = await testServer.cordon(['users', 'erase', ada.id]);
    const again = await testServer.cordon(['users', 'erase', ada.id]);

    expect([refused.exitCode, erased.exitCode, again.exitCode]).toEqual([1, 0, 1]);
    expect(await tablesWith(name)).toEqual([]);
    expect((await testServer.cordon(['audit', 'verify'])).exitCode).toBe(0);
    const exported = await testServer.cordon(['audit', 'export']);
    expect(exported.stdout).not.toContain(name);
  });

  test('reaches every table that refers to users', async () => {
    const columns = await testServer.sql(
      `SELECT columns.table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'user_id' AND NOT EXISTS (
         SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c'
           AND conrelid = columns.table_name::regclass AND confrelid = 'users'::regclass)`,
    );

    // Its mails are removed by the module, without a lock on the row of the user.
    expect(columns).toEqual([{ name: 'mail_outbox' }]);
  });

  test('keeps what names others in the same entries', async () => {
    const promote = 'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { ok } }';
    const created = await signUp(testServer, `colleague${round}`);
    await as(admin, promote, { id: ada.id, role: 'ADMIN', reason: 'helps out' });
    const promoted = await signIn(testServer, name);
    await as(promoted, promote, {
      id: created.id,
      role: 'SUPPORT',
      reason: `colleague of colleague${round}`,
    });
    await deleteAccount(promoted, goodPassword);
    await sweep();

    const change = (await eventsAbout(created.id)).find(({ action }) => action === 'user.role-changed');
    expect(change).toMatchObject({
      reason: `colleague of colleague${round}`,
      ipAddress: null,
      subject: { username: `colleague${round}` },
    });
    expect(await verification()).toMatchObject({ valid: true });
  });
});

test('deleted users are kept for 30 days by default', async () => {
  const other = await createTestServer();
  try {
    const user = await signUp(other, 'grace');
    const find = () => other.sql('SELECT username FROM users WHERE id = $1', [user.id]);
    await sendGraphql(other.url, `mutation { deleteMyAccount(password: "${goodPassword}") { ok } }`, {
      token: user.accessToken,
    });
    await other.server.app.sweep();
    expect(await find()).toHaveLength(1);

    await other.sql(`UPDATE users SET deleted_at = deleted_at - interval '30 days' WHERE id = $1`, [user.id]);
    await other.server.app.sweep();

    expect(await find()).toEqual([]);
  } finally {
    await other.close();
  }
});
