import { describe, expect, test } from '@jest/globals';
import { GraphQLInt, GraphQLList, GraphQLNonNull } from 'graphql';
import type { Caller } from '../../src/core/auth-options.js';
import { isEqual } from '../../src/core/is-equal.js';
import { handledRejection, isPromiseLike, mapMaybePromise } from '../../src/core/maybe-promise.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { propertyOf } from '../../src/execution/evaluate-requirements.js';
import { checkValues, DENIED, shapeOf } from '../../src/guards/check-values.js';
import { NOW, principal, ROLES } from '../helpers/schema-fixture.js';

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
});

describe('equal variables', () => {
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
  ])('%j and %j: %s', (left, right, expected) => {
    expect(isEqual(left, right)).toBe(expected);
  });
});

describe('the property of an object', () => {
  const getter = Object.defineProperty({}, 'by', {
    get: () => {
      throw new Error('closed');
    },
  });

  test.each([
    [{ by: 'ada' }, 'ada'],
    [Object.create({ by: 'ada' }), 'ada'],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    ['by', undefined],
    [7, undefined],
    [getter, undefined],
  ])('of %p is %p', (object, expected) => {
    expect(propertyOf(object, 'by')).toBe(expected);
  });
});

describe('the standing of a caller', () => {
  const of = (caller: unknown) => resolveCaller(caller as Caller, ROLES);

  test.each([
    ['nothing', undefined, 'TOKEN_MISSING'],
    ['null', null, 'TOKEN_MISSING'],
    ['no object', 'ada', 'TOKEN_MISSING'],
    ['nobody', { kind: 'anonymous' }, 'TOKEN_MISSING'],
    ['nobody, for a reason', { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, 'TOKEN_EXPIRED'],
    ['nobody, for no reason that is text', { kind: 'anonymous', reason: 7 }, 'TOKEN_MISSING'],
    ['another kind', { kind: 'robot', id: 'r', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['another kind, with a reason', { kind: 'robot', reason: 'MINE' }, 'TOKEN_MISSING'],
    ['no id', { kind: 'principal', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['an empty id', { kind: 'principal', id: '', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['an id that is a number', { kind: 'principal', id: 7, role: 'ADMIN' }, 'TOKEN_MISSING'],
  ])('that is %s is anonymous', (_, caller, reason) => {
    expect(of(caller)).toEqual({ kind: 'anonymous', reason, caller: { kind: 'anonymous', reason } });
  });

  test('that is known is read once', () => {
    const full = principal('ada', 'SUPPORT', { scopes: ['a', 'a'], assurance: 2 });

    expect(of(full)).toEqual({
      kind: 'principal',
      caller: full,
      id: 'ada',
      roleRank: 1,
      scopes: new Set(['a']),
      authenticatedAt: NOW,
      assurance: 2,
    });
  });

  test('that is malformed lacks what is', () => {
    const read = of({
      kind: 'principal',
      id: 'a',
      role: 'KING',
      scopes: 'a b',
      authenticatedAt: 5,
      assurance: 'x',
    });

    expect(read).toMatchObject({
      roleRank: -1,
      scopes: new Set(),
      authenticatedAt: Number.NaN,
      assurance: 0,
    });
    expect(of({ kind: 'principal', id: 'a', role: 'USER' })).toMatchObject({ scopes: null, assurance: 0 });
  });
});
