import { describe, expect, test } from '@jest/globals';
import { type KeyLifecycle, type KeyTimes, keyLifecycles } from '../../../src/modules/keys/key-lifecycle.js';
import { fc } from '../../helpers/fast-check.js';
import { at, keyTimesOf } from './test-keys.js';

const first = keyTimesOf('a', 0);
const second = keyTimesOf('b', 1000);
/** The last token of the first key is signed at 1000 and is valid for 900 s; the clock leeway is 60 s. */
const retired = 1000 + 900 + 60;

function statuses(keys: readonly KeyTimes[], seconds: number): string {
  const lifecycles = keyLifecycles(keys, at(seconds));
  return keys.map((key) => `${key.id}:${lifecycles.get(key)?.status}`).join(' ');
}

function lifecycleOf(keys: readonly KeyTimes[], id: string, seconds: number): KeyLifecycle | undefined {
  return [...keyLifecycles(keys, at(seconds))].find(([key]) => key.id === id)?.[1];
}

test.each([
  [0, 'a:ACTIVE b:PENDING'],
  [999.999, 'a:ACTIVE b:PENDING'],
  [1000, 'a:RETIRING b:ACTIVE'],
  [retired - 0.001, 'a:RETIRING b:ACTIVE'],
  [retired, 'a:REVOKED b:ACTIVE'],
])('after %p seconds a key and its successor are %p', (seconds, expected) => {
  expect(statuses([first, second], seconds)).toBe(expected);
  expect(statuses([second, first], seconds)).toBe(expected.split(' ').reverse().join(' '));
});

test('a key has a retirement time as soon as another key follows it', () => {
  expect(lifecycleOf([first], 'a', 0)).toEqual({ status: 'ACTIVE', retireAt: null, revokedAt: null });
  expect(lifecycleOf([first, second], 'a', 0)).toEqual({
    status: 'ACTIVE',
    retireAt: at(retired),
    revokedAt: null,
  });
  expect(lifecycleOf([first, second], 'a', retired)).toEqual({
    status: 'REVOKED',
    retireAt: at(retired),
    revokedAt: at(retired),
  });
});

describe('a revoked key', () => {
  test('that signed is replaced by the next key immediately, even on a clock that is behind', () => {
    const keys = [keyTimesOf('a', 0, 500), keyTimesOf('b', 500)];

    expect(statuses(keys, 500)).toBe('a:REVOKED b:ACTIVE');
    expect(statuses(keys, 490)).toBe('a:REVOKED b:ACTIVE');
    expect(lifecycleOf(keys, 'a', 2000)).toEqual({ status: 'REVOKED', retireAt: null, revokedAt: at(500) });
  });

  test('is never replaced by a key that signed before', () => {
    const keys = [first, keyTimesOf('b', 1000, 1500), keyTimesOf('c', 1500)];

    expect(statuses(keys, 1480)).toBe('a:RETIRING b:REVOKED c:ACTIVE');
    expect(lifecycleOf(keys, 'a', 1480)?.retireAt).toEqual(at(retired));
  });

  test('that was pending does not retire the key before it', () => {
    const keys = [first, keyTimesOf('b', 1000, 500)];

    expect(statuses(keys, 3000)).toBe('a:ACTIVE b:REVOKED');
    expect(lifecycleOf(keys, 'a', 3000)?.retireAt).toBeNull();
  });

  test('without a successor leaves no active key', () => {
    expect(statuses([keyTimesOf('a', 0, 10)], 20)).toBe('a:REVOKED');
  });
});

test('keys with the same activation time follow each other in the order of creation', () => {
  expect(statuses([keyTimesOf('a', 0), keyTimesOf('b', 0)], 0)).toBe('a:RETIRING b:ACTIVE');
});

test('a clock before the first activation time selects the first key', () => {
  expect(statuses([first, second], -5)).toBe('a:ACTIVE b:PENDING');
});

describe('for any keys and any clock', () => {
  const key = fc.record({
    id: fc.uuid(),
    begins: fc.integer({ min: 0, max: 5000 }),
    revoked: fc.option(fc.integer({ min: 0, max: 5000 })),
  });
  const keysAt = fc.tuple(
    fc.uniqueArray(key, { maxLength: 8, selector: ({ id }) => id }),
    fc.integer({ min: -100, max: 8000 }),
  );
  const read = (drawn: readonly { id: string; begins: number; revoked: number | null }[]): KeyTimes[] =>
    drawn.map(({ id, begins, revoked }) => keyTimesOf(id, begins, revoked));

  test('at most one key is active, exactly one while none is revoked, and revoked keys stay revoked', () => {
    fc.assert(
      fc.property(keysAt, ([drawn, seconds]) => {
        const keys = read(drawn);
        const lifecycles = [...keyLifecycles(keys, at(seconds))];
        const active = lifecycles.filter(([, { status }]) => status === 'ACTIVE');

        expect(active.length).toBeLessThanOrEqual(1);
        const latest = [...keys].sort((one, other) => other.activeFrom.getTime() - one.activeFrom.getTime());
        // Revoking the last key adds a successor in production, which these arbitrary keys do not have.
        if (latest[0] !== undefined && latest.every(({ revokedAt }) => revokedAt === null)) {
          expect(active).toHaveLength(1);
        }
        for (const [{ revokedAt }, { status }] of lifecycles) {
          if (revokedAt !== null) expect(status).toBe('REVOKED');
        }
      }),
    );
  });

  test('the key of an unexpired token is accepted unless it was revoked', () => {
    fc.assert(
      fc.property(keysAt, fc.integer({ min: 0, max: 900 }), ([drawn, seconds], age) => {
        const keys = read(drawn.map((one) => ({ ...one, revoked: null })));
        const [signer] =
          [...keyLifecycles(keys, at(seconds))].find(([, { status }]) => status === 'ACTIVE') ?? [];

        if (signer === undefined) return;
        const later = keyLifecycles(keys, at(seconds + age)).get(signer);
        expect(later?.status).not.toBe('REVOKED');
      }),
    );
  });

  test('a status never changes back to an earlier one', () => {
    fc.assert(
      fc.property(keysAt, fc.integer({ min: 0, max: 5000 }), ([drawn, seconds], more) => {
        const keys = read(drawn);
        const order = ['PENDING', 'ACTIVE', 'RETIRING', 'REVOKED'];
        const now = keyLifecycles(keys, at(seconds));
        const later = keyLifecycles(keys, at(seconds + more));

        for (const key of keys) {
          const [before, after] = [now, later].map((lifecycles) =>
            order.indexOf(lifecycles.get(key)?.status ?? ''),
          );
          expect(after).toBeGreaterThanOrEqual(before ?? 0);
        }
      }),
    );
  });
});
