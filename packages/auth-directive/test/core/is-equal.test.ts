import { describe, expect, test } from '@jest/globals';
import { copyPlain, isEqual } from '../../src/core/is-equal.js';

describe('isEqual', () => {
  const money = new (class Money {
    readonly amount = 1;
  })();

  test.each([
    [1, 1, true],
    [1, '1', false],
    [Number.NaN, Number.NaN, true],
    [null, null, true],
    [null, {}, false],
    [undefined, {}, false],
    [{}, undefined, false],
    [[1], { 0: 1, length: 1 }, false],
    [{ 0: 1, length: 1 }, [1], false],
    [{}, null, false],
    [new Date(1), new Date(1), true],
    [new Date(1), new Date(2), false],
    [new Date(1), {}, false],
    [[1, [2]], [1, [2]], true],
    [[1, 2], [1, 3], false],
    [[1], [1, 2], false],
    [[], {}, false],
    [{}, [], false],
    [{ a: { b: 1 } }, { a: { b: 1 } }, true],
    [{ a: 1 }, { a: 2 }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: undefined }, { b: undefined }, false],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }, true],
    [money, money, true],
    [money, { amount: 1 }, false],
    [{ amount: 1 }, money, false],
  ])('compares %j and %j: %s', (left, right, expected) => {
    expect(isEqual(left, right)).toBe(expected);
  });
});

describe('copyPlain', () => {
  test('copies lists and plain objects at any depth', () => {
    const value = { list: [{ text: 'before' }] };

    const copy = copyPlain(value);
    value.list[0] = { text: 'after' };
    value.list.push({ text: 'more' });

    expect(copy).toEqual({ list: [{ text: 'before' }] });
  });

  test('keeps anything else, also within plain data', () => {
    const date = new Date(0);

    expect(copyPlain(date)).toBe(date);
    expect(copyPlain({ inner: { date, nothing: null } }).inner.date).toBe(date);
  });
});
