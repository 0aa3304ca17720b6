import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  createLimitsRoom,
  defaultGuessPolicy,
  type GuessedAt,
  type Guesses,
  type LimitsRoom,
  limitsTables,
} from '../../../src/platform/rate-limit/index.js';
import { addSeconds, DomainError, parseUserId, type UserId } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
let names = 0;
let now = new Date('2026-03-01T09:30:00.000Z');

beforeAll(async () => {
  opened = await openTestDatabase(limitsTables);
});
afterAll(() => opened.close());

const { freeFailures } = defaultGuessPolicy;

function openRoom(): LimitsRoom {
  return createLimitsRoom({
    transactions: opened.database.transactions,
    hmacKey: () => Buffer.alloc(32, 1),
    clock: { now: () => now },
  });
}

/** A name that no other test has typed. */
function someName(): string {
  names += 1;
  return `name${names}`;
}

function someone(): UserId {
  const id = parseUserId(uuidv7());
  if (id === null) throw new Error('unreachable');
  return id;
}

function named(identifier: string, account: UserId | null = null, device: string | null = null): GuessedAt {
  return { by: 'NAME', identifier, account, device };
}

/** Seconds to wait; null when the guess was let through (and failed). */
async function waitOf(guesses: Guesses, at: GuessedAt): Promise<number | null> {
  try {
    await guesses.charge(at);
    return null;
  } catch (error) {
    if (!(error instanceof DomainError) || error.reason !== 'TOO_MANY_ATTEMPTS') throw error;
    return error.refusals[0].retryAfterSeconds ?? Number.NaN;
  }
}

/** Fails as often as it is let, and answers how often that was. */
async function exhaust(guesses: Guesses, at: GuessedAt): Promise<number> {
  let count = 0;
  while ((await waitOf(guesses, at)) === null) count += 1;
  return count;
}

describe('wrong passwords for one name', () => {
  test('are free ten times in a quarter of an hour; then each further one waits twice as long as the one before, up to a quarter of an hour', async () => {
    const { guesses } = openRoom();
    const at = named(someName());

    const free = await exhaust(guesses, at);
    const waits: (number | null)[] = [];
    for (let count = 0; count < 7; count += 1) {
      const wait = await waitOf(guesses, at);
      waits.push(wait);
      now = addSeconds(now, wait ?? 0);
      // The one guess that the wait has earned.
      expect(await waitOf(guesses, at)).toBeNull();
    }

    expect(free).toBe(freeFailures);
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('tell how long is left, and nothing else brings the end nearer or pushes it off', async () => {
    const { guesses } = openRoom();
    const at = named(someName());
    await exhaust(guesses, at);

    now = addSeconds(now, 12.5);

    expect(await waitOf(guesses, at)).toBe(18);
    expect(await waitOf(guesses, at)).toBe(18);
  });

  test('are free again after the quarter of an hour, but not without end: twenty a day, however slowly they come', async () => {
    const { guesses } = openRoom();
    const at = named(someName());
    let failures = 0;
    for (let quarter = 0; quarter < 5; quarter += 1) {
      for (let count = 0; count < freeFailures - 1; count += 1) {
        if ((await waitOf(guesses, at)) === null) failures += 1;
      }
      now = addSeconds(now, 901);
    }

    // Twenty, and those few that earned their turn by waiting.
    expect(failures).toBeLessThan(25);
    now = addSeconds(now, 24 * 60 * 60);
    expect(await exhaust(guesses, at)).toBe(freeFailures);
  });

  test('count alike for a name that is nobody and for one that is somebody', async () => {
    const { guesses } = openRoom();
    const nobody = named(someName());
    const somebody = named(someName(), someone());
    const story = async (at: GuessedAt): Promise<readonly (number | null)[]> => {
      const answers: (number | null)[] = [];
      for (let count = 0; count < freeFailures + 2; count += 1) answers.push(await waitOf(guesses, at));
      return answers;
    };

    expect(await story(somebody)).toEqual(await story(nobody));
  });

  test('are given back when they were none, together with the wait that they brought about', async () => {
    const { guesses } = openRoom();
    const at = named(someName(), someone());
    for (let count = 0; count < freeFailures - 1; count += 1) await guesses.charge(at);

    for (let count = 0; count < 5; count += 1) await (await guesses.charge(at)).giveBack();

    expect(await exhaust(guesses, at)).toBe(1);
    now = addSeconds(now, 30);
    const right = await guesses.charge(at);
    await right.giveBack();
    expect(await waitOf(guesses, at)).toBeNull();
    expect(await waitOf(guesses, at)).toBe(60);
  });

  test('given back late take nothing from the next quarter of an hour', async () => {
    const { guesses } = openRoom();
    const at = named(someName());
    const slow = await guesses.charge(at);
    now = addSeconds(now, 901);
    await guesses.charge(at);

    await slow.giveBack();

    expect(await exhaust(guesses, at)).toBe(freeFailures - 1);
  });

  test('are no more than are free when fifty come at once, on three instances', async () => {
    const instances = [openRoom(), openRoom(), openRoom()].map(({ guesses }) => guesses);
    const at = named(someName(), someone());

    const attempts = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => instances[index % 3]?.charge(at)),
    );

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(freeFailures);
  });

  test('do not outlive a clock that was years ahead', async () => {
    const { guesses } = openRoom();
    const at = named(someName());
    const before = now;
    now = addSeconds(now, 400_000_000);
    await exhaust(guesses, at);

    now = before;

    expect(await waitOf(guesses, at)).toBeNull();
  });
});

describe('a known device, and a session', () => {
  test('are counted apart from strangers, and from each other', async () => {
    const { guesses } = openRoom();
    const account = someone();
    const name = someName();
    await exhaust(guesses, named(name, account));

    expect(await exhaust(guesses, named(name, account, 'laptop'))).toBe(freeFailures);
    expect(await exhaust(guesses, named(name, account, 'phone'))).toBe(freeFailures);
    expect(await exhaust(guesses, { by: 'SESSION', account })).toBe(freeFailures);
    expect(await exhaust(guesses, { by: 'SESSION', account: someone() })).toBe(freeFailures);
  });

  test('shut nobody else out', async () => {
    const { guesses } = openRoom();
    const account = someone();
    await exhaust(guesses, named(someName(), account, 'laptop'));
    await exhaust(guesses, { by: 'SESSION', account });

    expect(await waitOf(guesses, named(someName(), account))).toBeNull();
  });
});

describe('unlocking', () => {
  test('forgets all of a person, and nothing of others', async () => {
    const { guesses, unlocking } = openRoom();
    const [account, other] = [someone(), someone()];
    const [name, address, foreign] = [someName(), someName(), someName()];
    const all = [
      named(name, account),
      named(address, account),
      named(name, account, 'laptop'),
      { by: 'SESSION', account } as const,
    ];
    for (const at of [...all, named(foreign, other)]) await exhaust(guesses, at);

    await opened.database.transactions.run((transaction) =>
      unlocking.unlock(transaction, account, [name, address]),
    );

    for (const at of all) expect(await waitOf(guesses, at)).toBeNull();
    expect(await waitOf(guesses, named(foreign, other))).toBe(30);
  });
});

describe('the table', () => {
  test('holds no name and no id in clear', async () => {
    const { guesses } = openRoom();
    const account = someone();
    await guesses.charge(named('a telling name', account, 'a telling device'));
    await guesses.charge(named('a telling name', account));

    const rows: unknown = await opened.database.dataSource.query('SELECT * FROM guess_counters');

    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`telling|${account}`));
  });

  test('loses what no longer counts when swept, and nothing else', async () => {
    const room = openRoom();
    const { dataSource, transactions } = opened.database;
    await room.guesses.charge(named(someName()));
    now = addSeconds(now, 25 * 60 * 60);
    const at = named(someName());
    await exhaust(room.guesses, at);

    await room.sweep?.(transactions);

    const [left]: { count: string }[] = await dataSource.query('SELECT count(*) FROM guess_counters');
    expect(left?.count).toBe('1');
    expect(await waitOf(room.guesses, at)).toBe(30);
  });
});
