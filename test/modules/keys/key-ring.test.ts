import { beforeEach, describe, expect, test } from '@jest/globals';
import { createKeyRing, type KeyRing, type KeysSnapshot } from '../../../src/modules/keys/key-ring.js';
import {
  createInMemoryChangeNotifications,
  type InMemoryChangeNotifications,
} from '../../helpers/in-memory-change-notifications.js';
import { createFakeClock, createTestKey, kidOf } from './test-keys.js';

const old = createTestKey('a', -2000);
const active = createTestKey('b', -500);
const pending = createTestKey('c', 600);
const late = createTestKey('d', 1200);

/** What the database holds, and how often it was asked. */
let database: KeysSnapshot;
let asked: { revisions: number; reads: number };
let changeNotifications: InMemoryChangeNotifications;
let clock: ReturnType<typeof createFakeClock>;
let outOfReach: boolean;

beforeEach(() => {
  database = { revision: 3, keys: [old, active, pending] };
  asked = { revisions: 0, reads: 0 };
  changeNotifications = createInMemoryChangeNotifications();
  clock = createFakeClock();
  outOfReach = false;
});

function createRing(): KeyRing {
  return createKeyRing({
    initialKeys: database,
    readRevision: async () => {
      asked.revisions += 1;
      if (outOfReach) throw new Error('out of reach');
      return database.revision;
    },
    readKeys: async () => {
      asked.reads += 1;
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

test('signs with the active key and finds every accepted one without asking, while changeNotifications reach it', () => {
  const ring = createRing();

  expect(ring.active()).toEqual({ kid: active.kid, algorithm: 'ES256', privateKey: active.pair?.privateKey });
  for (const { kid, pair } of [old, active, pending]) {
    expect(ring.find(kid)).toEqual({ kid, algorithm: 'ES256', publicKey: pair?.publicKey });
  }
  expect(asked).toEqual({ revisions: 0, reads: 0 });
});

test('the pending key signs when its time has come, and the old one is refused when its time is over', () => {
  const ring = createRing();

  clock.moveTo(600);
  expect(ring.active().kid).toBe(pending.kid);
  expect(ring.find(old.kid)).toBeNull();
  expect(ring.find(active.kid)).not.toBeNull();
});

describe('a key that was revoked elsewhere', () => {
  test('is refused at the next question where no notification comes, and another one signs', async () => {
    changeNotifications.disconnect();
    const ring = createRing();
    expect(await ring.find(active.kid)).not.toBeNull();

    revokeActive();

    expect(await ring.find(active.kid)).toBeNull();
    expect(ring.active().kid).toBe(pending.kid);
  });

  test('is refused from the notification on: who asks before the database has answered waits for it', async () => {
    const ring = createRing();
    revokeActive();

    changeNotifications.emitChange('signing-keys', active.id);

    expect(ring.isCurrent()).toBe(false);
    expect(await ring.find(active.kid)).toBeNull();
    expect(ring.isCurrent()).toBe(true);
    expect(ring.find(active.kid)).toBeNull();
  });

  test('is never let in by a database out of reach: after a notification, or without any', async () => {
    const ring = createRing();
    outOfReach = true;

    changeNotifications.emitChange('signing-keys', active.id);
    await expect(ring.find(active.kid)).rejects.toThrow('out of reach');
    await expect(ring.find(pending.kid)).rejects.toThrow('out of reach');
    outOfReach = false;
    expect(await ring.find(active.kid)).not.toBeNull();
    changeNotifications.disconnect();
    outOfReach = true;
    await expect(ring.find(active.kid)).rejects.toThrow('out of reach');
    await expect(ring.published()).rejects.toThrow('out of reach');
  });
});

test('asks for the revision alone, and reads the keys only when it has changed', async () => {
  changeNotifications.disconnect();
  const ring = createRing();

  await ring.find(active.kid);
  await ring.find(active.kid);
  database = { revision: 4, keys: [old, active, pending, late] };
  await ring.find(active.kid);

  expect(asked).toEqual({ revisions: 3, reads: 1 });
});

describe('a key id that is not known', () => {
  test('is looked up in the database, since another instance may have made the key', async () => {
    const ring = createRing();
    database = { revision: 4, keys: [old, active, pending, late] };

    expect(await ring.find(late.kid)).toMatchObject({ kid: late.kid });
  });

  test('costs one look in a pause, however many tokens invent one, and a good one is found all the same', async () => {
    const ring = createRing();
    const invented = [...'efghijklmn'].map((letter) => ring.find(kidOf(letter)));
    await Promise.all(invented);
    const looks = asked.revisions;
    database = { revision: 4, keys: [old, active, pending, late] };

    const found = await Promise.all([ring.find(kidOf('x')), ring.find(late.kid), ring.find(kidOf('y'))]);

    expect(looks).toBe(1);
    expect(asked.revisions).toBe(2);
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
  ])('is never looked up when it is no thumbprint: %j', (kid) => {
    changeNotifications.disconnect();

    expect(createRing().find(kid)).toBeNull();
    expect(asked).toEqual({ revisions: 0, reads: 0 });
  });
});

test('publishes accepted keys only, public members only, with kid, alg and use', async () => {
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
