import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  client,
  createTestApp,
  goodPassword,
  type MutationResult,
  type TestApp,
} from '../../helpers/create-test-app.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

let testApp: TestApp;
beforeAll(async () => {
  testApp = await createTestApp({ quotas: { refresh: { amount: 3, windowSeconds: 60 } } });
  await testApp.createUser('ada');
});
afterAll(() => testApp.close());

async function signIn(): Promise<string> {
  return refreshTokenOf(
    await testApp.mutate('login', { input: { username: 'ada', password: goodPassword } }),
  );
}

function refresh(refreshToken: string, ipAddress: string = client.ipAddress): Promise<MutationResult> {
  return testApp.mutate('refreshToken', { input: { refreshToken } }, undefined, {
    client: { ...client, ipAddress },
  });
}

function refreshTokenOf(result: MutationResult): string {
  return (result['tokens'] as { refreshToken: string }).refreshToken;
}

describe('the rate limit of refreshToken', () => {
  test('counts per session, and rejects without using up the refresh token', async () => {
    let refreshToken = await signIn();
    for (let count = 0; count < 3; count += 1) refreshToken = refreshTokenOf(await refresh(refreshToken));

    const rejected = await refresh(refreshToken);

    expect(rejected.reasons).toEqual(['RATE_LIMITED']);
    expect((await refresh(await signIn())).reasons).toEqual([]);
    testApp.advance(60);
    expect((await refresh(refreshToken)).reasons).toEqual([]);
  });

  test('counts unknown tokens per address', async () => {
    const unknownToken = `cordon_refresh_${'A'.repeat(43)}`;
    const reasons = [];
    for (let count = 0; count < 4; count += 1) reasons.push(...(await refresh(unknownToken)).reasons);

    expect(reasons).toEqual([...Array(3).fill('REFRESH_TOKEN_INVALID'), 'RATE_LIMITED']);
    expect((await refresh(unknownToken, '203.0.113.2')).reasons).toEqual(['REFRESH_TOKEN_INVALID']);
  });
});

describeOnPostgres('a refresh that waits for the charge of another', () => {
  /** Refreshes a session, and changes its row while the statement that refreshes it waits for the counter. */
  async function refreshWhile(change: string): Promise<{ readonly result: MutationResult; token: string }> {
    await testApp.sql('DELETE FROM rate_limits');
    const token = refreshTokenOf(await refresh(await signIn()));
    const runner = testApp.opened.database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query('SELECT FROM rate_limits FOR UPDATE');
      const refreshing = refresh(token);
      const waiting = `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await testApp.sql(waiting)).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
      await testApp.sql(
        `UPDATE sessions SET ${change} WHERE id =
           (SELECT session_id FROM refresh_tokens WHERE used_at IS NULL ORDER BY id DESC LIMIT 1)`,
      );
      await runner.commitTransaction();
      return { result: await refreshing, token };
    } finally {
      await runner.release();
    }
  }

  test('is rejected when its session has ended in the meantime', async () => {
    const { result } = await refreshWhile(`ended_at = now(), end_reason = 'REVOKED'`);

    expect(result.reasons).toEqual(['SESSION_REVOKED']);
  });

  test('is granted when its session has only changed, and is counted once', async () => {
    const { result, token } = await refreshWhile(`device_name = 'Phone'`);

    expect(result.reasons).toEqual([]);
    expect(await testApp.sql(`SELECT points FROM rate_limits WHERE key LIKE 'refresh:%'`)).toEqual([
      { points: 2 },
    ]);
    // A retry within the grace window, which is counted, too.
    expect(refreshTokenOf(await refresh(token))).toBe(refreshTokenOf(result));
  });
});
