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

function moduleWithQuota(
  amount: number,
  windowSeconds = 900,
  database = opened,
  countRateLimited: (bucket: string) => void = () => {},
): RateLimitModule {
  return createRateLimitModule({
    transactions: database.database.transactions,
    keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
    clock: { now: () => now },
    quotas: { credential: { amount, windowSeconds } },
    measurements: { countRateLimited },
  });
}

/** Returns an address that no other test uses. */
function uniqueAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

async function rows(): Promise<readonly { key: string; points: number }[]> {
  return opened.database.dataSource.query('SELECT key, points FROM rate_limits');
}

describe('chargeAddress', () => {
  test('accepts exactly the budget, then throws RATE_LIMITED with the time until the window ends', async () => {
    const { addressFailures } = moduleWithQuota(3);
    const address = uniqueAddress();
    for (let count = 0; count < 3; count += 1) await addressFailures.chargeAddress(address);
    now = addSeconds(now, 100);

    const rejected = addressFailures.chargeAddress(address);

    await expect(rejected).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
      refusals: [{ retryAfterSeconds: 800 }],
    });
    await expect(addressFailures.chargeAddress(uniqueAddress())).resolves.toBeDefined();
  });

  test('a rejection is counted with its bucket, and nothing else is', async () => {
    const counted: string[] = [];
    const { addressFailures } = moduleWithQuota(1, 900, opened, (bucket) => counted.push(bucket));
    const address = uniqueAddress();

    await addressFailures.chargeAddress(address);
    expect(counted).toEqual([]);
    await expect(addressFailures.chargeAddress(address)).rejects.toThrow();
    expect(counted).toEqual(['credential']);
  });

  test('a refunded charge does not count', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();

    for (let count = 0; count < 5; count += 1) await (await addressFailures.chargeAddress(address)).refund();

    await expect(addressFailures.chargeAddress(address)).resolves.toBeDefined();
    await expect(addressFailures.chargeAddress(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('a late or repeated refund does not enlarge the budget', async () => {
    const { addressFailures } = moduleWithQuota(2);
    const address = uniqueAddress();
    const early = await addressFailures.chargeAddress(address);
    await early.refund();
    await early.refund();
    const late = await addressFailures.chargeAddress(address);
    now = addSeconds(now, 901);
    await addressFailures.chargeAddress(address);
    await late.refund();

    await addressFailures.chargeAddress(address);

    await expect(addressFailures.chargeAddress(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('rejected attempts do not use up the budget', async () => {
    const { addressFailures } = moduleWithQuota(2);
    const address = uniqueAddress();
    const open = [await addressFailures.chargeAddress(address), await addressFailures.chargeAddress(address)];
    for (let count = 0; count < 9; count += 1) {
      await expect(addressFailures.chargeAddress(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
    }

    for (const charge of open) await charge.refund();

    await expect(addressFailures.chargeAddress(address)).resolves.toBeDefined();
  });

  test('the budget is shared by all instances, also with concurrent attempts', async () => {
    const instances = [moduleWithQuota(5), moduleWithQuota(5), moduleWithQuota(5)].map(
      ({ addressFailures }) => addressFailures,
    );
    const address = uniqueAddress();

    const attempts = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => instances[index % 3]?.chargeAddress(address)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  test('counts an IPv6 /64 as one address, and all spellings of an IPv4 address as one', async () => {
    const { addressFailures } = moduleWithQuota(1);
    await addressFailures.chargeAddress('2001:db8:aa:bb::1');
    await addressFailures.chargeAddress('198.51.100.7');

    await expect(addressFailures.chargeAddress('2001:db8:aa:bb:ffff::2')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(addressFailures.chargeAddress('::ffff:198.51.100.7')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(addressFailures.chargeAddress('2001:db8:aa:bc::1')).resolves.toBeDefined();
  });

  test('the budget is full again when its window has ended', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();
    await addressFailures.chargeAddress(address);
    now = addSeconds(now, 899);
    await expect(addressFailures.chargeAddress(address)).rejects.toMatchObject({
      refusals: [{ retryAfterSeconds: 1 }],
    });

    now = addSeconds(now, 1);

    await expect(addressFailures.chargeAddress(address)).resolves.toBeDefined();
  });

  test('ignores counters written by a clock that was years ahead', async () => {
    const { addressFailures } = moduleWithQuota(1);
    const address = uniqueAddress();
    const before = now;
    now = addSeconds(now, 400_000_000);
    await addressFailures.chargeAddress(address);

    now = before;

    await expect(addressFailures.chargeAddress(address)).resolves.toBeDefined();
  });

  test('stores no address in plain text', async () => {
    const address = uniqueAddress();
    await moduleWithQuota(5).addressFailures.chargeAddress(address);

    expect(JSON.stringify(await rows())).not.toContain(address);
  });

  test('sweep keeps expired counters for as long as the operator has configured', async () => {
    const { dataSource, transactions } = opened.database;
    const daysAgo = (days: number): number => now.getTime() - days * 86_400_000;
    await dataSource.query("INSERT INTO rate_limits VALUES ('recent', 7, $1), ('old', 7, $2)", [
      daysAgo(2),
      daysAgo(4),
    ]);

    await createRateLimitModule({
      transactions,
      keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
      clock: { now: () => now },
      counterRetentionDays: 3,
    }).sweep?.(transactions);

    const after = (await rows()).map(({ key }) => key);
    expect(after).toContain('recent');
    expect(after).not.toContain('old');
  });

  test('sweep deletes expired counters and no others', async () => {
    const { dataSource, transactions } = opened.database;
    await dataSource.query("INSERT INTO rate_limits VALUES ('expired', 7, 1), ('permanent', 7, NULL)");
    const module = moduleWithQuota(1);
    const address = uniqueAddress();
    await module.addressFailures.chargeAddress(address);

    await module.sweep?.(transactions);

    const after = (await rows()).map(({ key }) => key);
    expect(after).not.toContain('expired');
    expect(after).toContain('permanent');
    await expect(module.addressFailures.chargeAddress(address)).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
  });

  test('every limit throws SERVICE_UNAVAILABLE when the counters cannot be reached', async () => {
    const other = await openTestDatabase(rateLimitTables);
    const { addressFailures, loginThrottle, fields } = moduleWithQuota(9, 900, other);
    const charge = await addressFailures.chargeAddress('203.0.113.200');
    await other.close();

    const unavailable = { reason: 'SERVICE_UNAVAILABLE' };
    await expect(addressFailures.chargeAddress('203.0.113.200')).rejects.toMatchObject(unavailable);
    await expect(charge.refund()).rejects.toMatchObject(unavailable);
    const named = { by: 'NAME', identifier: 'ada', account: null, device: null } as const;
    await expect(loginThrottle.chargeAttempt(named)).rejects.toMatchObject(unavailable);
    const caller = { ipAddress: '203.0.113.200', userId: null, sessionId: null };
    await expect(fields.chargeField('SIGNUP', 1, caller)).rejects.toMatchObject(unavailable);
  });
});
