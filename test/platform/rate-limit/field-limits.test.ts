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

/** Returns an address that no other test uses. */
function uniqueAddress(): string {
  addresses += 1;
  return `203.0.113.${addresses}`;
}

describe('chargeField', () => {
  const caller = (userId: string | null, ipAddress = uniqueAddress()) => ({
    ipAddress,
    userId,
    sessionId: userId === null ? null : `session of ${userId}`,
  });

  function moduleWithSmallQuotas(): RateLimitModule {
    const two = { amount: 2, windowSeconds: 60 };
    // Separate counters, because the tests use the same user ids.
    const key = randomBytes(32);
    return createRateLimitModule({
      transactions: opened.database.transactions,
      keyedHash: createKeyedHash(key),
      clock: { now: () => now },
      quotas: { credential: two, signUp: two, refresh: two, adminWrite: two, mail: two },
    });
  }

  test('CREDENTIAL counts failures by address, and refunds what succeeded', async () => {
    const { fields } = moduleWithSmallQuotas();
    const from = caller('u1');
    for (let count = 0; count < 4; count += 1)
      await (await fields.chargeField('CREDENTIAL', 1, from)).settle(true);
    for (let count = 0; count < 2; count += 1)
      await (await fields.chargeField('CREDENTIAL', 1, from)).settle(false);

    const rejected = fields.chargeField('CREDENTIAL', 1, { ...from, userId: 'u2', sessionId: 's2' });

    await expect(rejected).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test.each(['SIGNUP', 'MAIL'])('%s counts every execution by address', async (bucket) => {
    const { fields } = moduleWithSmallQuotas();
    const from = caller(null);
    for (let count = 0; count < 2; count += 1) await (await fields.chargeField(bucket, 1, from)).settle(true);

    await expect(fields.chargeField(bucket, 1, from)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
    await expect(fields.chargeField(bucket, 1, caller(null))).resolves.toBeDefined();
  });

  test.each(['REFRESH', 'ADMIN_WRITE', 'MAIL'])(
    '%s counts by caller, from any address, with the cost of the field',
    async (bucket) => {
      const { fields } = moduleWithSmallQuotas();
      await (await fields.chargeField(bucket, 2, caller('u3'))).settle(true);

      await expect(fields.chargeField(bucket, 1, caller('u3'))).rejects.toMatchObject({
        reason: 'RATE_LIMITED',
      });
      await expect(fields.chargeField(bucket, 1, caller('u4'))).resolves.toBeDefined();
    },
  );

  test('collectHeaders returns the last status of every charged bucket', async () => {
    const { fields, headerCollector } = moduleWithSmallQuotas();
    const from = caller('u5');

    const { result, headers } = await headerCollector.collectHeaders(async () => {
      await fields.chargeField('ADMIN_WRITE', 1, from);
      await (await fields.chargeField('CREDENTIAL', 1, from)).settle(false);
      now = addSeconds(now, 10);
      await (await fields.chargeField('CREDENTIAL', 1, from)).settle(true);
      return 'done';
    });

    expect(result).toBe('done');
    expect(headers).toEqual({
      'ratelimit-policy': '"admin-write";q=2;w=60, "credential";q=2;w=60',
      ratelimit: '"admin-write";r=1;t=60, "credential";r=1;t=50',
    });
    expect((await headerCollector.collectHeaders(async () => 1)).headers).toEqual({});
  });
});
