import { beforeEach, describe, expect, test } from '@jest/globals';
import { createRecentlySeenSet, type RecentlySeenSet } from '../../src/shared/index.js';

let now = 0;
let recentlySeen: RecentlySeenSet;

beforeEach(() => {
  now = Date.UTC(2026, 2, 1);
  recentlySeen = createRecentlySeenSet({ now: () => new Date(now) });
});

describe('addIfUnseen', () => {
  test('returns true once per minute and key', () => {
    const first = [
      recentlySeen.addIfUnseen('a'),
      recentlySeen.addIfUnseen('b'),
      recentlySeen.addIfUnseen('a'),
    ];
    now += 59_999;
    const later = recentlySeen.addIfUnseen('a');
    now += 1;

    expect([...first, later, recentlySeen.addIfUnseen('a')]).toEqual([true, true, false, false, true]);
  });

  test('returns true for a key that was removed', () => {
    recentlySeen.addIfUnseen('a');

    recentlySeen.forget('a');

    expect(recentlySeen.addIfUnseen('a')).toBe(true);
  });

  test('returns true when the clock was set back', () => {
    recentlySeen.addIfUnseen('a');

    now -= 1;

    expect(recentlySeen.addIfUnseen('a')).toBe(true);
  });

  test('drops the oldest key beyond ten thousand', () => {
    recentlySeen.addIfUnseen('the first');
    for (let index = 0; index < 10_000; index += 1) recentlySeen.addIfUnseen(`key ${index}`);

    expect(recentlySeen.addIfUnseen('key 9999')).toBe(false);
    expect(recentlySeen.addIfUnseen('the first')).toBe(true);
  });
});
