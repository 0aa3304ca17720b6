import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { recordNotifications } from './record-notifications.js';

const userId = '018f3f3e-0000-7000-8000-000000000001';
const sessionId = '018f3f3e-0000-7000-8000-000000000002';

let opened: TestDatabase;
let received: string[] = [];
const sql = (text: string, values: unknown[] = []) => opened.database.dataSource.query(text, values);

beforeAll(async () => {
  opened = await openTestDatabase();
  recordNotifications(opened.database.notifications, () => received);
});

beforeEach(async () => {
  const { notifications } = opened.database;
  if (!notifications.isLive()) await notifications.open();
  await sql('TRUNCATE users, signing_keys CASCADE');
  await sql(
    `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, security_epoch, version, created_at, updated_at)
     VALUES ($1, 'ada', 'ada', 'ada@example.com', 'ada@example.com', true, 'USER', 0, 1, now(), now())`,
    [userId],
  );
  await sql(
    `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at, expires_at, absolute_expires_at)
     VALUES ($1, $2, 0, '{password}', now(), now(), now(), now() + interval '1 hour', now() + interval '2 hours')`,
    [sessionId, userId],
  );
  await opened.database.transactions.run(async () => {});
  received = [];
});

afterAll(() => opened.close());

/** Returns the notifications that a statement causes. */
async function receivedFrom(statement: string): Promise<readonly string[]> {
  await sql(statement);
  // A transaction resolves only after all earlier notifications were received.
  await opened.database.transactions.run(async () => {});
  return received.splice(0);
}

test('the channel is live only between open and close', async () => {
  const own = await openTestDatabase();
  const { notifications } = own.database;
  expect(notifications.isLive()).toBe(false);

  await notifications.open();
  expect(notifications.isLive()).toBe(true);

  await own.close();
  expect(notifications.isLive()).toBe(false);
});

describe('the database sends a notification for', () => {
  test.each([
    ['the end of a session', `UPDATE sessions SET ended_at = now()`, [`sessions ${sessionId}`]],
    ['a session shortened', `UPDATE sessions SET expires_at = now()`, [`sessions ${sessionId}`]],
    [
      'a new authentication',
      `UPDATE sessions SET authenticated_at = now() + interval '1 second'`,
      [`sessions ${sessionId}`],
    ],
    ["a session's epoch", `UPDATE sessions SET security_epoch = 1`, [`sessions ${sessionId}`]],
    ['a session deleted', `DELETE FROM sessions`, [`sessions ${sessionId}`]],
    ['all sessions truncated', `TRUNCATE sessions CASCADE`, ['resync']],
    ['a role', `UPDATE users SET role = 'ADMIN'`, [`users ${userId}`]],
    ['an epoch', `UPDATE users SET security_epoch = 1`, [`users ${userId}`]],
    ['a user disabled', `UPDATE users SET disabled_at = now()`, [`users ${userId}`]],
    ['the end of a disabled period', `UPDATE users SET disabled_until = now()`, [`users ${userId}`]],
    ['a deletion', `UPDATE users SET deleted_at = now()`, [`users ${userId}`]],
    ['any other change of a user', `UPDATE users SET full_name = 'Ada', version = 2`, [`users ${userId}`]],
    ['a user removed with their sessions', `DELETE FROM users`, [`sessions ${sessionId}`, `users ${userId}`]],
    [
      'a new user',
      `INSERT INTO users SELECT (jsonb_populate_record(users, '{"id":"018f3f3e-0000-7000-8000-000000000009","username_key":"b","email_key":"b"}')).* FROM users`,
      ['users 018f3f3e-0000-7000-8000-000000000009'],
    ],
    [
      'a signing key',
      `INSERT INTO signing_keys (id, kid, algorithm, public_jwk, sealed_private_key, token_ttl_seconds, revision, created_at, active_from)
       VALUES ('${sessionId}', 'k', 'ES256', '{}', 'x', 900, 1, now(), now())`,
      [`signing-keys ${sessionId}`],
    ],
  ])('%s', async (_what, statement, changeNotifications) => {
    expect([...(await receivedFrom(statement))].sort()).toEqual([...changeNotifications].sort());
  });

  test.each([
    [
      'a refresh, which only extends',
      `UPDATE sessions SET expires_at = expires_at + interval '1 hour', last_used_at = now(), ip_address = '::1'`,
    ],
    ['a login', `UPDATE users SET last_login_at = now()`],
    ['a change that changes nothing', `UPDATE users SET role = role, version = version`],
  ])('sends no notification for %s', async (_what, statement) => {
    expect(await receivedFrom(statement)).toEqual([]);
  });

  test('sends no notification when a session that ended long ago is deleted', async () => {
    await receivedFrom(`UPDATE sessions SET expires_at = now() - interval '2 days'`);

    expect(await receivedFrom('DELETE FROM sessions')).toEqual([]);
  });
});

describe('a transaction', () => {
  test('sends no notification after a rollback', async () => {
    const { notifications } = opened.database;

    await opened.database.transactions
      .run(async (transaction) => {
        await notifications.publishChange(transaction, 'users', userId);
        throw new Error('rejected');
      })
      .catch(() => {});
    await opened.database.transactions.run(async () => {});

    expect(received).toEqual([]);
  });

  test('sends its notifications at commit, and resolves after they were received', async () => {
    const { notifications } = opened.database;

    for (let round = 0; round < 20; round += 1) {
      await opened.database.transactions.run(async (transaction) => {
        await notifications.publishChange(transaction, 'users', userId);
        expect(received).toEqual([]);
      });
      expect(received.splice(0)).toEqual([`users ${userId}`]);
    }
  });

  test.each([
    ['nothing', ''],
    ['two words', 'two words'],
    ['a long text', 'x'.repeat(201)],
    ['other letters', 'caf\u00e9'],
  ])('publishChange throws for %s, which is not an id', async (_what, id) => {
    const { notifications, transactions } = opened.database;

    await expect(
      transactions.run((transaction) => notifications.publishChange(transaction, 'users', id)),
    ).rejects.toThrow('an id and nothing else');
  });
});

test('ignores notifications of unknown topics', async () => {
  await sql(`SELECT pg_notify('cordon', text) FROM unnest(ARRAY['', 'weather sunny', '*', 'users']) AS text`);
  expect(await receivedFrom(`SELECT pg_notify('cordon', 'users ${userId} and more')`)).toEqual([
    'users ',
    `users ${userId}`,
  ]);
});
