import { describe, expect, test } from '@jest/globals';
import { isAsyncIterable, isIterable } from '../../src/core/is-iterable.js';

describe.each([
  ['isIterable', isIterable, Symbol.iterator],
  ['isAsyncIterable', isAsyncIterable, Symbol.asyncIterator],
])('%s', (_, isIterableValue, method) => {
  const next = (): unknown => undefined;

  test.each([
    ['an object with the method', { [method]: next }, true],
    ['a function with the method', Object.assign(() => undefined, { [method]: next }), true],
    ['an object without the method', {}, false],
    ['an object whose method is no function', { [method]: 1 }, false],
    ['a function without the method', () => undefined, false],
    ['text', 'ab', false],
    ['a number', 1, false],
    ['null', null, false],
    ['undefined', undefined, false],
  ])('recognizes %s', (__, value, expected) => {
    expect(isIterableValue(value)).toBe(expected);
  });
});
