import { describe, expect, test } from '@jest/globals';
import { GraphQLError, GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';
import { handledRejection } from '../../src/core/maybe-promise.js';
import { checkValues, collectAsyncLists, DENIED, shapeOf } from '../../src/guards/check-values.js';

const nullable = shapeOf(GraphQLInt);
const list = shapeOf(new GraphQLList(GraphQLInt));
const nonNullItems = shapeOf(new GraphQLList(new GraphQLNonNull(GraphQLInt)));
const filtering = shapeOf(new GraphQLList(new GraphQLList(GraphQLInt)), true);
const notIterable = new GraphQLError('Expected Iterable, but did not find one.');
const refusal = new Error('refused');
/** Refuses 0, denies negative numbers, and accepts everything else. */
const checkValue = (value: unknown): unknown =>
  value === 0 ? refusal : typeof value === 'number' && value < 0 ? DENIED : value;
const checkLater = (value: unknown): unknown => Promise.resolve(checkValue(value));

describe('shapeOf', () => {
  test('returns where a type allows null', () => {
    const filters = false;
    expect(nullable).toEqual({ nullable: true, filters, item: undefined });
    expect(shapeOf(new GraphQLNonNull(GraphQLInt))).toEqual({ nullable: false, filters, item: undefined });
    expect(nonNullItems).toEqual({
      nullable: true,
      filters,
      item: { nullable: false, filters, item: undefined },
    });
    expect(shapeOf(new GraphQLNonNull(new GraphQLList(new GraphQLList(GraphQLInt))))).toEqual({
      nullable: false,
      filters,
      item: { nullable: true, filters, item: nullable },
    });
  });
});

describe('checkValues', () => {
  test.each([
    ['a value', nullable, 1, 1],
    ['a refused value', nullable, 0, refusal],
    ['a denied value', nullable, -1, DENIED],
    ['null', nullable, null, null],
    ['nothing', nullable, undefined, undefined],
    ['an error of the host', nullable, refusal, refusal],
    ['a list', list, [1, 2], [1, 2]],
    ['a list with null', list, [1, null, undefined], [1, null, undefined]],
    ['a list with a refused item', list, [1, 0], [1, refusal]],
    ['a list with a denied item', list, [1, -1], [1, null]],
    ['a strict list with a denied item', nonNullItems, [1, -1], DENIED],
    ['a filtering list', filtering, [[1, -1], [-1], [0, null]], [[1], [], [refusal, null]]],
    ['a set', list, new Set([1, -1]), [1, null]],
    ['a number in place of a list', list, 1, notIterable],
    ['a string in place of a list', list, 'ab', notIterable],
    ['an object in place of a list', list, { [Symbol.iterator]: 1 }, notIterable],
    [
      'a list that is a function',
      list,
      Object.assign(() => 1, { [Symbol.iterator]: () => [1, -1].values() }),
      [1, null],
    ],
  ])('checks %s', (_, shape, value, expected) => {
    expect(checkValues(shape, value, checkValue)).toEqual(expected);
  });

  test('does not check null, undefined and errors', () => {
    const seen: unknown[] = [];

    checkValues(list, [null, undefined, 1, refusal], (value) => seen.push(value));
    checkValues(nullable, undefined, (value) => seen.push(value));

    expect(seen).toEqual([1]);
  });

  test('checks a list synchronously', () => {
    const checked = checkValues(list, [1, 2], checkValue);

    expect(checked).not.toBeInstanceOf(Promise);
    expect(checked).toEqual([1, 2]);
  });

  test('checks a promise when it resolves', async () => {
    expect(await checkValues(nullable, Promise.resolve(-1), checkValue)).toBe(DENIED);
    expect(await checkValues(list, Promise.resolve([1, -1]), checkValue)).toEqual([1, null]);
  });

  test('returns a promise per item where one item is a promise', async () => {
    const results = checkValues(list, [1, Promise.resolve(-1), 2], checkValue);

    expect(results).toEqual([expect.any(Promise), expect.any(Promise), expect.any(Promise)]);
    expect(await Promise.all(results as unknown[])).toEqual([1, null, 2]);
    expect(await Promise.all(checkValues(list, [1, -1], checkLater) as unknown[])).toEqual([1, null]);
  });

  test('denies a list of non-null items where an item is denied asynchronously', async () => {
    expect(await checkValues(nonNullItems, [1, -1], checkLater)).toBe(DENIED);
    expect(await Promise.all((await checkValues(nonNullItems, [1, 2], checkLater)) as unknown[])).toEqual([
      1, 2,
    ]);
  });

  test('completes a filtering list before it is returned, with the rejections of its items', async () => {
    const later = (value: unknown): unknown =>
      value === 0 ? Promise.reject(refusal) : Promise.resolve(checkValue(value));
    const results = (await checkValues(filtering, [[-1, 0, 1, -1]], later)) as readonly unknown[];

    expect(await Promise.allSettled(results.flat())).toEqual([
      { status: 'rejected', reason: refusal },
      { status: 'fulfilled', value: 1 },
    ]);
  });

  test('rejects asynchronously, never synchronously, for an item that may not be null', async () => {
    const results = (await checkValues(nonNullItems, [1, 0], checkValue)) as readonly Promise<unknown>[];

    expect(await Promise.allSettled(results)).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: refusal },
    ]);
    await expect(handledRejection(refusal)).rejects.toBe(refusal);
  });
});

describe('collectAsyncLists', () => {
  async function* values() {
    yield 1;
    yield 2;
  }

  test('replaces an asynchronous list by an array, also behind a promise', async () => {
    expect(await collectAsyncLists(list, values())).toEqual([1, 2]);
    expect(await collectAsyncLists(nonNullItems, Promise.resolve(values()))).toEqual([1, 2]);
  });

  test('returns every other value itself', () => {
    const array = [1];

    expect(collectAsyncLists(list, array)).toBe(array);
    expect(collectAsyncLists(nullable, array)).toBe(array);
    expect(collectAsyncLists(list, null)).toBeNull();
    expect(collectAsyncLists(list, 'no list')).toBe('no list');
    const stream = values();
    expect(collectAsyncLists(nullable, stream)).toBe(stream);
    const later = Promise.resolve(1);
    expect(collectAsyncLists(nullable, later)).toBe(later);
  });
});
