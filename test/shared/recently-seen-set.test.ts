import { beforeEach, describe, expect, test } from '@jest/globals';
import { createNovelties, type Novelties } from '../../src/shared/index.js';

let now = 0;
let novelties: Novelties;

beforeEach(() => {
  now = Date.UTC(2026, 2, 1);
  novelties = createNovelties({ now: () => new Date(now) });
});

describe('what is told', () => {
  test('is new once in a minute, each key for itself', () => {
    const first = [novelties.isNew('a'), novelties.isNew('b'), novelties.isNew('a')];
    now += 59_999;
    const later = novelties.isNew('a');
    now += 1;

    expect([...first, later, novelties.isNew('a')]).toEqual([true, true, false, false, true]);
  });

  test('is new again when it was forgotten', () => {
    novelties.isNew('a');

    novelties.forget('a');

    expect(novelties.isNew('a')).toBe(true);
  });

  test('is new when the clock has gone back', () => {
    novelties.isNew('a');

    now -= 1;

    expect(novelties.isNew('a')).toBe(true);
  });

  test('is told again rather than lost when there is too much to remember', () => {
    novelties.isNew('the first');
    for (let index = 0; index < 10_000; index += 1) novelties.isNew(`key ${index}`);

    expect(novelties.isNew('key 9999')).toBe(false);
    expect(novelties.isNew('the first')).toBe(true);
  });
});
