import { beforeEach, describe, expect, test } from '@jest/globals';
import type { RememberedSessionFacts, SessionFacts } from '../../../src/modules/sessions/session-facts.js';
import { createSessionFactsCache } from '../../../src/modules/sessions/session-facts-cache.js';
import { parseSessionId, parseUserId, type SessionId, type UserId } from '../../../src/shared/index.js';
import { type TwinNotices, twinNotices } from '../../helpers/in-memory-change-notifications.js';

const capacity = 5;
const ttlMs = 10_000;

let notices: TwinNotices;
let cache: RememberedSessionFacts;
let rows: Map<string, SessionFacts>;
let elapsed: number;
/** When set, an answer that has left the database waits for it. */
let onTheWay: Promise<void> | null;

const session = (number: number): SessionId =>
  parseSessionId(`018f3f3e-0000-7000-8000-00000000000${number}`) ?? fail();
const user = (number: number): UserId =>
  parseUserId(`018f3f3e-0000-7000-9000-00000000000${number}`) ?? fail();
const factsOf = (userId: UserId, changes: Partial<SessionFacts> = {}): SessionFacts => ({
  userId,
  role: 'USER',
  userEpoch: 0,
  disabledAt: null,
  disabledUntil: null,
  deletedAt: null,
  sessionEpoch: 0,
  authenticatedAt: new Date(0),
  expiresAt: new Date(1),
  endedAt: null,
  ...changes,
});

beforeEach(() => {
  notices = twinNotices();
  elapsed = 0;
  onTheWay = null;
  rows = new Map([1, 2, 3].map((number) => [session(number), factsOf(user(1))]));
  rows.set(session(4), factsOf(user(2)));
  cache = createSessionFactsCache({
    source: {
      find: async (sessionId) => {
        const row = rows.get(sessionId) ?? null;
        await onTheWay;
        return row;
      },
    },
    notices,
    capacity,
    ttlMs,
    elapsedMs: () => elapsed,
  });
});

const isRemembered = (...numbers: readonly number[]): readonly boolean[] =>
  numbers.map((number) => cache.recall(session(number)) !== null);
const learn = async (...numbers: readonly number[]): Promise<void> => {
  for (const number of numbers) await cache.find(session(number));
};

test('what was asked once is remembered', async () => {
  expect(isRemembered(1)).toEqual([false]);

  expect(await cache.find(session(1))).toBe(rows.get(session(1)));

  expect(cache.recall(session(1))).toBe(rows.get(session(1)));
});

test('a session that is not there is not remembered as missing', async () => {
  expect(await cache.find(session(9))).toBeNull();
  rows.set(session(9), factsOf(user(1)));

  expect(await cache.find(session(9))).not.toBeNull();
});

describe('a notice', () => {
  test('of a session makes that one forgotten and no other', async () => {
    await learn(1, 2);

    notices.tell('sessions', session(1));

    expect(isRemembered(1, 2)).toEqual([false, true]);
  });

  test('of a person makes all their sessions forgotten, and nobody else', async () => {
    await learn(1, 2, 3, 4);

    notices.tell('users', user(1));

    expect(isRemembered(1, 2, 3, 4)).toEqual([false, false, false, true]);
  });

  test.each([
    ['the session', () => notices.tell('sessions', session(1))],
    ['its owner', () => notices.tell('users', user(1))],
    ['everything', () => notices.resync()],
  ])('of %s that overtakes the answer keeps the answer from being remembered', async (_whom, tell) => {
    const { promise, resolve } = deferred();
    onTheWay = promise;
    const asked = cache.find(session(1));

    rows.set(session(1), factsOf(user(1), { endedAt: new Date(0) }));
    tell();
    resolve();

    expect((await asked)?.endedAt).toBeNull();
    expect(isRemembered(1)).toEqual([false]);
    await learn(1);
    expect(cache.recall(session(1))?.endedAt).toEqual(new Date(0));
  });

  test('of somebody else does not', async () => {
    const { promise, resolve } = deferred();
    onTheWay = promise;
    const asked = cache.find(session(1));

    notices.tell('users', user(2));
    notices.tell('sessions', session(2));
    resolve();
    await asked;

    expect(isRemembered(1)).toEqual([true]);
  });
});

describe('without the listener', () => {
  test('nothing is believed, and what is asked meanwhile is not remembered', async () => {
    await learn(1);

    notices.lose();

    expect(isRemembered(1)).toEqual([false]);
    await learn(2);
    notices.resync();
    expect(isRemembered(1, 2)).toEqual([false, false]);
  });

  test('a question that began while it was lost is not remembered after it is back', async () => {
    notices.lose();
    const { promise, resolve } = deferred();
    onTheWay = promise;
    const asked = cache.find(session(1));

    notices.resync();
    resolve();
    await asked;

    expect(isRemembered(1)).toEqual([false]);
  });

  test('a question that outlives a loss and a return is not remembered', async () => {
    const { promise, resolve } = deferred();
    onTheWay = promise;
    const asked = cache.find(session(1));

    notices.lose();
    notices.resync();
    resolve();
    await asked;

    expect(isRemembered(1)).toEqual([false]);
  });
});

test('after its time it is asked again, counted from the question and not from the answer', async () => {
  const { promise, resolve } = deferred();
  onTheWay = promise;
  const asked = cache.find(session(1));
  elapsed = 4_000;
  resolve();
  await asked;

  elapsed = ttlMs - 1;
  expect(isRemembered(1)).toEqual([true]);
  elapsed = ttlMs;
  expect(isRemembered(1)).toEqual([false]);
});

test('it holds so many and no more: the one not asked about for longest goes', async () => {
  for (const number of [5, 6]) rows.set(session(number), factsOf(user(3)));
  await learn(1, 2, 3, 4, 5);
  cache.recall(session(1));

  await learn(6);

  expect(isRemembered(1, 2, 3, 4, 5, 6)).toEqual([true, false, true, true, true, true]);
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

function fail(): never {
  throw new Error('no id');
}
