import { beforeEach, describe, expect, test } from '@jest/globals';
import type { CachedSessionFacts, SessionFacts } from '../../../src/modules/sessions/session-facts.js';
import { createSessionFactsCache } from '../../../src/modules/sessions/session-facts-cache.js';
import { parseSessionId, parseUserId, type SessionId, type UserId } from '../../../src/shared/index.js';
import {
  createInMemoryChangeNotifications,
  type InMemoryChangeNotifications,
} from '../../helpers/in-memory-change-notifications.js';

const capacity = 5;
const ttlMs = 10_000;

let changeNotifications: InMemoryChangeNotifications;
let cache: CachedSessionFacts;
let rows: Map<string, SessionFacts>;
let elapsed: number;
/** When set, a result that was read waits for it. */
let answerDelay: Promise<void> | null;

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
  authMethods: ['pwd'],
  expiresAt: new Date(1),
  endedAt: null,
  userRow: {},
  ...changes,
});

beforeEach(() => {
  changeNotifications = createInMemoryChangeNotifications();
  elapsed = 0;
  answerDelay = null;
  rows = new Map([1, 2, 3].map((number) => [session(number), factsOf(user(1))]));
  rows.set(session(4), factsOf(user(2)));
  cache = createSessionFactsCache({
    source: {
      find: async (sessionId) => {
        const row = rows.get(sessionId) ?? null;
        await answerDelay;
        return row;
      },
    },
    changeNotifications,
    capacity,
    ttlMs,
    elapsedMs: () => elapsed,
  });
});

const isCached = (...numbers: readonly number[]): readonly boolean[] =>
  numbers.map((number) => cache.findCached(session(number)) !== null);
const load = async (...numbers: readonly number[]): Promise<void> => {
  for (const number of numbers) await cache.find(session(number));
};

test('facts are cached after the first read', async () => {
  expect(isCached(1)).toEqual([false]);

  expect(await cache.find(session(1))).toBe(rows.get(session(1)));

  expect(cache.findCached(session(1))).toBe(rows.get(session(1)));
});

test('a missing session is not cached', async () => {
  expect(await cache.find(session(9))).toBeNull();
  rows.set(session(9), factsOf(user(1)));

  expect(await cache.find(session(9))).not.toBeNull();
});

describe('a notification', () => {
  test('of a session removes exactly that session', async () => {
    await load(1, 2);

    changeNotifications.emitChange('sessions', session(1));

    expect(isCached(1, 2)).toEqual([false, true]);
  });

  test('of a user removes exactly the sessions of that user', async () => {
    await load(1, 2, 3, 4);

    changeNotifications.emitChange('users', user(1));

    expect(isCached(1, 2, 3, 4)).toEqual([false, false, false, true]);
  });

  test.each([
    ['the session', () => changeNotifications.emitChange('sessions', session(1))],
    ['its user', () => changeNotifications.emitChange('users', user(1))],
    ['everything', () => changeNotifications.resync()],
  ])('of %s that overtakes the answer keeps the answer from being cached', async (_whom, emitChange) => {
    const { promise, resolve } = deferred();
    answerDelay = promise;
    const pending = cache.find(session(1));

    rows.set(session(1), factsOf(user(1), { endedAt: new Date(0) }));
    emitChange();
    resolve();

    expect((await pending)?.endedAt).toBeNull();
    expect(isCached(1)).toEqual([false]);
    await load(1);
    expect(cache.findCached(session(1))?.endedAt).toEqual(new Date(0));
  });

  test('of another user does not', async () => {
    const { promise, resolve } = deferred();
    answerDelay = promise;
    const pending = cache.find(session(1));

    changeNotifications.emitChange('users', user(2));
    changeNotifications.emitChange('sessions', session(2));
    resolve();
    await pending;

    expect(isCached(1)).toEqual([true]);
  });
});

describe('while notifications may be missed', () => {
  test('the cache is neither used nor filled', async () => {
    await load(1);

    changeNotifications.disconnect();

    expect(isCached(1)).toEqual([false]);
    await load(2);
    changeNotifications.resync();
    expect(isCached(1, 2)).toEqual([false, false]);
  });

  test('a read that started then is not cached after the reconnection', async () => {
    changeNotifications.disconnect();
    const { promise, resolve } = deferred();
    answerDelay = promise;
    const pending = cache.find(session(1));

    changeNotifications.resync();
    resolve();
    await pending;

    expect(isCached(1)).toEqual([false]);
  });

  test('a read that spans a loss and a reconnection is not cached', async () => {
    const { promise, resolve } = deferred();
    answerDelay = promise;
    const pending = cache.find(session(1));

    changeNotifications.disconnect();
    changeNotifications.resync();
    resolve();
    await pending;

    expect(isCached(1)).toEqual([false]);
  });
});

test('an entry expires, counted from the start of the read', async () => {
  const { promise, resolve } = deferred();
  answerDelay = promise;
  const pending = cache.find(session(1));
  elapsed = 4_000;
  resolve();
  await pending;

  elapsed = ttlMs - 1;
  expect(isCached(1)).toEqual([true]);
  elapsed = ttlMs;
  expect(isCached(1)).toEqual([false]);
});

test('the least recently used entry is evicted above the capacity', async () => {
  for (const number of [5, 6]) rows.set(session(number), factsOf(user(3)));
  await load(1, 2, 3, 4, 5);
  cache.findCached(session(1));

  await load(6);

  expect(isCached(1, 2, 3, 4, 5, 6)).toEqual([true, false, true, true, true, true]);
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
