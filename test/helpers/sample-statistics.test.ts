import { describe, expect, test } from '@jest/globals';
import { fc } from './fast-check.js';
import { criticalKsDistance, ksDistance, median, shuffle } from './sample-statistics.js';

/** Tests a helper, because login-timing.full.test.ts depends on its statistics. */

/** Returns reproducible pseudo-random numbers (the generator of Park and Miller). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function sample(seed: number, size: number, shift = 0): readonly number[] {
  const next = numbers(seed);
  return Array.from({ length: size }, () => next() + next() + next() + shift);
}

describe('ksDistance', () => {
  test('equals values computed by hand', () => {
    expect(ksDistance([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
    expect(ksDistance([1, 2], [3, 4])).toBe(1);
    expect(ksDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(ksDistance([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5);
    expect(ksDistance([5], [5, 5, 5])).toBe(0);
  });

  test('equals the definition and is symmetric', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
    const share = (of: readonly number[], upTo: number): number =>
      of.filter((value) => value <= upTo).length / of.length;
    fc.assert(
      fc.property(values, values, (one, other) => {
        const gaps = [...one, ...other].map((value) => Math.abs(share(one, value) - share(other, value)));

        expect(ksDistance(one, other)).toBeCloseTo(Math.max(...gaps), 12);
        expect(ksDistance(other, one)).toBe(ksDistance(one, other));
      }),
    );
  });

  test('is below the critical distance for samples of one distribution, above it for a shifted one', () => {
    const critical = criticalKsDistance(1e-6, 300, 300);

    for (let seed = 1; seed <= 200; seed += 1) {
      expect(ksDistance(sample(seed, 300), sample(seed + 1000, 300))).toBeLessThan(critical);
      expect(ksDistance(sample(seed, 300), sample(seed + 1000, 300, 0.5))).toBeGreaterThan(critical);
    }
  });
});

test('criticalKsDistance agrees with the table: 1.36 and 1.63 times the root for 5 and 1 percent', () => {
  const root = Math.sqrt(600 / 90_000);

  expect(criticalKsDistance(0.05, 300, 300) / root).toBeCloseTo(1.36, 2);
  expect(criticalKsDistance(0.01, 300, 300) / root).toBeCloseTo(1.63, 2);
});

test('shuffle keeps every member, median returns the middle one', () => {
  expect([...shuffle([1, 2, 3, 4, 5], numbers(7))].sort()).toEqual([1, 2, 3, 4, 5]);
  expect(median([9, 1, 5])).toBe(5);
});
