import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OneTimePurpose, OneTimeTokens } from '../../../src/modules/tokens/index.js';
import type { DomainEvent, UserId } from '../../../src/shared/index.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import { insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';
import { describeOnPostgres, type TestDatabase } from '../../helpers/test-database.js';
import { createTestOneTimeTokens } from './create-test-one-time-tokens.js';

let opened: TestDatabase;
let tokens: OneTimeTokens;
let clock: FakeClock;
let userId: UserId;
let events: DomainEvent[];

beforeAll(async () => {
  opened = await openSessionsDatabase();
});
afterAll(() => opened.close());
beforeEach(async () => {
  clock = createFakeClock();
  ({ tokens, events } = createTestOneTimeTokens(clock));
  userId = await insertUser(opened.database);
});

const newEmail = 'new@example.com';

const issue = (purpose: OneTimePurpose = 'PASSWORD_RESET') =>
  opened.database.transactions.run((transaction) =>
    tokens.issue(transaction, {
      purpose,
      userId: purpose === 'SETUP' ? null : userId,
      newEmail: purpose === 'EMAIL_CHANGE' ? newEmail : null,
      ttlSeconds: 3600,
      actor: { type: 'CLI' },
    }),
  );
const redeem = (token: string, purposes: readonly OneTimePurpose[] = ['PASSWORD_RESET']) =>
  opened.database.transactions.run((transaction) => tokens.redeem(transaction, token, purposes));
const peek = (token: string, purposes: readonly OneTimePurpose[] = ['PASSWORD_RESET']) =>
  tokens.peek(opened.database.transactions.reader, token, purposes);

const field = ['input', 'token'];
const invalid = { refusals: [{ reason: 'TOKEN_INVALID', field, message: expect.any(String) }] };
const expired = { refusals: [{ reason: 'TOKEN_EXPIRED', field, message: expect.any(String) }] };

describe('a one-time token', () => {
  test('emits user.link-issued with actor and purpose but without its text', async () => {
    const token = await issue('INVITATION');

    expect(events).toMatchObject([
      {
        type: 'user.link-issued',
        actor: { type: 'CLI' },
        subjectId: userId,
        changes: { purpose: { from: null, to: 'INVITATION' } },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain(token);
  });

  test.each([
    ['SETUP', /^cordon_setup_[\w-]{43}$/],
    ['INVITATION', /^cordon_invite_[\w-]{43}$/],
    ['PASSWORD_RESET', /^cordon_reset_[\w-]{43}$/],
    ['PASSWORD_CHANGE', /^cordon_change_[\w-]{43}$/],
    ['MAILED_INVITATION', /^cordon_invite_[\w-]{43}$/],
    ['MAILED_PASSWORD_RESET', /^cordon_reset_[\w-]{43}$/],
    ['EMAIL_VERIFICATION', /^cordon_verify_[\w-]{43}$/],
    ['EMAIL_CHANGE', /^cordon_email_[\w-]{43}$/],
  ] as const)(
    'for %s has a prefix that names its purpose, and identifies its user',
    async (purpose, form) => {
      const token = await issue(purpose);

      expect(token).toMatch(form);
      expect(await redeem(token, [purpose])).toEqual({
        purpose,
        userId: purpose === 'SETUP' ? null : userId,
        newEmail: purpose === 'EMAIL_CHANGE' ? newEmail : null,
      });
    },
  );

  test('can be redeemed once', async () => {
    const token = await issue();

    await redeem(token);

    await expect(redeem(token)).rejects.toMatchObject(invalid);
    await expect(peek(token)).rejects.toMatchObject(invalid);
  });

  test('is not used by peek', async () => {
    const token = await issue();

    expect(await peek(token)).toMatchObject({ purpose: 'PASSWORD_RESET', userId });
    expect(await redeem(token)).toMatchObject({ purpose: 'PASSWORD_RESET', userId });
  });

  test('stays valid when the transaction that redeemed it is rolled back', async () => {
    const token = await issue();
    const failing = opened.database.transactions.run(async (transaction) => {
      await tokens.redeem(transaction, token, ['PASSWORD_RESET']);
      throw new Error('the password was too short');
    });

    await expect(failing).rejects.toThrow('too short');
    expect((await redeem(token)).userId).toBe(userId);
  });

  test('is valid for its own purpose only', async () => {
    const token = await issue('INVITATION');

    await expect(redeem(token, ['PASSWORD_RESET', 'PASSWORD_CHANGE'])).rejects.toMatchObject(invalid);
    await expect(redeem(token.replace('invite', 'reset'))).rejects.toMatchObject(invalid);
    expect((await redeem(token, ['SETUP', 'INVITATION'])).purpose).toBe('INVITATION');
  });

  test('expires exactly at its expiry', async () => {
    const token = await issue();

    clock.moveBy(3599);
    expect((await peek(token)).userId).toBe(userId);
    clock.moveBy(1);
    await expect(peek(token)).rejects.toMatchObject(expired);
    await expect(redeem(token)).rejects.toMatchObject(expired);
  });

  test('is invalidated by a newer one of the same purpose', async () => {
    const older = await issue();
    const newer = await issue();

    await expect(redeem(older)).rejects.toMatchObject(invalid);
    expect((await redeem(newer)).purpose).toBe('PASSWORD_RESET');
  });

  test('for SETUP stays valid beside others, because every instance prints its own link', async () => {
    const first = await issue('SETUP');
    const second = await issue('SETUP');

    expect((await redeem(first, ['SETUP'])).userId).toBeNull();
    expect((await redeem(second, ['SETUP'])).userId).toBeNull();
  });

  test('is not invalidated by one of another purpose or user', async () => {
    const token = await issue();
    await issue('PASSWORD_CHANGE');
    const own = userId;
    userId = await insertUser(opened.database);
    await issue();

    expect((await redeem(token)).userId).toBe(own);
  });

  test.each([
    '',
    'cordon_reset_',
    'null',
    `cordon_reset_${'A'.repeat(43)}`,
    `cordon_reset_${'='.repeat(43)}`,
    'cordon_reset_\u0000',
    'x'.repeat(100_000),
  ])('that was never issued is rejected (case %#)', async (text) => {
    await expect(peek(text)).rejects.toMatchObject(invalid);
    await expect(redeem(text)).rejects.toMatchObject(invalid);
  });

  test('is rejected in any other spelling', async () => {
    const token = await issue();

    for (const text of [`${token}=`, ` ${token}`, `${token}\n`, token.toUpperCase(), token.slice(0, -1)]) {
      await expect(redeem(text)).rejects.toMatchObject(invalid);
    }
  });

  test('is stored only as a hash', async () => {
    const token = await issue();

    const rows = await opened.database.dataSource.query('SELECT * FROM one_time_tokens WHERE user_id = $1', [
      userId,
    ]);
    // The last 43 characters are the secret; it may contain underscores itself.
    const secret = token.slice(-43);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(Buffer.concat([rows[0].token_hash]).includes(Buffer.from(secret, 'base64url'))).toBe(false);
  });
});

describe('withdraw', () => {
  const withdraw = (what: Parameters<OneTimeTokens['withdraw']>[1]) =>
    opened.database.transactions.run((transaction) => tokens.withdraw(transaction, what));

  test('of a user keeps the tokens of other users', async () => {
    const [reset, invitation] = [await issue(), await issue('INVITATION')];
    const own = userId;
    userId = await insertUser(opened.database);
    const others = await issue();

    await withdraw({ userId: own });

    await expect(redeem(reset)).rejects.toMatchObject(invalid);
    await expect(redeem(invitation, ['INVITATION'])).rejects.toMatchObject(invalid);
    expect((await redeem(others)).userId).toBe(userId);
  });

  test('of a purpose keeps the tokens of other purposes', async () => {
    const [setup, reset] = [await issue('SETUP'), await issue()];

    await withdraw({ purpose: 'SETUP' });

    await expect(redeem(setup, ['SETUP'])).rejects.toMatchObject(invalid);
    expect((await redeem(reset)).userId).toBe(userId);
  });
});

test('expired tokens are kept for as long as the operator has configured', async () => {
  const { tokens: week } = createTestOneTimeTokens(clock, { linkRetentionDays: 7 });
  const token = await issue();
  clock.moveBy(3600 + 7 * 86_400);
  await week.sweep(opened.database.transactions);
  await expect(redeem(token)).rejects.toMatchObject(expired);

  clock.moveBy(1);
  await week.sweep(opened.database.transactions);
  await expect(redeem(token)).rejects.toMatchObject(invalid);
});

test('sweep removes only tokens that expired a month ago, used or not', async () => {
  const sweep = () => tokens.sweep(opened.database.transactions);
  const [old, used] = [await issue(), await issue('INVITATION')];
  await redeem(used, ['INVITATION']);
  clock.moveBy(3600 + 30 * 86_400);
  await sweep();
  await expect(redeem(old)).rejects.toMatchObject(expired);

  clock.moveBy(1);
  const own = userId;
  userId = await insertUser(opened.database);
  const young = await issue();
  await sweep();

  await expect(redeem(old)).rejects.toMatchObject(invalid);
  const kept = await opened.database.dataSource.query(
    'SELECT count(*)::int AS n FROM one_time_tokens WHERE user_id = $1',
    [own],
  );
  expect(kept).toEqual([{ n: 0 }]);
  expect((await redeem(young)).userId).toBe(userId);
});

describeOnPostgres('concurrently', () => {
  test('one of ten redemptions of a token succeeds', async () => {
    const token = await issue();

    const results = await Promise.allSettled(Array.from({ length: 10 }, () => redeem(token)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject(invalid);
  });

  test('ten tokens issued for a user leave one valid token', async () => {
    const issued = await Promise.all(Array.from({ length: 10 }, () => issue()));

    const results = await Promise.allSettled(issued.map((token) => redeem(token)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
