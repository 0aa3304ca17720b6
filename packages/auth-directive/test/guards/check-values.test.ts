import { describe, expect, test } from '@jest/globals';
import { GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';
import { handledRejection } from '../../src/core/maybe-promise.js';
import { checkValues, DENIED, shapeOf } from '../../src/guards/check-values.js';

const nullable = shapeOf(GraphQLInt);
const list = shapeOf(new GraphQLList(GraphQLInt));
const strictList = shapeOf(new GraphQLList(new GraphQLNonNull(GraphQLInt)));
const refusal = new Error('refused');
/** Refuses 0, denies negative numbers, and lets the rest pass. */
const judge = (value: unknown): unknown =>
  value === 0 ? refusal : typeof value === 'number' && value < 0 ? DENIED : value;
const later = (value: unknown): unknown => Promise.resolve(judge(value));

describe('the shape of a type', () => {
  test('says where null may stand', () => {
    expect(nullable).toEqual({ nullable: true, item: undefined });
    expect(shapeOf(new GraphQLNonNull(GraphQLInt))).toEqual({ nullable: false, item: undefined });
    expect(strictList).toEqual({ nullable: true, item: { nullable: false, item: undefined } });
    expect(shapeOf(new GraphQLNonNull(new GraphQLList(new GraphQLList(GraphQLInt))))).toEqual({
      nullable: false,
      item: { nullable: true, item: nullable },
    });
  });
});

describe('what a resolver answered', () => {
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
    ['a strict list with a denied item', strictList, [1, -1], DENIED],
    ['a set', list, new Set([1, -1]), [1, null]],
    ['no list where one belongs', list, 1, 1],
    ['text where a list belongs', list, 'ab', 'ab'],
  ])('is judged in its place: %s', (_, shape, value, expected) => {
    expect(checkValues(shape, value, judge)).toEqual(expected);
  });

  test('is not judged where there is nothing', () => {
    const seen: unknown[] = [];

    checkValues(list, [null, undefined, 1, refusal], (value) => seen.push(value));
    checkValues(nullable, undefined, (value) => seen.push(value));

    expect(seen).toEqual([1]);
  });

  test('stays synchronous, item by item', () => {
    const admitted = checkValues(list, [1, 2], judge);

    expect(admitted).not.toBeInstanceOf(Promise);
    expect(admitted).toEqual([1, 2]);
  });

  test('is judged when it comes', async () => {
    expect(await checkValues(nullable, Promise.resolve(-1), judge)).toBe(DENIED);
    expect(await checkValues(list, Promise.resolve([1, -1]), judge)).toEqual([1, null]);
  });

  test('waits with its list where one item waits', async () => {
    const settled = checkValues(list, [1, Promise.resolve(-1), 2], judge);

    expect(settled).toEqual([expect.any(Promise), expect.any(Promise), expect.any(Promise)]);
    expect(await Promise.all(settled as unknown[])).toEqual([1, null, 2]);
    expect(await Promise.all(checkValues(list, [1, -1], later) as unknown[])).toEqual([1, null]);
  });

  test('takes a strict list with it where an item is denied later', async () => {
    expect(await checkValues(strictList, [1, -1], later)).toBe(DENIED);
    expect(await Promise.all((await checkValues(strictList, [1, 2], later)) as unknown[])).toEqual([1, 2]);
  });

  test('travels upwards later, never at once, from a strict list', async () => {
    const settled = (await checkValues(strictList, [1, 0], judge)) as readonly Promise<unknown>[];

    expect(await Promise.allSettled(settled)).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: refusal },
    ]);
    await expect(handledRejection(refusal)).rejects.toBe(refusal);
  });
});
