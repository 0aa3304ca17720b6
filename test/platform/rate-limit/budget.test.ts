import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createRateLimitModule,
  type RateLimitModule,
  rateLimitTables,
} from '../../../src/platform/rate-limit/index.js';
import { addSeconds, createKeyedHash } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let addresses = 0;
let now = new Date('2026-03-01T09:30:00.000Z');

beforeAll(async () => {
  opened = await openTestDatabase(rateLimitTables);
});
afterAll(() => opened.close());

function moduleWithQuota(amount: number, windowSeconds = 900, database = opened): RateLimitModule {
  return createRateLimitModule({
    transactions: database.database.transactions,
    keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
    clock: { now: () => now },
    quotas: { credential: { amount, windowSeconds } },
  });
}

/** An address that no other test has used. */
function uniqueAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

async function rows(): Promise<readonly { key: string; points: number }[]> {
  return opened.database.dataSource.query('SELECT key, points FROM rate_limits');
}

describe('a budget of failures', () => {
  test('lets exactly the budget through and then says when to come back', async () => {
    const { addressFailures } = moduleWithQuota(3);
    const address = uniqueAddress();
    for (let count = 0; count < 3; count += 1) await addressFailures.charge(address);
    now = addSeconds(now, 100);

    const refused = addressFailures.charge(address);

    await expect(refused).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
      refusals: [{ retryAfterSeconds: 800 }],
    });
    await expect(addressFailures.charge(uniqueAddress())).resolves.toBeDefined();
  });

  test('gives back what did not fail', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();

    for (let count = 0; count < 5; count += 1) await (await addressFailures.charge(address)).refund();

    await expect(addressFailures.charge(address)).resolves.toBeDefined();
    await expect(addressFailures.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('is no larger after something is given back late, or twice', async () => {
    const { addressFailures } = moduleWithQuota(2);
    const address = uniqueAddress();
    const early = await addressFailures.charge(address);
    await early.refund();
    await early.refund();
    const late = await addressFailures.charge(address);
    now = addSeconds(now, 901);
    await addressFailures.charge(address);
    await late.refund();

    await addressFailures.charge(address);

    await expect(addressFailures.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('does not make those pay who were turned away while the attempts of others were open', async () => {
    const { addressFailures } = moduleWithQuota(2);
    const address = uniqueAddress();
    const open = [await addressFailures.charge(address), await addressFailures.charge(address)];
    for (let count = 0; count < 9; count += 1) {
      await expect(addressFailures.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
    }

    for (const charge of open) await charge.refund();

    await expect(addressFailures.charge(address)).resolves.toBeDefined();
  });

  test('is shared by all instances and not outrun by attempts in parallel', async () => {
    const instances = [moduleWithQuota(5), moduleWithQuota(5), moduleWithQuota(5)].map(
      ({ addressFailures }) => addressFailures,
    );
    const address = uniqueAddress();

    const attempts = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => instances[index % 3]?.charge(address)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  test('counts all of an IPv6 /64 as one, and an IPv4 address however it is written', async () => {
    const { addressFailures } = moduleWithQuota(1);
    await addressFailures.charge('2001:db8:aa:bb::1');
    await addressFailures.charge('198.51.100.7');

    await expect(addressFailures.charge('2001:db8:aa:bb:ffff::2')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(addressFailures.charge('::ffff:198.51.100.7')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(addressFailures.charge('2001:db8:aa:bc::1')).resolves.toBeDefined();
  });

  test('is whole again when its window is over', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();
    await addressFailures.charge(address);
    now = addSeconds(now, 899);
    await expect(addressFailures.charge(address)).rejects.toMatchObject({
      refusals: [{ retryAfterSeconds: 1 }],
    });

    now = addSeconds(now, 1);

    await expect(addressFailures.charge(address)).resolves.toBeDefined();
  });

  test('outlives a clock that was years ahead', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();
    const before = now;
    now = addSeconds(now, 400_000_000);
    await addressFailures.charge(address);

    now = before;

    await expect(addressFailures.charge(address)).resolves.toBeDefined();
  });

  test('keeps no address in clear', async () => {
    const address = uniqueAddress();
    await moduleWithQuota(5).addressFailures.charge(address);

    expect(JSON.stringify(await rows())).not.toContain(address);
  });

  test('forgets counters that no longer count when swept, and only those', async () => {
    const { dataSource, transactions } = opened.database;
    await dataSource.query("INSERT INTO rate_limits VALUES ('past', 7, 1), ('eternal', 7, NULL)");
    const module = moduleWithQuota(1);
    const address = uniqueAddress();
    await module.addressFailures.charge(address);

    await module.sweep?.(transactions);

    const after = (await rows()).map(({ key }) => key);
    expect(after).not.toContain('past');
    expect(after).toContain('eternal');
    await expect(module.addressFailures.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('lets nobody pass uncounted when the count cannot be asked', async () => {
    const other = await openTestDatabase(rateLimitTables);
    const { addressFailures, loginThrottle, fields } = moduleWithQuota(9, 900, other);
    const charge = await addressFailures.charge('203.0.113.200');
    await other.close();

    const refused = { reason: 'SERVICE_UNAVAILABLE' };
    await expect(addressFailures.charge('203.0.113.200')).rejects.toMatchObject(refused);
    await expect(charge.refund()).rejects.toMatchObject(refused);
    const named = { by: 'NAME', identifier: 'ada', account: null, device: null } as const;
    await expect(loginThrottle.charge(named)).rejects.toMatchObject(refused);
    const caller = { ipAddress: '203.0.113.200', userId: null, sessionId: null };
    await expect(fields.charge('SIGNUP', 1, caller)).rejects.toMatchObject(refused);
  });
});

describe('the buckets of fields', () => {
  const caller = (userId: string | null, ipAddress = uniqueAddress()) => ({
    ipAddress,
    userId,
    sessionId: userId === null ? null : `session of ${userId}`,
  });

  function moduleWithSmallQuotas(): RateLimitModule {
    const two = { amount: 2, windowSeconds: 60 };
    // Counters of its own: users here share their ids.
    const key = randomBytes(32);
    return createRateLimitModule({
      transactions: opened.database.transactions,
      keyedHash: createKeyedHash(key),
      clock: { now: () => now },
      quotas: { credential: two, signUp: two, refresh: two, adminWrite: two },
    });
  }

  test('of credentials counts failures by address, and nothing that succeeded', async () => {
    const { fields } = moduleWithSmallQuotas();
    const from = caller('u1');
    for (let count = 0; count < 4; count += 1)
      await (await fields.charge('CREDENTIAL', 1, from)).settle(true);
    for (let count = 0; count < 2; count += 1)
      await (await fields.charge('CREDENTIAL', 1, from)).settle(false);

    const refused = fields.charge('CREDENTIAL', 1, { ...from, userId: 'u2', sessionId: 's2' });

    await expect(refused).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('of sign-ups counts every one by address', async () => {
    const { fields } = moduleWithSmallQuotas();
    const from = caller(null);
    for (let count = 0; count < 2; count += 1) await (await fields.charge('SIGNUP', 1, from)).settle(true);

    await expect(fields.charge('SIGNUP', 1, from)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
    await expect(fields.charge('SIGNUP', 1, caller(null))).resolves.toBeDefined();
  });

  test.each(['REFRESH', 'ADMIN_WRITE'])(
    'of %s counts by who calls, wherever from, and pays each cost',
    async (bucket) => {
      const { fields } = moduleWithSmallQuotas();
      await (await fields.charge(bucket, 2, caller('u3'))).settle(true);

      await expect(fields.charge(bucket, 1, caller('u3'))).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
      await expect(fields.charge(bucket, 1, caller('u4'))).resolves.toBeDefined();
    },
  );

  test('are told in header fields, each as the last charge left it', async () => {
    const { fields, headerCollector } = moduleWithSmallQuotas();
    const from = caller('u5');

    const { answer, headers } = await headerCollector.collectHeaders(async () => {
      await fields.charge('ADMIN_WRITE', 1, from);
      await (await fields.charge('CREDENTIAL', 1, from)).settle(false);
      now = addSeconds(now, 10);
      await (await fields.charge('CREDENTIAL', 1, from)).settle(true);
      return 'done';
    });

    expect(answer).toBe('done');
    expect(headers).toEqual({
      'ratelimit-policy': '"admin-write";q=2;w=60, "credential";q=2;w=60',
      ratelimit: '"admin-write";r=1;t=60, "credential";r=1;t=50',
    });
    expect((await headerCollector.collectHeaders(async () => 1)).headers).toEqual({});
  });
});
