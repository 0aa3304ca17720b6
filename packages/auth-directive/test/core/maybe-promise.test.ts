import { describe, expect, test } from '@jest/globals';
import {
  handledRejection,
  isPromiseLike,
  mapMaybePromise,
  mapPromiseLike,
} from '../../src/core/maybe-promise.js';

/** Returns the object with a property `then`, which the linter forbids in literals. */
const thenable = (target: object, then: unknown): unknown =>
  Object.defineProperty(target, 'then', { value: then });

describe('MaybePromise', () => {
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
      true,
    ],
    [() => 1, false],
  ])('isPromiseLike(%p) is %s', (value, expected) => {
    expect(isPromiseLike<unknown>(value)).toBe(expected);
  });

  test('mapMaybePromise maps a value synchronously and a promise when it resolves', async () => {
    expect(mapMaybePromise(1, (value) => value + 1)).toBe(2);
    expect(await mapMaybePromise(Promise.resolve(1), (value) => value + 1)).toBe(2);
  });
  test('handledRejection rejects with its error', async () => {
    const refusal = new Error('refused');

    await expect(handledRejection(refusal)).rejects.toBe(refusal);
  });

  test('reads a foreign thenable through a real promise', async () => {
    const double = (value: unknown): number => Number(value) * 2;
    const foreign = thenable(
      {},
      (resolve: (value: unknown) => void) =>
        void resolve(thenable({}, (inner: (value: unknown) => void) => void inner(2))),
    );
    const own = Promise.resolve(3);

    expect(mapPromiseLike(1, double)).toBe(2);
    expect(mapPromiseLike(foreign, double)).toBeInstanceOf(Promise);
    expect(await mapPromiseLike(foreign, double)).toBe(4);
    expect(await mapPromiseLike(own, double)).toBe(6);
    expect(await mapPromiseLike(Promise.reject(new Error('no')), double, () => -1)).toBe(-1);
    await expect(mapPromiseLike(Promise.reject(new Error('no')), double)).rejects.toThrow('no');
  });
});
