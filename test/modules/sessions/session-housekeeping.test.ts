import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addSeconds, type UserId } from '../../../src/shared/index.js';
import { createTestKey } from '../../helpers/access-tokens.js';
import { onStatement } from '../../helpers/record-statements.js';
import {
  changeUser,
  createSessionsFixture,
  insertUser,
  openSessionsDatabase,
  type SessionsFixture,
} from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';

const retentionSeconds = 30 * 86_400;

let opened: TestDatabase;
let fixture: SessionsFixture;
let userId: UserId;

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  await opened.database.dataSource.query('TRUNCATE users CASCADE');
  fixture = createSessionsFixture(opened.database);
  userId = await insertUser(opened.database);
});

const sweep = async () => fixture.sweep?.(opened.database.transactions);

async function sessionIds(): Promise<readonly string[]> {
  const rows: { id: string }[] = await opened.database.dataSource.query(
    'SELECT id FROM sessions ORDER BY id',
  );
  return rows.map(({ id }) => id);
}

async function countTokens(): Promise<number> {
  const [row] = await opened.database.dataSource.query('SELECT count(*)::int AS n FROM refresh_tokens');
  return row.n;
}

async function insertSessions(count: number, expiresAt: Date): Promise<void> {
  await opened.database.dataSource.query(
    `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at, expires_at, absolute_expires_at)
     SELECT gen_random_uuid(), $1, 0, '{password}', old, old, old, $3::timestamptz, $3 FROM generate_series(1, $2::int), (SELECT '2001-01-01'::timestamptz AS old) AS t`,
    [userId, count, expiresAt],
  );
}

const insertExpired = (count: number): Promise<void> => insertSessions(count, new Date('2001-01-01'));

/** Starts a session in the past. */
async function backdateSession(
  sessionId: string,
  column: 'ended_at' | 'expires_at',
  seconds: number,
): Promise<void> {
  const at = new Date(fixture.clock.now().getTime() - seconds * 1000);
  await opened.database.dataSource.query(
    `UPDATE sessions SET ${column} = $2, created_at = least(created_at, $2) WHERE id = $1`,
    [sessionId, at],
  );
}

test('sessions are removed with their refresh tokens a month after they ended or expired', async () => {
  const [active, ended, justEnded, expired, justExpired] = [
    await fixture.signIn(userId),
    await fixture.signIn(userId),
    await fixture.signIn(userId),
    await fixture.signIn(userId),
    await fixture.signIn(userId),
  ];
  await fixture.refresh(ended.refreshToken);
  await backdateSession(ended.sessionId, 'ended_at', retentionSeconds + 1);
  await backdateSession(justEnded.sessionId, 'ended_at', retentionSeconds);
  await backdateSession(expired.sessionId, 'expires_at', retentionSeconds + 1);
  await backdateSession(justExpired.sessionId, 'expires_at', retentionSeconds);

  await sweep();

  expect(await sessionIds()).toEqual([active.sessionId, justEnded.sessionId, justExpired.sessionId].sort());
  expect(await countTokens()).toBe(3);
  expect(await fixture.refreshFailure(ended.refreshToken)).toBe('REFRESH_TOKEN_INVALID');
  expect(await fixture.refreshFailure(justEnded.refreshToken)).toBe('SESSION_REVOKED');
  expect(await fixture.refreshFailure(justExpired.refreshToken)).toBe('REFRESH_TOKEN_EXPIRED');
});

test('sessions are kept for as long as the operator has configured', async () => {
  const week = createSessionsFixture(opened.database, fixture.clock, createTestKey(), { retentionDays: 7 });
  const [ended, justEnded] = [await fixture.signIn(userId), await fixture.signIn(userId)];
  await backdateSession(ended.sessionId, 'ended_at', 7 * 86_400 + 1);
  await backdateSession(justEnded.sessionId, 'ended_at', 7 * 86_400);

  await week.sweep?.(opened.database.transactions);

  expect(await sessionIds()).toEqual([justEnded.sessionId]);
});

test('used tokens of an active session are kept, because their reuse must still end it', async () => {
  const first = await fixture.signIn(userId);
  await fixture.refresh(first.refreshToken);
  await opened.database.dataSource.query("UPDATE refresh_tokens SET used_at = used_at - interval '80 days'");

  await sweep();

  expect(await fixture.refreshFailure(first.refreshToken)).toBe('REFRESH_TOKEN_REUSED');
});

test('sessions of deleted users are removed immediately, and no others', async () => {
  const { accessToken, sessionId } = await fixture.signIn(await insertUser(opened.database));
  await fixture.signIn(userId);
  const ended = await fixture.signIn(userId);
  await fixture.sessions.logout({ refreshToken: ended.refreshToken, currentUser: null });
  await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });

  await sweep();

  expect(await sessionIds()).toEqual([sessionId]);
  expect(await fixture.accessTokenFailure(accessToken)).toBeNull();
});

test('a session that is inserted for a deleted user, as an import does, is removed immediately', async () => {
  await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });
  await insertSessions(1, addSeconds(fixture.clock.now(), 3_600));

  await sweep();

  expect(await sessionIds()).toEqual([]);
});

test('a sweep searches once for thousands of sessions that it removes', async () => {
  const { dataSource } = opened.database;
  const searches: string[] = [];
  onStatement(dataSource, (query) => {
    if (query.startsWith('SELECT id FROM sessions WHERE least')) searches.push(query);
  });
  await insertExpired(900);

  await sweep();

  expect(await sessionIds()).toEqual([]);
  expect(searches).toHaveLength(1);
});

test('a session that was refreshed is looked at once more when it could have expired again', async () => {
  const { dataSource } = opened.database;
  const { refreshToken, sessionId } = await fixture.signIn(userId);
  const postponed: unknown[] = [];
  onStatement(dataSource, (query, values) => {
    if (query.startsWith('UPDATE sessions SET earliest_expires_at')) postponed.push(values);
  });
  fixture.clock.moveBy(3000);
  await fixture.refresh(refreshToken);
  // The session would have expired after 3,600 seconds, and expires after 6,600.
  fixture.clock.moveBy(601 + retentionSeconds);
  await sweep();
  await sweep();
  expect(postponed).toHaveLength(1);
  expect(await sessionIds()).toEqual([sessionId]);

  fixture.clock.moveBy(3000);
  await sweep();
  expect(await sessionIds()).toEqual([]);
});

test('a session that a refresh shortened is removed a month after its new end', async () => {
  const { sessionId } = await fixture.signIn(userId);
  await backdateSession(sessionId, 'expires_at', retentionSeconds + 1);

  await sweep();

  expect(await sessionIds()).toEqual([]);
});

test('sessions that were inserted without triggers are removed too, and active ones are kept', async () => {
  const { dataSource } = opened.database;
  const { sessionId } = await fixture.signIn(userId);
  await dataSource.query('ALTER TABLE sessions DISABLE TRIGGER USER');
  await insertExpired(1);
  await dataSource.query("UPDATE sessions SET earliest_expires_at = '-infinity'");
  await dataSource.query('ALTER TABLE sessions ENABLE TRIGGER USER');

  await sweep();

  expect(await sessionIds()).toEqual([sessionId]);
  const [row] = await dataSource.query('SELECT earliest_expires_at = expires_at AS postponed FROM sessions');
  expect(row.postponed).toBe(true);
});

test('no index of sessions contains what each refresh changes', async () => {
  const indexed: { column: string }[] = await opened.database.dataSource.query(
    `SELECT DISTINCT attname AS column FROM pg_index
     JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = indexrelid AND refobjid = indrelid
     JOIN pg_attribute ON attrelid = indrelid AND attnum = refobjsubid
     WHERE indrelid = 'sessions'::regclass ORDER BY 1`,
  );

  // The address changes only when the client moves, the User-Agent header only with another version of it.
  expect(indexed.map(({ column }) => column)).toEqual([
    'created_at',
    'device_name',
    'earliest_expires_at',
    'ended_at',
    'id',
    'ip_address',
    'user_agent',
    'user_id',
  ]);
});

test('one sweep removes more sessions than fit in a batch', async () => {
  await insertExpired(450);
  const { sessionId } = await fixture.signIn(userId);

  await sweep();

  expect(await sessionIds()).toEqual([sessionId]);
});

describeOnPostgres('concurrently with requests', () => {
  test('a session of a deleted user that is locked remains due', async () => {
    const { sessionId } = await fixture.signIn(userId);
    await changeUser(opened.database, userId, { deleted_at: fixture.clock.now() });
    await opened.database.transactions.run(async (transaction) => {
      await fixture.sessions.recordReauthentication(transaction, sessionId);
      await sweep();
      expect(await sessionIds()).toEqual([sessionId]);
    });

    await sweep();
    expect(await sessionIds()).toEqual([]);
  });

  test('a sweep skips a session that is being refreshed without waiting', async () => {
    const [busy, idle] = [await fixture.signIn(userId), await fixture.signIn(userId)];
    for (const { sessionId } of [busy, idle])
      await backdateSession(sessionId, 'ended_at', retentionSeconds + 1);

    await opened.database.transactions.run(async (transaction) => {
      // Any write locks the row as a refresh does.
      await fixture.sessions.recordReauthentication(transaction, busy.sessionId);
      await sweep();
      expect(await sessionIds()).toEqual([busy.sessionId]);
    });

    await sweep();
    expect(await sessionIds()).toEqual([]);
  });

  test('refreshes of active sessions succeed while sweeps run', async () => {
    const active = await Promise.all(Array.from({ length: 8 }, () => fixture.signIn(userId)));
    const over = await Promise.all(Array.from({ length: 20 }, () => fixture.signIn(userId)));
    for (const { sessionId } of over) await backdateSession(sessionId, 'expires_at', retentionSeconds + 1);

    const [refusals] = await Promise.all([
      Promise.all([...active, ...over].map(({ refreshToken }) => fixture.refreshFailure(refreshToken))),
      sweep(),
      sweep(),
    ]);

    expect(refusals.slice(0, 8)).toEqual(Array(8).fill(null));
    for (const refusal of refusals.slice(8)) {
      // Before or after the sweep removed it.
      expect(['REFRESH_TOKEN_EXPIRED', 'REFRESH_TOKEN_INVALID']).toContain(refusal);
    }
    await sweep();
    expect(await sessionIds()).toEqual(active.map(({ sessionId }) => sessionId).sort());
  });
});
