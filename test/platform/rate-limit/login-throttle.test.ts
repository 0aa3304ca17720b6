import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  type AttemptSubject,
  createRateLimitModule,
  defaultLoginThrottlePolicy,
  type LoginThrottle,
  type RateLimitModule,
  rateLimitTables,
} from '../../../src/platform/rate-limit/index.js';
import {
  addSeconds,
  createKeyedHash,
  DomainError,
  parseUserId,
  type UserId,
} from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let names = 0;
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

/** A name that no other test has typed. */
function uniqueName(): string {
  names += 1;
  return `name${names}`;
}

function newUserId(): UserId {
  const id = parseUserId(uuidv7());
  if (id === null) throw new Error('unreachable');
  return id;
}

function subjectByName(
  identifier: string,
  account: UserId | null = null,
  device: string | null = null,
): AttemptSubject {
  return { by: 'NAME', identifier, account, device };
}

/** Seconds to wait; null when the guess was let through (and failed). */
async function secondsToWait(loginThrottle: LoginThrottle, at: AttemptSubject): Promise<number | null> {
  try {
    await loginThrottle.charge(at);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== 'TOO_MANY_ATTEMPTS') throw error;
    return error.refusals[0].retryAfterSeconds ?? Number.NaN;
  }
}

/** Fails as often as it is let, and answers how often that was. */
async function exhaust(loginThrottle: LoginThrottle, at: AttemptSubject): Promise<number> {
  let count = 0;
  while ((await secondsToWait(loginThrottle, at)) === null) count += 1;
  return count;
}

describe('wrong passwords for one name', () => {
  test('are free ten times in a quarter of an hour; then each further one waits twice as long as the one before, up to a quarter of an hour', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName());

    const free = await exhaust(loginThrottle, at);
    const waits: (number | null)[] = [];
    for (let count = 0; count < 7; count += 1) {
      const wait = await secondsToWait(loginThrottle, at);
      waits.push(wait);
      now = addSeconds(now, wait ?? 0);
      // The one guess that the wait has earned.
      expect(await secondsToWait(loginThrottle, at)).toBeNull();
    }

    expect(free).toBe(freeFailures);
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('tell how long is left, and nothing else brings the end nearer or pushes it off', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName());
    await exhaust(loginThrottle, at);

    now = addSeconds(now, 12.5);

    expect(await secondsToWait(loginThrottle, at)).toBe(18);
    expect(await secondsToWait(loginThrottle, at)).toBe(18);
  });

  test('are free again after the quarter of an hour, but not without end: twenty a day, however slowly they come', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName());
    let failures = 0;
    for (let quarter = 0; quarter < 5; quarter += 1) {
      for (let count = 0; count < freeFailures - 1; count += 1) {
        if ((await secondsToWait(loginThrottle, at)) === null) failures += 1;
      }
      now = addSeconds(now, 901);
    }

    // Twenty, and those few that earned their turn by waiting.
    expect(failures).toBeLessThan(25);
    now = addSeconds(now, 24 * 60 * 60);
    expect(await exhaust(loginThrottle, at)).toBe(freeFailures);
  });

  test('count alike for a name that is nobody and for one that is somebody', async () => {
    const { loginThrottle } = openModule();
    const nobody = subjectByName(uniqueName());
    const somebody = subjectByName(uniqueName(), newUserId());
    const story = async (at: AttemptSubject): Promise<readonly (number | null)[]> => {
      const answers: (number | null)[] = [];
      for (let count = 0; count < freeFailures + 2; count += 1)
        answers.push(await secondsToWait(loginThrottle, at));
      return answers;
    };

    expect(await story(somebody)).toEqual(await story(nobody));
  });

  test('are given back when they were none, together with the wait that they brought about', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName(), newUserId());
    for (let count = 0; count < freeFailures - 1; count += 1) await loginThrottle.charge(at);

    for (let count = 0; count < 5; count += 1) await (await loginThrottle.charge(at)).refund();

    expect(await exhaust(loginThrottle, at)).toBe(1);
    now = addSeconds(now, 30);
    const right = await loginThrottle.charge(at);
    await right.refund();
    expect(await secondsToWait(loginThrottle, at)).toBeNull();
    expect(await secondsToWait(loginThrottle, at)).toBe(60);
  });

  test('given back late take nothing from the next quarter of an hour', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName());
    const slow = await loginThrottle.charge(at);
    now = addSeconds(now, 901);
    await loginThrottle.charge(at);

    await slow.refund();

    expect(await exhaust(loginThrottle, at)).toBe(freeFailures - 1);
  });

  test('are no more than are free when fifty come at once, on three instances', async () => {
    const instances = [openModule(), openModule(), openModule()].map(({ loginThrottle }) => loginThrottle);
    const at = subjectByName(uniqueName(), newUserId());

    const attempts = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => instances[index % 3]?.charge(at)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(freeFailures);
  });

  test('do not outlive a clock that was years ahead', async () => {
    const { loginThrottle } = openModule();
    const at = subjectByName(uniqueName());
    const before = now;
    now = addSeconds(now, 400_000_000);
    await exhaust(loginThrottle, at);

    now = before;

    expect(await secondsToWait(loginThrottle, at)).toBeNull();
  });
});

describe('a known device, and a session', () => {
  test('are counted apart from strangers, and from each other', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    const name = uniqueName();
    await exhaust(loginThrottle, subjectByName(name, account));

    expect(await exhaust(loginThrottle, subjectByName(name, account, 'laptop'))).toBe(freeFailures);
    expect(await exhaust(loginThrottle, subjectByName(name, account, 'phone'))).toBe(freeFailures);
    expect(await exhaust(loginThrottle, { by: 'SESSION', account })).toBe(freeFailures);
    expect(await exhaust(loginThrottle, { by: 'SESSION', account: newUserId() })).toBe(freeFailures);
  });

  test('shut nobody else out', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    await exhaust(loginThrottle, subjectByName(uniqueName(), account, 'laptop'));
    await exhaust(loginThrottle, { by: 'SESSION', account });

    expect(await secondsToWait(loginThrottle, subjectByName(uniqueName(), account))).toBeNull();
  });
});

describe('loginUnlocker', () => {
  test('forgets all of a user, and nothing of others', async () => {
    const { loginThrottle, loginUnlocker } = openModule();
    const [account, other] = [newUserId(), newUserId()];
    const [name, address, foreign] = [uniqueName(), uniqueName(), uniqueName()];
    const all = [
      subjectByName(name, account),
      subjectByName(address, account),
      subjectByName(name, account, 'laptop'),
      { by: 'SESSION', account } as const,
    ];
    for (const at of [...all, subjectByName(foreign, other)]) await exhaust(loginThrottle, at);

    await opened.database.transactions.run((transaction) =>
      loginUnlocker.unlock(transaction, account, [name, address]),
    );

    for (const at of all) expect(await secondsToWait(loginThrottle, at)).toBeNull();
    expect(await secondsToWait(loginThrottle, subjectByName(foreign, other))).toBe(30);
  });
});

describe('the table', () => {
  test('holds no name and no id in clear', async () => {
    const { loginThrottle } = openModule();
    const account = newUserId();
    await loginThrottle.charge(subjectByName('a telling name', account, 'a telling device'));
    await loginThrottle.charge(subjectByName('a telling name', account));

    const rows: unknown = await opened.database.dataSource.query('SELECT * FROM guess_counters');

    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`telling|${account}`));
  });

  test('loses what no longer counts when swept, and nothing else', async () => {
    const module = openModule();
    const { dataSource, transactions } = opened.database;
    await module.loginThrottle.charge(subjectByName(uniqueName()));
    now = addSeconds(now, 25 * 60 * 60);
    const at = subjectByName(uniqueName());
    await exhaust(module.loginThrottle, at);

    await module.sweep?.(transactions);

    const [left]: { count: string }[] = await dataSource.query('SELECT count(*) FROM guess_counters');
    expect(left?.count).toBe('1');
    expect(await secondsToWait(module.loginThrottle, at)).toBe(30);
  });
});
