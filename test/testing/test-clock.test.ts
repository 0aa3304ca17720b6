import { expect, test } from '@jest/globals';
import { createTestClock } from '../../src/testing/test-clock.js';

const start = new Date('2026-03-01T09:30:00.000Z');

test.each([
  ['250ms', 250],
  ['30s', 30_000],
  ['10m', 600_000],
  ['8h', 28_800_000],
  ['30d', 2_592_000_000],
  [1_500, 1_500],
  [0, 0],
])('advance(%p) moves the clock by %d milliseconds', (duration, milliseconds) => {
  const clock = createTestClock(start);

  clock.advance(duration);
  clock.advance(duration);

  expect(clock.now().getTime() - start.getTime()).toBe(2 * milliseconds);
});

test.each([
  '10',
  '10 m',
  '-5m',
  '1.5h',
  '10M',
  '',
  'm',
  '1h30m',
  -1,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
])('advance(%p) throws and leaves the clock where it was', (duration) => {
  const clock = createTestClock(start);

  expect(() => clock.advance(duration)).toThrow(RangeError);
  expect(clock.now()).toEqual(start);
});

test('a returned time does not change when the caller changes it', () => {
  const clock = createTestClock(start);

  clock.now().setFullYear(1970);

  expect(clock.now()).toEqual(start);
});
