import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import { cliActor } from '../../../src/modules/access/index.js';
import type { Bcrypt } from '../../../src/modules/passwords/index.js';
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
  test.each(['ada', 'ADA', 'ada@example.com', 'Ada@Example.COM'])(
    'signs a user in who types %s, and starts a session that lives',
    async (typed) => {
      if (typed === 'ada') await testApp.createUser('ada');

      const answer = await login(typed, goodPassword, { deviceName: ' Kitchen tablet ' });

      expect(answer).toMatchObject({
        status: 'COMPLETE',
        reasons: [],
        user: { username: 'ada', lastLoginAt: testApp.clock.now() },
        tokens: { tokenType: 'Bearer', expiresIn: 900, scope: ['account:read', 'account:write'] },
      });
      const tokens = answer['tokens'] as { accessToken: string; sessionId: string };
      expect(await testApp.authenticate(tokens.accessToken)).toMatchObject({ role: 'USER', scopes: null });
      expect(await testApp.sql('SELECT * FROM sessions WHERE id = $1', [tokens.sessionId])).toMatchObject([
        { device_name: 'Kitchen tablet', ip_address: client.ipAddress, auth_methods: ['password'] },
      ]);
      expect(testApp.events.at(-1)).toMatchObject({ type: 'session.started', sessionId: tokens.sessionId });
    },
  );

  test('answers the same to an unknown name, no password, a wrong password, a disabled account with a wrong one, and odd bytes', async () => {
    await testApp.createUser('brook');
    const off = await testApp.createUser('otto');
    await testApp.users.administration.disableUser({ id: off.id, reason: 'left' }, cliActor);
    await testApp.users.administration.createUser(
      { username: 'ingrid', email: 'ingrid@example.com' },
      cliActor,
    );
    const before = await testApp.sql('SELECT count(*) FROM sessions');

    const answers = [
      await login('nobody', goodPassword),
      await login('ingrid', goodPassword),
      await login('brook', otherPassword),
      await login('otto', otherPassword),
      await login('brook', ''),
      await login('brook', `${goodPassword}\0`),
      await login('brook', goodPassword.padEnd(3000, 'x')),
      await login('brook', '\ud800'),
      await login('bro\0ok', goodPassword),
      await login('x'.repeat(5000), goodPassword),
      await login('', goodPassword),
    ];

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.reasons).toEqual(['INVALID_CREDENTIALS']);
    expect(await testApp.sql('SELECT count(*) FROM sessions')).toEqual(before);
  });

  test('tells a disabled user so only after the right password, and starts nothing', async () => {
    const user = await testApp.createUser('dora');
    await testApp.users.administration.disableUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await login('dora', otherPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    expect((await login('dora', goodPassword)).reasons).toEqual(['ACCOUNT_DISABLED']);

    expect(await sessionRows(user.id)).toEqual([]);
    expect((await testApp.users.users.find(testApp.reader, user.id))?.lastLoginAt).toBeNull();
  });

  test('lets a user in again when the time of a disable is over', async () => {
    const user = await testApp.createUser('until');
    const until = new Date(testApp.clock.now().getTime() + 60_000);
    await testApp.users.administration.disableUser({ id: user.id, reason: 'a while', until }, cliActor);
    expect((await login('until', goodPassword)).reasons).toEqual(['ACCOUNT_DISABLED']);

    testApp.advance(61);

    expect((await login('until', goodPassword))['status']).toBe('COMPLETE');
  });

  test('demands another password where it must be changed, and hands out only the means to', async () => {
    const user = await testApp.createUser('chang', { mustChange: true });

    const answer = await login('chang', goodPassword);

    expect(answer).toMatchObject({
      status: 'PASSWORD_CHANGE_REQUIRED',
      reasons: ['PASSWORD_CHANGE_REQUIRED'],
      passwordChangeToken: expect.stringMatching(/^cordon_change_[\w-]{43}$/),
    });
    expect(answer).not.toHaveProperty('tokens');
    expect(answer).not.toHaveProperty('user');
    expect(await sessionRows(user.id)).toEqual([]);
  });

  test('does not let a deleted user in, whose name may be somebody else by now', async () => {
    const user = await testApp.createUser('leaver');
    await testApp.users.administration.deleteUser({ id: user.id, reason: 'left' }, cliActor);

    expect((await login('leaver', goodPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
  });

  test('narrows the token to the scopes that were named', async () => {
    await testApp.createUser('narrow', { role: 'SUPPORT' });

    const answer = await login('narrow', goodPassword, { scope: ['users:read'] });
    const nothing = await login('narrow', goodPassword, { scope: [] });

    expect(answer['tokens']).toMatchObject({ scope: ['users:read'] });
    const { accessToken } = answer['tokens'] as { accessToken: string };
    expect(await testApp.authenticate(accessToken)).toMatchObject({ scopes: ['users:read'] });
    const none = nothing['tokens'] as { accessToken: string };
    expect(await testApp.authenticate(none.accessToken)).toMatchObject({ scopes: [] });
  });

  test('refuses scopes above the role, only after the right password, and starts nothing', async () => {
    const user = await testApp.createUser('greedy');

    const wrong = await login('greedy', otherPassword, { scope: ['users:write'] });
    const right = await login('greedy', goodPassword, { scope: ['users:write'] });

    expect(wrong.reasons).toEqual(['INVALID_CREDENTIALS']);
    expect(right.reasons).toEqual(['SCOPE_NOT_ALLOWED']);
    expect(await sessionRows(user.id)).toEqual([]);
  });

  test('refuses a device name that no list should have to show', async () => {
    await testApp.createUser('device');

    const answer = await login('device', goodPassword, { deviceName: 'a\u0000b' });

    expect(answer).toMatchObject({ reasons: ['INVALID_INPUT'], fields: ['input.deviceName'] });
  });

  test('renews an imported hash, and lets two logins at once in with it', async () => {
    const user = await testApp.createUser('imported');
    const bare = await bcrypt.hash(goodPassword, 5);
    await testApp.sql('UPDATE password_credentials SET hash = $1 WHERE user_id = $2', [bare, user.id]);

    const answers = await Promise.all([login('imported', goodPassword), login('imported', goodPassword)]);

    expect(answers.map((answer) => answer['status'])).toEqual(['COMPLETE', 'COMPLETE']);
    const [row] = await testApp.sql('SELECT hash FROM password_credentials WHERE user_id = $1', [user.id]);
    expect(row?.['hash']).toMatch(/^hs384:.*\$2b\$04\$/);
    expect((await login('imported', goodPassword))['status']).toBe('COMPLETE');
  });
});

describe('login from one address', () => {
  let counted: TestApp;

  beforeAll(async () => {
    counted = await createTestApp({ quotas: { credential: { amount: 3, windowSeconds: 900 } } });
    await counted.createUser('ada');
  });
  afterAll(() => counted.close());

  test('is stopped after the budget of failures, before any hashing, and never by logins that succeed', async () => {
    const attempt = (password: string): ReturnType<TestApp['mutate']> =>
      counted.mutate('login', { input: { username: 'ada', password } });
    for (let count = 0; count < 5; count += 1) expect((await attempt(goodPassword)).reasons).toEqual([]);
    for (let count = 0; count < 3; count += 1) {
      expect((await attempt(otherPassword)).reasons).toEqual(['INVALID_CREDENTIALS']);
    }

    const stopped = [await attempt(otherPassword), await attempt(goodPassword)];

    expect(stopped.map(({ reasons }) => reasons)).toEqual([['RATE_LIMITED'], ['RATE_LIMITED']]);
    expect(stopped[0]?.['refusals']).toMatchObject([{ retryAfterSeconds: expect.any(Number) }]);
  });
});

describe('the work of a login that fails', () => {
  test('is the same for every kind of failure', async () => {
    let spent = 0;
    const counting: Bcrypt = {
      hash: (secret, cost) => bcrypt.hash(secret, cost),
      compare: (secret, hash) => {
        spent += 2 ** Number(hash.slice(4, 6));
        return bcrypt.compare(secret, hash);
      },
    };
    const countingFixture = await createTestApp({ bcrypt: counting, bcryptCost: 6 });
    await countingFixture.createUser('ada');
    const off = await countingFixture.createUser('otto');
    await countingFixture.users.administration.disableUser({ id: off.id, reason: 'left' }, cliActor);
    await countingFixture.users.administration.createUser(
      { username: 'ingrid', email: 'ingrid@example.com' },
      cliActor,
    );
    const cheap = await countingFixture.createUser('cheap');
    await countingFixture.sql('UPDATE password_credentials SET hash = $1 WHERE user_id = $2', [
      (await bcrypt.hash(goodPassword, 4)).replace('$2b$', '$2y$'),
      cheap.id,
    ]);
    const kinds = [
      ['nobody', otherPassword],
      ['ingrid', otherPassword],
      ['ada', otherPassword],
      ['otto', otherPassword],
      ['cheap', otherPassword],
      ['ada', `${goodPassword}\0`],
      ['ada', goodPassword.padEnd(3000, 'x')],
      ['no\0body', otherPassword],
    ] as const;

    const work: number[] = [];
    for (const [username, password] of kinds) {
      spent = 0;
      await countingFixture.mutate('login', { input: { username, password } });
      work.push(spent);
    }

    expect(work).toEqual(kinds.map(() => 2 ** 6));
    await countingFixture.close();
  });
});
