import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  client,
  createTestApp,
  goodPassword,
  type MutationResult,
  type TestApp,
} from '../../helpers/create-test-app.js';

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
