import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  client,
  createTestApp,
  goodPassword,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());

function login(username: string, password: string, more: object = {}): ReturnType<TestApp['mutate']> {
  return testApp.mutate('login', { input: { username, password, ...more } });
}

async function sessionRows(userId: string): Promise<readonly Record<string, unknown>[]> {
  return testApp.sql('SELECT * FROM sessions WHERE user_id = $1', [userId]);
}

describe('login', () => {
  test.each(['ada', 'ADA', ' ada', 'ada\t', 'ada@example.com', 'Ada@Example.COM', ' ada@example.com\n'])(
    'signs in the user with the identifier %j and starts a session',
    async (identifier) => {
      if (identifier === 'ada') await testApp.createUser('ada');

      const result = await login(identifier, goodPassword, { deviceName: ' Kitchen tablet ' });

      expect(result).toMatchObject({
        status: 'COMPLETE',
        reasons: [],
        user: { username: 'ada', lastLoginAt: testApp.clock.now() },
        tokens: { tokenType: 'Bearer', expiresIn: 900, scope: ['account:read', 'account:write'] },
      });
      const tokens = result['tokens'] as { accessToken: string; sessionId: string };
      expect(await testApp.authenticate(tokens.accessToken)).toMatchObject({ role: 'USER', scopes: null });
      expect(await testApp.sql('SELECT * FROM sessions WHERE id = $1', [tokens.sessionId])).toMatchObject([
        { device_name: 'Kitchen tablet', ip_address: client.ipAddress, auth_methods: ['pwd'] },
      ]);
      expect(testApp.events.at(-1)).toMatchObject({ type: 'session.started', sessionId: tokens.sessionId });
    },
  );

  test('reports a disabled account only after the right password, and starts no session', async () => {
    const user = await testApp.createUser('dora');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await login('dora', otherPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    expect((await login('dora', goodPassword)).reasons).toEqual(['ACCOUNT_DISABLED']);

    expect(await sessionRows(user.id)).toEqual([]);
    expect((await testApp.users.users.find(testApp.reader, user.id))?.lastLoginAt).toBeNull();
  });

  test('accepts a user again when a temporary disablement has ended', async () => {
    const user = await testApp.createUser('until');
    const until = new Date(testApp.clock.now().getTime() + 60_000);
    await testApp.users.administration.disableUser({ id: user.id, reason: 'a while', until }, cliActor);
    expect((await login('until', goodPassword)).reasons).toEqual(['ACCOUNT_DISABLED']);

    testApp.advance(61);

    expect((await login('until', goodPassword))['status']).toBe('COMPLETE');
  });

  test('returns only a token for changing the password when it must be changed', async () => {
    const user = await testApp.createUser('chang', { mustChange: true });

    const result = await login('chang', goodPassword);

    expect(result).toMatchObject({
      status: 'PASSWORD_CHANGE_REQUIRED',
      reasons: ['PASSWORD_CHANGE_REQUIRED'],
      passwordChangeToken: expect.stringMatching(/^cordon_change_[\w-]{43}$/),
    });
    expect(result).not.toHaveProperty('tokens');
    expect(result).not.toHaveProperty('user');
    expect(await sessionRows(user.id)).toEqual([]);
  });

  test('treats deleted users as not found', async () => {
    const user = await testApp.createUser('leaver');
    await testApp.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await login('leaver', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
  });

  test('limits the token to the requested scopes', async () => {
    await testApp.createUser('scoped', { role: 'SUPPORT' });

    const result = await login('scoped', goodPassword, { scope: ['users:read'] });
    const withoutScopes = await login('scoped', goodPassword, { scope: [] });

    expect(result['tokens']).toMatchObject({ scope: ['users:read'] });
    const { accessToken } = result['tokens'] as { accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ scopes: ['users:read'] });
    const unscoped = withoutScopes['tokens'] as { accessToken: string };
    expect(await testApp.authenticate(unscoped.accessToken)).toMatchObject({ scopes: [] });
  });

  test('rejects scopes that the role does not have only after the right password', async () => {
    const user = await testApp.createUser('greedy');

    const wrong = await login('greedy', otherPassword, { scope: ['users:write'] });
    const right = await login('greedy', goodPassword, { scope: ['users:write'] });

    expect(wrong.reasons).toEqual(['INVALID_CREDENTIALS']);
    expect(right.reasons).toEqual(['SCOPE_NOT_ALLOWED']);
    expect(await sessionRows(user.id)).toEqual([]);
  });

  test('rejects a device name with control characters', async () => {
    await testApp.createUser('device');

    const result = await login('device', goodPassword, { deviceName: 'a\u0000b' });

    expect(result).toMatchObject({ reasons: ['INVALID_INPUT'], fields: ['input.deviceName'] });
  });

  test('upgrades an imported hash, also in two concurrent logins', async () => {
    const user = await testApp.createUser('imported');
    const bare = await bcrypt.hash(goodPassword, 5);
    await testApp.sql('UPDATE password_credentials SET hash = $1 WHERE user_id = $2', [bare, user.id]);

    const results = await Promise.all([login('imported', goodPassword), login('imported', goodPassword)]);

    expect(results.map((result) => result['status'])).toEqual(['COMPLETE', 'COMPLETE']);
    const [row] = await testApp.sql('SELECT hash FROM password_credentials WHERE user_id = $1', [user.id]);
    expect(row?.['hash']).toMatch(/^hs384:.*\$2b\$04\$/);
    expect((await login('imported', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('login from one address', () => {
  let limited: TestApp;

  beforeAll(async () => {
    limited = await createTestApp({ quotas: { credential: { amount: 3, windowSeconds: 900 } } });
    await limited.createUser('ada');
  });
  afterAll(() => limited.close());

  test('is rate-limited after too many failures, and never because of successful logins', async () => {
    const attempt = (password: string): ReturnType<TestApp['mutate']> =>
      limited.mutate('login', { input: { username: 'ada', password } });
    for (let count = 0; count < 5; count += 1) expect((await attempt(goodPassword)).reasons).toEqual([]);
    for (let count = 0; count < 3; count += 1) {
      expect((await attempt(otherPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    }

    const rejected = [await attempt(otherPassword), await attempt(goodPassword)];

    expect(rejected.map(({ reasons }) => reasons)).toEqual([['RATE_LIMITED'], ['RATE_LIMITED']]);
    expect(rejected[0]?.['refusals']).toMatchObject([{ retryAfterSeconds: expect.any(Number) }]);
  });
});
