import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createKeyRing, type KeyRing } from '../../../src/keys/key-ring.js';
import type { OpenSigningKey } from '../../../src/keys/key-sealer.js';
import type { SigningKeyStatus } from '../../../src/keys/keys-store.js';

const kidOf = (letter: string): string => letter.repeat(43);

function makeKey(letter: string, status: SigningKeyStatus): OpenSigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid: kidOf(letter), algorithm: 'ES256', status, publicKey, privateKey };
}

const active = makeKey('a', 'ACTIVE');
const retiring = makeKey('r', 'RETIRING');
const late = makeKey('l', 'PENDING');

interface RingUnderTest {
  readonly ring: KeyRing;
  readonly looks: () => number;
  readonly wait: (millis: number) => void;
}

function createRing(
  reload: () => Promise<readonly OpenSigningKey[]> = async () => [active, retiring, late],
): RingUnderTest {
  let now = 1_000_000;
  let count = 0;
  const ring = createKeyRing({
    signingKeys: [retiring, active],
    reload: () => {
      count += 1;
      return reload();
    },
    clock: { now: () => new Date(now) },
  });
  const wait = (millis: number): void => {
    now += millis;
  };
  return { ring, looks: () => count, wait };
}

test('signs with the active key and finds every known one without asking the database', async () => {
  const { ring, looks } = createRing();

  expect(ring.active()).toEqual({ kid: active.kid, algorithm: 'ES256', privateKey: active.privateKey });
  expect(ring.find(retiring.kid)).toEqual({
    kid: retiring.kid,
    algorithm: 'ES256',
    publicKey: retiring.publicKey,
  });
  expect(looks()).toBe(0);
});

describe('a key id that is not known', () => {
  test('is looked up in the database, since another instance may have made the key', async () => {
    const { ring, looks } = createRing();

    expect(await ring.find(late.kid)).toMatchObject({ kid: late.kid });
    expect(looks()).toBe(1);
  });

  test('costs one look in five seconds, however many tokens invent one', async () => {
    const { ring, looks, wait } = createRing();

    const found = await Promise.all([...'bcdefgh'].map((letter) => ring.find(kidOf(letter))));
    wait(4_999);
    await ring.find(kidOf('x'));

    expect(found.every((key) => key === null)).toBe(true);
    expect(looks()).toBe(1);
    wait(1);
    await ring.find(kidOf('x'));
    expect(looks()).toBe(2);
  });

  test('is looked up again after a clock that was set back', async () => {
    const { ring, looks, wait } = createRing();

    await ring.find(kidOf('x'));
    wait(-3_600_000);
    await ring.find(kidOf('x'));

    expect(looks()).toBe(2);
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
    const { ring, looks } = createRing();

    expect(ring.find(kid)).toBeNull();
    expect(looks()).toBe(0);
  });

  test('rejects while the database is out of reach, and known keys go on', async () => {
    const { ring, wait } = createRing(() => Promise.reject(new Error('out of reach')));

    await expect(ring.find(kidOf('x'))).rejects.toThrow('out of reach');
    await expect(ring.find(kidOf('y'))).rejects.toThrow('out of reach');
    wait(5_000);
    await expect(ring.find(kidOf('x'))).rejects.toThrow('out of reach');

    expect(ring.find(active.kid)).not.toBeNull();
  });
});

test('publishes public members only, with kid, alg and use', () => {
  const { ring } = createRing();

  for (const key of ring.published()) {
    expect(new Set(Object.keys(key))).toEqual(new Set(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']));
    expect(key).toMatchObject({ alg: 'ES256', use: 'sig', kty: 'EC', crv: 'P-256' });
  }
  expect(ring.published().map((key) => key.kid)).toEqual([retiring.kid, active.kid]);
});
