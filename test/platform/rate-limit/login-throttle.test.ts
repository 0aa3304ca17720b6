import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AttemptSubject,
  createRateLimitModule,
  defaultLoginThrottlePolicy,
  type RateLimitModule,
  rateLimitTables,
} from '../../../src/platform/rate-limit/index.js';
import { addSeconds, createKeyedHash } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { exhaust, newUserId, secondsToWait, subjectByName, uniqueName } from './login-throttle-attempts.js';

let opened: TestDatabase;
let now = new Date('2026-03-01T09:30:00.000Z');

beforeAll(async () => {
  opened = await openTestDatabase(rateLimitTables);
});
afterAll(() => opened.close());

const { freeFailures } = defaultLoginThrottlePolicy;

function openModule(): RateLimitModule {
  return createRateLimitModule({
    transactions: opened.database.transactions,
    keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
    clock: { now: () => now },
  });
}

describe('wrong passwords for one name', () => {
  test('ten failures in 15 minutes are free; then every delay is twice the one before, up to 15 minutes', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName());

    const free = await exhaust(loginThrottle, subject);
    const waits: (number | null)[] = [];
    for (let count = 0; count < 7; count += 1) {
      const wait = await secondsToWait(loginThrottle, subject);
      waits.push(wait);
      now = addSeconds(now, wait ?? 0);
      // One attempt is accepted after each delay.
      expect(await secondsToWait(loginThrottle, subject)).toBeNull();
    }

    expect(free).toBe(freeFailures);
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('a rejected attempt reports the remaining delay and does not change it', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName());
    await exhaust(loginThrottle, subject);

    now = addSeconds(now, 12.5);

    expect(await secondsToWait(loginThrottle, subject)).toBe(18);
    expect(await secondsToWait(loginThrottle, subject)).toBe(18);
  });

  test('at most twenty failures a day are free, however slow they are', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName());
    let failures = 0;
    for (let quarter = 0; quarter < 5; quarter += 1) {
      for (let count = 0; count < freeFailures - 1; count += 1) {
        if ((await secondsToWait(loginThrottle, subject)) === null) failures += 1;
      }
      now = addSeconds(now, 901);
    }

    // Twenty, and the few that were accepted after a delay.
    expect(failures).toBeLessThan(25);
    now = addSeconds(now, 24 * 60 * 60);
    expect(await exhaust(loginThrottle, subject)).toBe(freeFailures);
  });

  test('unknown names are counted like known ones', async () => {
    const { loginThrottle } = openModule();
    const unknown = subjectByName(uniqueName());
    const known = subjectByName(uniqueName(), newUserId());
    const attemptAll = async (subject: AttemptSubject): Promise<readonly (number | null)[]> => {
      const answers: (number | null)[] = [];
      for (let count = 0; count < freeFailures + 2; count += 1)
        answers.push(await secondsToWait(loginThrottle, subject));
      return answers;
    };

    expect(await attemptAll(known)).toEqual(await attemptAll(unknown));
  });

  test('refund removes the failure and the delay that it caused', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName(), newUserId());
    for (let count = 0; count < freeFailures - 1; count += 1) await loginThrottle.chargeAttempt(subject);

    for (let count = 0; count < 5; count += 1) await (await loginThrottle.chargeAttempt(subject)).refund();

    expect(await exhaust(loginThrottle, subject)).toBe(1);
    now = addSeconds(now, 30);
    const right = await loginThrottle.chargeAttempt(subject);
    await right.refund();
    expect(await secondsToWait(loginThrottle, subject)).toBeNull();
    expect(await secondsToWait(loginThrottle, subject)).toBe(60);
  });

  test('a late refund does not change the next window', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName());
    const slow = await loginThrottle.chargeAttempt(subject);
    now = addSeconds(now, 901);
    await loginThrottle.chargeAttempt(subject);

    await slow.refund();

    expect(await exhaust(loginThrottle, subject)).toBe(freeFailures - 1);
  });

  test('of fifty concurrent attempts on three instances only the free ones are accepted', async () => {
    const instances = [openModule(), openModule(), openModule()].map(({ loginThrottle }) => loginThrottle);
    const subject = subjectByName(uniqueName(), newUserId());

    const attempts = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => instances[index % 3]?.chargeAttempt(subject)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(freeFailures);
  });

  test('ignores counters written by a clock that was years ahead', async () => {
    const { loginThrottle } = openModule();
    const subject = subjectByName(uniqueName());
    const before = now;
    now = addSeconds(now, 400_000_000);
    await exhaust(loginThrottle, subject);

    now = before;

    expect(await secondsToWait(loginThrottle, subject)).toBeNull();
  });
});

describe('known devices and sessions', () => {
  test('are counted separately from the name and from each other', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    const name = uniqueName();
    await exhaust(loginThrottle, subjectByName(name, account));

    expect(await exhaust(loginThrottle, subjectByName(name, account, 'laptop'))).toBe(freeFailures);
    expect(await exhaust(loginThrottle, subjectByName(name, account, 'phone'))).toBe(freeFailures);
    expect(await exhaust(loginThrottle, { by: 'SESSION', account })).toBe(freeFailures);
    expect(await exhaust(loginThrottle, { by: 'SESSION', account: newUserId() })).toBe(freeFailures);
  });

  test('do not lock the name', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    await exhaust(loginThrottle, subjectByName(uniqueName(), account, 'laptop'));
    await exhaust(loginThrottle, { by: 'SESSION', account });

    expect(await secondsToWait(loginThrottle, subjectByName(uniqueName(), account))).toBeNull();
  });
});

describe('loginUnlocker', () => {
  test('deletes all failures of a user and none of other users', async () => {
    const { loginThrottle, loginUnlocker } = openModule();
    const [account, other] = [newUserId(), newUserId()];
    const [name, address, foreign] = [uniqueName(), uniqueName(), uniqueName()];
    const all = [
      subjectByName(name, account),
      subjectByName(address, account),
      subjectByName(name, account, 'laptop'),
      { by: 'SESSION', account } as const,
    ];
    for (const subject of [...all, subjectByName(foreign, other)]) await exhaust(loginThrottle, subject);

    await opened.database.transactions.run((transaction) =>
      loginUnlocker.unlock(transaction, account, [name, address]),
    );

    for (const subject of all) expect(await secondsToWait(loginThrottle, subject)).toBeNull();
    expect(await secondsToWait(loginThrottle, subjectByName(foreign, other))).toBe(30);
  });
});

describe('the table', () => {
  test('stores no name and no id in plain text', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    await loginThrottle.chargeAttempt(subjectByName('a telling name', account, 'a telling device'));
    await loginThrottle.chargeAttempt(subjectByName('a telling name', account));

    const rows: unknown = await opened.database.dataSource.query('SELECT * FROM guess_counters');

    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`telling|${account}`));
  });

  test('sweep deletes expired counters and no others', async () => {
    const module = openModule();
    const { dataSource, transactions } = opened.database;
    await module.loginThrottle.chargeAttempt(subjectByName(uniqueName()));
    now = addSeconds(now, 25 * 60 * 60);
    const subject = subjectByName(uniqueName());
    await exhaust(module.loginThrottle, subject);

    await module.sweep?.(transactions);

    const [left]: { count: string }[] = await dataSource.query('SELECT count(*) FROM guess_counters');
    expect(left?.count).toBe('1');
    expect(await secondsToWait(module.loginThrottle, subject)).toBe(30);
  });
});

describe('chargeAttemptFrom', () => {
  const quota = { amount: 3, windowSeconds: 900 };
  let network = 0;

  /** A module that admits three failures of an address, and a new address. */
  function openSmallModule() {
    const { loginThrottle, addressFailures } = createRateLimitModule({
      transactions: opened.database.transactions,
      keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
      quotas: { credential: quota },
      clock: { now: () => now },
    });
    network += 1;
    return { loginThrottle, addressFailures, address: `198.51.100.${network}` };
  }

  test('charges the identifier and the address, and takes both back once', async () => {
    const { loginThrottle, address } = openSmallModule();
    const subject = subjectByName(uniqueName());
    for (let count = 0; count < freeFailures + quota.amount; count += 1) {
      const charged = await loginThrottle.chargeAttemptFrom(address, subject);
      await charged.refund();
    }

    for (let count = 0; count < quota.amount; count += 1) {
      await loginThrottle.chargeAttemptFrom(address, subject);
    }

    await expect(loginThrottle.chargeAttemptFrom(address, subject)).rejects.toMatchObject({
      reason: 'RATE_LIMITED',
    });
  });

  test('takes back the attempt at the identifier that the address rejects', async () => {
    const { loginThrottle, address } = openSmallModule();
    for (let count = 0; count < quota.amount; count += 1) {
      await loginThrottle.chargeAttemptFrom(address, subjectByName(uniqueName()));
    }
    const subject = subjectByName(uniqueName());

    for (let count = 0; count < freeFailures; count += 1) {
      await expect(loginThrottle.chargeAttemptFrom(address, subject)).rejects.toMatchObject({
        reason: 'RATE_LIMITED',
      });
    }

    expect(await exhaust(loginThrottle, subject)).toBe(freeFailures);
  });

  test('charges the address nothing for an attempt that the identifier rejects', async () => {
    const { loginThrottle, addressFailures, address } = openSmallModule();
    const subject = subjectByName(uniqueName());
    await exhaust(loginThrottle, subject);

    for (let count = 0; count <= quota.amount; count += 1) {
      await expect(loginThrottle.chargeAttemptFrom(address, subject)).rejects.toMatchObject({
        reason: 'TOO_MANY_ATTEMPTS',
      });
    }

    for (let count = 0; count < quota.amount; count += 1) await addressFailures.chargeAddress(address);
    await expect(addressFailures.chargeAddress(address)).rejects.toMatchObject({ reason: 'RATE_LIMITED' });
  });

  test('admits exactly the free failures of many attempts at once, from many addresses', async () => {
    const { loginThrottle } = openSmallModule();
    const subject = subjectByName(uniqueName());

    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) => loginThrottle.chargeAttemptFrom(`192.0.2.${index}`, subject)),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(freeFailures);
  });
});
