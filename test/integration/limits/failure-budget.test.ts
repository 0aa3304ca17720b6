import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/kernel/index.js';
import { createLimitsRoom, type LimitsRoom, limitsTables } from '../../../src/limits/index.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

let opened: TestDatabase;
let addresses = 0;

beforeAll(async () => {
  opened = await openTestDatabase(limitsTables);
});
afterAll(() => opened.close());

function roomOf(failures: number, windowSeconds = 900): LimitsRoom {
  const { dataSource } = opened.database;
  const failedLoginBudget = { failures, windowSeconds };
  return createLimitsRoom({
    dataSource,
    hmacKey: () => Buffer.alloc(32, 1),
    clock: systemClock,
    failedLoginBudget,
  });
}

/** An address that no other test has used. */
function someAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

async function rows(): Promise<readonly { key: string; points: number }[]> {
  return opened.database.dataSource.query('SELECT key, points FROM rate_limits');
}

describe('the budget of failed logins', () => {
  test('lets exactly the budget through and then says when to come back', async () => {
    const { failedLogins } = roomOf(3);
    const address = someAddress();
    for (let count = 0; count < 3; count += 1) await failedLogins.charge(address);

    const refused = failedLogins.charge(address);

    await expect(refused).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
      refusals: [{ retryAfterSeconds: expect.any(Number) }],
    });
    await expect(failedLogins.charge(someAddress())).resolves.toBeUndefined();
  });

  test('gives back what did not fail', async () => {
    const { failedLogins } = roomOf(1);
    const address = someAddress();

    for (let count = 0; count < 5; count += 1) {
      await failedLogins.charge(address);
      await failedLogins.refund(address);
    }

    await expect(failedLogins.charge(address)).resolves.toBeUndefined();
    await expect(failedLogins.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('is no larger after refunds for which nothing was taken', async () => {
    const { failedLogins } = roomOf(1);
    const address = someAddress();
    await failedLogins.refund(address);
    await failedLogins.charge(address);
    await failedLogins.refund(address);
    await failedLogins.refund(address);

    await failedLogins.charge(address);

    await expect(failedLogins.charge(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('is shared by all instances and not outrun by attempts in parallel', async () => {
    const first = roomOf(5).failedLogins;
    const second = roomOf(5).failedLogins;
    const address = someAddress();

    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first : second).charge(address)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  test('counts all of an IPv6 /64 as one, and an IPv4 address however it is written', async () => {
    const { failedLogins } = roomOf(1);
    await failedLogins.charge('2001:db8:aa:bb::1');
    await failedLogins.charge('198.51.100.7');

    await expect(failedLogins.charge('2001:db8:aa:bb:ffff::2')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(failedLogins.charge('::ffff:198.51.100.7')).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
    await expect(failedLogins.charge('2001:db8:aa:bc::1')).resolves.toBeUndefined();
  });

  test('is whole again when its window is over', async () => {
    const { failedLogins } = roomOf(1, 1);
    const address = someAddress();
    await failedLogins.charge(address);
    await expect(failedLogins.charge(address)).rejects.toMatchObject({
      refusals: [{ retryAfterSeconds: 1 }],
    });

    await new Promise((resolve) => setTimeout(resolve, 1100));

    await expect(failedLogins.charge(address)).resolves.toBeUndefined();
  });

  test('keeps no address in clear', async () => {
    const address = someAddress();
    await roomOf(5).failedLogins.charge(address);

    expect(JSON.stringify(await rows())).not.toContain(address);
  });

  test('forgets counters that no longer count when swept, and only those', async () => {
    const { dataSource } = opened.database;
    await dataSource.query("INSERT INTO rate_limits VALUES ('past', 7, 1), ('eternal', 7, NULL)");
    const room = roomOf(5);
    const address = someAddress();
    await room.failedLogins.charge(address);
    const before = await rows();

    await room.sweep();

    const after = (await rows()).map(({ key }) => key);
    expect(after).not.toContain('past');
    expect(after).toContain('eternal');
    expect(after.length).toBeGreaterThanOrEqual(2);
    expect(before.length).toBeGreaterThan(after.length);
  });

  test('lets nobody pass uncounted when the count cannot be asked', async () => {
    const other = await openTestDatabase(limitsTables);
    const { dataSource } = other.database;
    const room = createLimitsRoom({ dataSource, hmacKey: () => Buffer.alloc(32, 1), clock: systemClock });
    await other.close();

    const charge = room.failedLogins.charge('203.0.113.200');
    await expect(charge).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    const refund = room.failedLogins.refund('203.0.113.200');
    await expect(refund).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
  });
});
