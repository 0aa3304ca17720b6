import { beforeEach, describe, expect, test } from '@jest/globals';
import { createKeyRing, type KeyRing, type KeysSnapshot } from '../../../src/modules/keys/key-ring.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';
import {
  createInMemoryChangeNotifications,
  type InMemoryChangeNotifications,
} from '../../helpers/in-memory-change-notifications.js';
import { createTestKey, kidOf } from './test-keys.js';

const old = createTestKey('a', -2000);
const active = createTestKey('b', -500);
const pending = createTestKey('c', 600);
const late = createTestKey('d', 1200);

/** The content of the database and the number of queries. */
let database: KeysSnapshot;
let queries: { revisions: number; reads: number };
let changeNotifications: InMemoryChangeNotifications;
let clock: FakeClock;
let isUnreachable: boolean;

beforeEach(() => {
  database = { revision: 3, keys: [old, active, pending] };
  queries = { revisions: 0, reads: 0 };
  changeNotifications = createInMemoryChangeNotifications();
  clock = createFakeClock();
  isUnreachable = false;
});

function createRing(): KeyRing {
  return createKeyRing({
    initialKeys: database,
    readRevision: async () => {
      queries.revisions += 1;
      if (isUnreachable) throw new Error('unreachable');
      return database.revision;
    },
    readKeys: async () => {
      queries.reads += 1;
      return database;
    },
    changeNotifications,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    clock,
  });
}

const revokeActive = (): void => {
  database = {
    revision: 4,
    keys: [old, { ...createTestKey('b', -500, 0) }, { ...pending, activeFrom: clock.now() }],
  };
};

test('signs and finds accepted keys without a query while notifications arrive', () => {
  const ring = createRing();

  expect(ring.active()).toEqual({ kid: active.kid, algorithm: 'ES256', privateKey: active.pair?.privateKey });
  for (const { kid, pair } of [old, active, pending]) {
    expect(ring.find(kid)).toEqual({ kid, algorithm: 'ES256', publicKey: pair?.publicKey });
  }
  expect(queries).toEqual({ revisions: 0, reads: 0 });
});

test('activates a pending key and rejects a retired key at their times', () => {
  const ring = createRing();

  clock.moveTo(600);
  expect(ring.active().kid).toBe(pending.kid);
  expect(ring.find(old.kid)).toBeNull();
  expect(ring.find(active.kid)).not.toBeNull();
});

describe('a key that another instance revoked', () => {
  test('is rejected at the next call without notifications, and another key signs', async () => {
    changeNotifications.disconnect();
    const ring = createRing();
    expect(await ring.find(active.kid)).not.toBeNull();

    revokeActive();

    expect(await ring.find(active.kid)).toBeNull();
    expect(ring.active().kid).toBe(pending.kid);
  });

  test('is rejected as soon as the notification arrives, even before the database has responded', async () => {
    const ring = createRing();
    revokeActive();

    changeNotifications.emitChange('signing-keys', active.id);

    expect(ring.isCurrent()).toBe(false);
    expect(await ring.find(active.kid)).toBeNull();
    expect(ring.isCurrent()).toBe(true);
    expect(ring.find(active.kid)).toBeNull();
  });

  test('is never accepted while the database is unreachable', async () => {
    const ring = createRing();
    isUnreachable = true;

    changeNotifications.emitChange('signing-keys', active.id);
    await expect(ring.find(active.kid)).rejects.toThrow('unreachable');
    await expect(ring.find(pending.kid)).rejects.toThrow('unreachable');
    isUnreachable = false;
    expect(await ring.find(active.kid)).not.toBeNull();
    changeNotifications.disconnect();
    isUnreachable = true;
    await expect(ring.find(active.kid)).rejects.toThrow('unreachable');
    await expect(ring.published()).rejects.toThrow('unreachable');
  });
});

test('reads only the revision while no key has changed', async () => {
  changeNotifications.disconnect();
  const ring = createRing();

  await ring.find(active.kid);
  await ring.find(active.kid);
  database = { revision: 4, keys: [old, active, pending, late] };
  await ring.find(active.kid);

  expect(queries).toEqual({ revisions: 3, reads: 1 });
});

describe('an unknown key id', () => {
  test('is looked up in the database, because another instance may have created the key', async () => {
    const ring = createRing();
    database = { revision: 4, keys: [old, active, pending, late] };

    expect(await ring.find(late.kid)).toMatchObject({ kid: late.kid });
  });

  test('causes one query per interval, however many tokens invent one, and hides no existing key', async () => {
    const ring = createRing();
    const invented = [...'efghijklmn'].map((letter) => ring.find(kidOf(letter)));
    await Promise.all(invented);
    const checks = queries.revisions;
    database = { revision: 4, keys: [old, active, pending, late] };

    const found = await Promise.all([ring.find(kidOf('x')), ring.find(late.kid), ring.find(kidOf('y'))]);

    expect(checks).toBe(1);
    expect(queries.revisions).toBe(2);
    expect(found.map((key) => key?.kid ?? null)).toEqual([null, late.kid, null]);
  });

  test.each([
    '',
    'a',
    kidOf('a').slice(1),
    `${kidOf('b')}b`,
    '../../etc/passwd',
    '__proto__',
    'constructor',
    `${kidOf('b').slice(1)}+`,
  ])('is never looked up when it is not a thumbprint: %j', (kid) => {
    changeNotifications.disconnect();

    expect(createRing().find(kid)).toBeNull();
    expect(queries).toEqual({ revisions: 0, reads: 0 });
  });
});

test('publishes the public members of accepted keys with kid, alg and use', async () => {
  const ring = createRing();

  const published = await ring.published();

  expect(published.map(({ kid }) => kid)).toEqual([old.kid, active.kid, pending.kid]);
  for (const key of published) {
    expect(new Set(Object.keys(key))).toEqual(new Set(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']));
    expect(key).toMatchObject({ alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256' });
  }
  clock.moveTo(600);
  expect((await ring.published()).map(({ kid }) => kid)).toEqual([active.kid, pending.kid]);
});
