import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../../src/platform/database/index.js';
import { createTestKey } from '../../helpers/access-tokens.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import { createSessionsFixture, openSessionsDatabase } from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';
import { describeLogoutRounds, openInstanceDatabase, signIn } from './session-cutoff-rounds.js';

let opened: TestDatabase;
let clock: FakeClock;
const key = createTestKey();

beforeAll(async () => {
  opened = await openSessionsDatabase();
  await opened.database.notifications.open();
});

afterAll(() => opened.close());

beforeEach(() => {
  clock = createFakeClock(new Date());
});

const sql = (text: string, values: unknown[] = []) => opened.database.dataSource.query(text, values);

/** Changes a row without a notification. */
async function updateWithoutNotification(
  table: 'users' | 'sessions',
  change: string,
  id: string,
): Promise<void> {
  await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await sql(`UPDATE ${table} SET ${change} WHERE id = $1`, [id]);
  await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

test('cached session facts are reused: a change without a notification has no effect', async () => {
  const fixture = createSessionsFixture(opened.database, clock, key);
  const { tokens } = await signIn(opened, fixture);

  await updateWithoutNotification('sessions', 'ended_at = now()', tokens.sessionId);

  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
});

describe('the next request sees', () => {
  test.each([
    ['a session ended', 'sessions', 'ended_at = now()', 'SESSION_REVOKED'],
    ['a user disabled', 'users', 'disabled_at = now()', 'ACCOUNT_DISABLED'],
    ['an epoch raised', 'users', 'security_epoch = 1', 'EPOCH_STALE'],
    ['a user deleted', 'users', 'deleted_at = now()', 'SESSION_REVOKED'],
    ['a session shortened', 'sessions', "expires_at = '2020-01-01'", 'SESSION_EXPIRED'],
  ])('%s by plain SQL', async (_what, table, change, failure) => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(opened, fixture);

    await opened.database.transactions.run(async () => {});
    await sql(`UPDATE ${table} SET ${change} WHERE id = $1`, [table === 'users' ? userId : tokens.sessionId]);
    await opened.database.transactions.run(async () => {});

    expect(await fixture.accessTokenFailure(tokens.accessToken)).toBe(failure);
  });

  test('a removed user', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(opened, fixture);

    await sql('DELETE FROM users WHERE id = $1', [userId]);
    await opened.database.transactions.run(async () => {});

    expect(await fixture.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
  });

  test('a new role', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(opened, fixture);

    await sql(`UPDATE users SET role = 'SUPPORT' WHERE id = $1`, [userId]);
    await opened.database.transactions.run(async () => {});

    const authentication = await fixture.authenticator.authenticate(tokens.accessToken);
    expect(authentication?.user?.role).toBe('SUPPORT');
  });
});

describe('on the instance of the change', () => {
  test('a repeated authentication takes effect immediately', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(opened, fixture);
    clock.moveBy(30);

    await opened.database.transactions.run((transaction) =>
      fixture.sessions.recordReauthentication(transaction, tokens.sessionId),
    );

    const authentication = await fixture.authenticator.authenticate(tokens.accessToken);
    expect(authentication?.user?.authenticatedAt).toEqual(clock.now());
  });
});

describe('cached session facts', () => {
  test('reject a session that has expired', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(opened, fixture);
    await updateWithoutNotification(
      'sessions',
      "expires_at = now() + interval '60 seconds'",
      tokens.sessionId,
    );
    const fresh = createSessionsFixture(opened.database, clock, key);
    expect(await fresh.accessTokenFailure(tokens.accessToken)).toBeNull();

    clock.moveBy(120);

    expect(await fresh.accessTokenFailure(tokens.accessToken)).toBe('SESSION_EXPIRED');
  });

  test('do not reject a session that was refreshed without a notification', async () => {
    const [fixture, other] = [1, 2].map(() => createSessionsFixture(opened.database, clock, key));
    if (fixture === undefined || other === undefined) throw new Error('no fixtures');
    const { tokens } = await signIn(opened, fixture);
    expect(await other.accessTokenFailure(tokens.accessToken)).toBeNull();
    clock.moveBy(3000);
    const refreshed = await fixture.refresh(tokens.refreshToken);

    clock.moveBy(800);

    expect(await other.accessTokenFailure(refreshed.accessToken)).toBeNull();
  });
});

describeOnPostgres('on another instance', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openInstanceDatabase(opened);
  });

  test('without notifications every request reads the database', async () => {
    const two = createSessionsFixture(database, clock, key);
    const one = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(opened, one);
    expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

    await database.notifications.close();
    await updateWithoutNotification('sessions', 'ended_at = now()', tokens.sessionId);

    expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
    expect(await one.accessTokenFailure(tokens.accessToken)).toBeNull();
    await database.close();
  });
});

describe('a logout', () => describeLogoutRounds(3));
