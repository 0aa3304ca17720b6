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

/** Signs a new user in and verifies the access token once, so that the session is cached. */
export async function signIn(
  opened: TestDatabase,
  fixture: SessionsFixture,
): Promise<{ readonly userId: UserId; readonly tokens: IssuedTokens }> {
  const userId = await insertUser(opened.database);
  const tokens = await fixture.signIn(userId);
  expect(await fixture.accessTokenFailure(tokens.accessToken)).toBeNull();
  return { userId, tokens };
}

/** Opens the database as a separate instance. */
export async function openInstanceDatabase(opened: TestDatabase): Promise<Database> {
  const database = createDatabase(
    { kind: 'postgres', url: opened.url ?? '', poolSize: 5 },
    sessionsFixtureTables,
  );
  await database.open();
  await database.notifications.open();
  return database;
}

/** Waits until the token is rejected, without any other work on the instance. */
async function waitForFailure(fixture: SessionsFixture, accessToken: string): Promise<string> {
  for (;;) {
    const failure = await fixture.accessTokenFailure(accessToken);
    if (failure !== null) return failure;
    // A cache hit does no I/O; a network request would let the notification arrive.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Repeats logouts; every round must take effect, on this and on another instance. */
export function describeLogoutRounds(rounds: number): void {
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

  describe('on the instance of the change', () => {
    test('takes effect before it returns', async () => {
      const fixture = createSessionsFixture(opened.database, clock, key);
      const userId = await insertUser(opened.database);

      for (let round = 0; round < rounds; round += 1) {
        const { accessToken, refreshToken } = await fixture.signIn(userId);
        expect(await fixture.accessTokenFailure(accessToken)).toBeNull();

        await fixture.sessions.logout({ refreshToken, currentUser: null });

        expect(await fixture.accessTokenFailure(accessToken)).toBe('SESSION_REVOKED');
      }
    });
  });

  describeOnPostgres('on another instance', () => {
    let database: Database;
    beforeEach(async () => {
      database = await openInstanceDatabase(opened);
    });

    test('takes effect without any request', async () => {
      const [one, two] = [
        createSessionsFixture(opened.database, clock, key),
        createSessionsFixture(database, clock, key),
      ];
      for (let round = 0; round < rounds; round += 1) {
        const { tokens } = await signIn(opened, one);
        expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

        await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });

        expect(await waitForFailure(two, tokens.accessToken)).toBe('SESSION_REVOKED');
      }
      await database.close();
    });

    test('takes effect after the next write', async () => {
      const [one, two] = [
        createSessionsFixture(opened.database, clock, key),
        createSessionsFixture(database, clock, key),
      ];
      for (let round = 0; round < rounds; round += 1) {
        const { tokens } = await signIn(opened, one);
        expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();

        await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });
        await database.transactions.run(async () => {});

        expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
      }
      await database.close();
    });

    test('takes effect while listeners are disconnected repeatedly', async () => {
      const [one, two] = [
        createSessionsFixture(opened.database, clock, key),
        createSessionsFixture(database, clock, key),
      ];
      const stop = new AbortController();
      const disconnecting = (async () => {
        while (!stop.signal.aborted) {
          await opened.database.dataSource.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`,
          );
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      })();

      for (let round = 0; round < rounds; round += 1) {
        const { tokens } = await signIn(opened, one);
        expect(await two.accessTokenFailure(tokens.accessToken)).toBeNull();
        await one.sessions.logout({ refreshToken: tokens.refreshToken, currentUser: null });
        await database.transactions.run(async () => {});

        expect(await two.accessTokenFailure(tokens.accessToken)).toBe('SESSION_REVOKED');
      }
      stop.abort();
      await disconnecting;

      await database.close();
    });
  });
}
