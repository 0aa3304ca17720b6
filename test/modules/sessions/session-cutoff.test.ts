import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IssuedTokens } from '../../../src/modules/sessions/index.js';
import { createDatabase, type Database } from '../../../src/platform/database/index.js';
import type { UserId } from '../../../src/shared/index.js';
import { createTestKey } from '../../helpers/access-tokens.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import {
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  type SessionsFixture,
  sessionsFixtureTables,
} from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';

/**
 * Who is cut off on one instance is refused by the next request on every instance, which asks nobody about
 * those it remembers.
 */

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

/** A change that the database was kept from telling. */
async function updateWithoutNotification(
  table: 'users' | 'sessions',
  change: string,
  id: string,
): Promise<void> {
  await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await sql(`UPDATE ${table} SET ${change} WHERE id = $1`, [id]);
  await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

async function signIn(
  fixture: SessionsFixture,
): Promise<{ readonly userId: UserId; readonly tokens: IssuedTokens }> {
  const userId = await insertUser(opened.database);
  const tokens = await fixture.signIn(userId);
  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
  return { userId, tokens };
}

test('a session that was asked about is not asked about again: an untold change is not seen', async () => {
  const fixture = createSessionsFixture(opened.database, clock, key);
  const { tokens } = await signIn(fixture);

  await updateWithoutNotification('sessions', 'ended_at = now()', tokens.sessionId);

  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
});

describe('whatever changes the rows, the next request knows', () => {
  test.each([
    ['a session ended', 'sessions', 'ended_at = now()', 'SESSION_REVOKED'],
    ['a user disabled', 'users', 'disabled_at = now()', 'ACCOUNT_DISABLED'],
    ['an epoch raised', 'users', 'security_epoch = 1', 'EPOCH_STALE'],
    ['a user deleted', 'users', 'deleted_at = now()', 'SESSION_REVOKED'],
    ['a session shortened', 'sessions', "expires_at = '2020-01-01'", 'SESSION_EXPIRED'],
  ])('%s with plain SQL', async (_what, table, change, failure) => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(fixture);

    // The one statement of somebody who has never heard of this server.
    await opened.database.transactions.run(async () => {});
    await sql(`UPDATE ${table} SET ${change} WHERE id = $1`, [table === 'users' ? userId : tokens.sessionId]);
    await opened.database.transactions.run(async () => {});

    expect(await fixture.accessTokenFailure(tokens.accessToken)).toBe(failure);
  });

  test('a user removed', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(fixture);

    await sql('DELETE FROM users WHERE id = $1', [userId]);
    await opened.database.transactions.run(async () => {});

    expect(await fixture.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
  });

  test('a new role counts', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { userId, tokens } = await signIn(fixture);

    await sql(`UPDATE users SET role = 'SUPPORT' WHERE id = $1`, [userId]);
    await opened.database.transactions.run(async () => {});

    const authentication = await fixture.authenticator.authenticate(tokens.accessToken);
    expect(authentication?.user?.role).toBe('SUPPORT');
  });
});

describe('on the instance that makes the change', () => {
  test('logout counts from the moment it answers, a hundred times of a hundred', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const userId = await insertUser(opened.database);

    for (let round = 0; round < 100; round += 1) {
      const { accessToken, refreshToken } = await fixture.signIn(userId);
      expect(await fixture.accessTokenFailure(accessToken)).toBeNull();

      await fixture.sessions.logout({ refreshToken, currentUser: null });

      expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
    }
  });

  test('a proof given again is known at once', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(fixture);
    clock.moveBy(30);

    await opened.database.transactions.run((transaction) =>
      fixture.sessions.recordReauthentication(transaction, tokens.sessionId),
    );

    const authentication = await fixture.authenticator.authenticate(tokens.accessToken);
    expect(authentication?.user?.authenticatedAt).toEqual(clock.now());
  });
});

describe('time passes for what is remembered too', () => {
  test('a session that is over by time is refused', async () => {
    const fixture = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(fixture);
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

  test('one that was refreshed meanwhile, which nobody is told of, goes on', async () => {
    const [fixture, other] = [1, 2].map(() => createSessionsFixture(opened.database, clock, key));
    if (fixture === undefined || other === undefined) throw new Error('no fixtures');
    const { tokens } = await signIn(fixture);
    expect(await other.accessTokenFailure(tokens.accessToken)).toBeNull();
    clock.moveBy(3000);
    const refreshed = await fixture.refresh(tokens.refreshToken);

    clock.moveBy(800);

    expect(await other.accessTokenFailure(refreshed.accessToken)).toBeNull();
  });
});

describeOnPostgres('across instances on one server', () => {
  let database: Database;
  beforeEach(async () => {
    database = createDatabase(
      { kind: 'postgres', url: opened.url ?? '', poolSize: 5 },
      sessionsFixtureTables,
    );
    await database.open();
    await database.notifications.open();
  });

  /** What becomes of the token in the end, when nothing else happens at the instance. */
  async function waitForFailure(fixture: SessionsFixture, accessToken: string): Promise<string> {
    for (;;) {
      const failure = await fixture.accessTokenFailure(accessToken);
      if (failure !== null) return failure;
      // What is remembered is answered without input or output: a request over a network lets the
      // notification in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  test('a logout at one comes to the other by itself', async () => {
    const [one, two] = [
      createSessionsFixture(opened.database, clock, key),
      createSessionsFixture(database, clock, key),
    ];
    for (let round = 0; round < 20; round += 1) {
      const { tokens } = await signIn(one);
      expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

      await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });

      expect(await waitForFailure(two, tokens.accessToken)).toBe('SESSION_REVOKED');
    }
    await database.close();
  });

  test('once the other has answered any write since, the next request there is refused, a hundred times of a hundred', async () => {
    const [one, two] = [
      createSessionsFixture(opened.database, clock, key),
      createSessionsFixture(database, clock, key),
    ];
    for (let round = 0; round < 100; round += 1) {
      const { tokens } = await signIn(one);
      expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

      await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });
      await database.transactions.run(async () => {});

      expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
    }
    await database.close();
  });

  test('an instance that hears nothing asks each time: even an untold change is seen at once', async () => {
    const two = createSessionsFixture(database, clock, key);
    const one = createSessionsFixture(opened.database, clock, key);
    const { tokens } = await signIn(one);
    expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

    await database.notifications.close();
    await updateWithoutNotification('sessions', 'ended_at = now()', tokens.sessionId);

    expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
    expect(await one.accessTokenFailure(tokens.accessToken)).toBeNull();
    await database.close();
  });

  test('the same while listeners are cut again and again', async () => {
    const [one, two] = [
      createSessionsFixture(opened.database, clock, key),
      createSessionsFixture(database, clock, key),
    ];
    const over = new AbortController();
    const cutting = (async () => {
      while (!over.signal.aborted) {
        await sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
        );
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    })();

    for (let round = 0; round < 60; round += 1) {
      const { tokens } = await signIn(one);
      expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();
      await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });
      await database.transactions.run(async () => {});

      expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
    }
    over.abort();
    await cutting;

    await database.close();
  });
});
