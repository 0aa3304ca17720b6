import { createContext, runInContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import type { ResolverMap } from '../../src/shared/index.js';
import { adoptResolvers } from '../../src/testing/adopt-resolvers.js';

/** Runs code in a context with a second copy of what graphql-js exports. */
function runElsewhere(code: string): unknown {
  return runInContext(
    `class GraphQLError extends Error {
      constructor(message, options = {}) { super(message); Object.assign(this, options); }
      get name() { return 'GraphQLError'; }
    }
    class GraphQLScalarType {
      constructor(config) { this.config = config; }
      toConfig() { return this.config; }
      get [Symbol.toStringTag]() { return 'GraphQLScalarType'; }
    }
    (${code})`,
    createContext({}),
  );
}

/** Adopts a map with the fields of Query from the other context. */
function adoptQuery(fields: string): Record<'fail' | 'sum' | 'config', Resolve> {
  const { Query } = adoptResolvers(runElsewhere(`{ Query: ${fields} }`) as ResolverMap);
  // The literals of this test contain what it reads.
  return Query as Record<'fail' | 'sum' | 'config', Resolve>;
}

type Resolve = (...args: readonly unknown[]) => unknown;

test.each([
  ['thrown', `{ fail() { throw new GraphQLError('No', { extensions: { code: 'FORBIDDEN' } }); } }`],
  ['rejected', `{ async fail() { throw new GraphQLError('No', { extensions: { code: 'FORBIDDEN' } }); } }`],
])('a %s GraphQLError of another copy keeps its message and extensions', async (_kind, fields) => {
  const { fail } = adoptQuery(fields);

  const error = await (async () => fail())().catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(GraphQLError);
  expect(error).toMatchObject({ message: 'No', extensions: { code: 'FORBIDDEN' } });
});

test('an error of another context becomes an Error with its message, stack and members', () => {
  const { fail } = adoptQuery(`{ fail() { throw Object.assign(new TypeError('No'), { code: 7 }); } }`);

  const stack = expect.stringMatching(/^TypeError: No/);
  expect(fail).toThrow(Error);
  expect(fail).toThrow(expect.objectContaining({ name: 'TypeError', message: 'No', code: 7, stack }));
});

test('an error of this context is thrown as it is', () => {
  const mine = new RangeError('mine');
  const fail = (): never => {
    throw mine;
  };
  const { Query } = adoptResolvers({ Query: { fail } });

  expect((Query as { readonly fail: Resolve }).fail).toThrow(mine);
});

test('resolvers keep their arguments and results, also in `resolve` and `subscribe`', async () => {
  const { sum, config } = adoptQuery(`{
    sum: (parent, { one, other }) => one + other,
    config: { subscribe: async (parent, { one }) => one, resolve: (value) => value },
  }`);
  const { subscribe, resolve } = config as unknown as Record<'subscribe' | 'resolve', Resolve>;

  expect(sum(null, { one: 1, other: 2 })).toBe(3);
  expect(await subscribe(null, { one: 4 })).toBe(4);
  expect(resolve(5)).toBe(5);
});

test('a scalar of another copy is created again, and one of this copy stays the same', () => {
  const mine = new GraphQLScalarType({ name: 'Mine' });
  const scalar = `new GraphQLScalarType({ name: 'Version', serialize: (it) => 'v' + it })`;
  const { Version } = adoptResolvers(runElsewhere(`{ Version: ${scalar} }`) as ResolverMap);

  expect(Version).toBeInstanceOf(GraphQLScalarType);
  expect((Version as GraphQLScalarType).serialize(3)).toBe('v3');
  expect(adoptResolvers({ Mine: mine })['Mine']).toBe(mine);
});

test('internal values of an enum stay the same objects', () => {
  const red = { hex: '#f00' };

  const { Color } = adoptResolvers({ Color: { RED: red } });

  expect((Color as { readonly RED: unknown }).RED).toBe(red);
});
