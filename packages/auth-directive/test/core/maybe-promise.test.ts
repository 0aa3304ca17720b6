import { describe, expect, test } from '@jest/globals';
import { handledRejection, isPromiseLike, mapMaybePromise } from '../../src/core/maybe-promise.js';

/** Something with a `then`, which a literal may not have. */
const thenable = (target: object, then: unknown): unknown =>
  Object.defineProperty(target, 'then', { value: then });

describe('now or later', () => {
  test.each([
    [Promise.resolve(1), true],
    [thenable({}, () => undefined), true],
    [thenable({}, 1), false],
    [{}, false],
    [null, false],
    [undefined, false],
    [1, false],
    [
      thenable(
        () => 1,
        () => undefined,
      ),
      false,
    ],
  ])('%p must be waited for: %s', (value, expected) => {
    expect(isPromiseLike<unknown>(value)).toBe(expected);
  });

  test('goes on at once with what is there', async () => {
    expect(mapMaybePromise(1, (value) => value + 1)).toBe(2);
    expect(await mapMaybePromise(Promise.resolve(1), (value) => value + 1)).toBe(2);
  });
  test('handledRejection rejects with its error', async () => {
    const refusal = new Error('refused');

    await expect(handledRejection(refusal)).rejects.toBe(refusal);
  });
});
