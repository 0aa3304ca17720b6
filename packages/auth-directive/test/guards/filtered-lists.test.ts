import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { EXECUTORS, runToolsExecutor } from '../helpers/executors.js';
import {
  type Answer,
  caller,
  createFilterFixture,
  docs,
  filtered,
  foreign,
  last,
  mine,
  own,
  query,
  SDL,
} from '../helpers/filter-fixture.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

async function* asynchronously<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) {
    await null;
    yield value;
  }
}

/** A function with `then`, as RPC stubs are. */
function callableThenable(value: unknown): unknown {
  return Object.defineProperty(() => 'called', 'then', {
    value: async (resolve: (value: unknown) => unknown) => resolve(value),
  });
}

const lists: readonly (readonly [string, Answer])[] = [
  ['an array', (values) => values],
  [
    'a set of different items',
    (values) => new Set(values.map((each) => (each === foreign ? { ...foreign } : each))),
  ],
  ['a promise', async (values) => values],
  ['an array of promises', (values) => values.map(async (each) => each)],
  [
    'an array in which one item is a promise',
    (values) => values.map((each, index) => (index === 0 ? Promise.resolve(each) : each)),
  ],
  ['a callable thenable', callableThenable],
  ['an array of callable thenables', (values) => values.map(callableThenable)],
];

describe.each(EXECUTORS)('onDeny: FILTER with %s', (_, run) => {
  test.each(lists)('leaves refused items out of %s', async (kind, answer) => {
    // A set has no equal items.
    const expected = kind.startsWith('a set') ? { ...filtered.data, colors: ['RED'] } : filtered.data;

    expect(await run(createFilterFixture(answer), { query, caller })).toEqual({
      ...filtered,
      data: expected,
    });
  });

  test('leaves nothing out for a caller who may see everything', async () => {
    const fixture = createSchemaFixture(
      'type Doc @auth(requires: USER) { id: Int } type Query { docs: [Doc] @auth(requires: USER, onDeny: FILTER) }',
      { Query: { docs: () => docs } },
    );

    expect(await run(fixture, { query: '{ docs { id } }', caller })).toEqual({
      data: { docs: docs.map(({ id }) => ({ id })) },
      errors: [],
    });
  });

  test.each(lists.filter(([kind]) => !kind.startsWith('a set')))(
    'keeps null, and errors at the index of the shorter list, in %s',
    async (_kind, answer) => {
      const values = [
        foreign,
        null,
        new Error('not found'),
        foreign,
        Promise.reject(new Error('later')),
        last,
      ];
      values.map(async (each) => each).forEach((each) => void each.catch(() => undefined));
      const fixture = createSchemaFixture(
        SDL,
        { Query: { docs: () => answer(values) } },
        { policies: { mine: () => true } },
      );

      expect(await run(fixture, { query: '{ docs { id broken } }', caller })).toEqual({
        data: { docs: [null, null, null, { id: 4, broken: null }] },
        errors: ['docs.1 not found', 'docs.2 later', 'docs.3.broken broken'],
      });
    },
  );

  test('asks a batched policy once for a list, also for the items of an abstract type', async () => {
    const batches: number[] = [];
    const mineInBatch = {
      batch: async (requests: readonly { readonly parent: typeof mine }[]) => {
        batches.push(requests.length);
        return requests.map(({ parent }) => parent.by === 'u');
      },
    };
    const fixture = createFilterFixture((values) => values, { policies: { mine: mineInBatch } });

    expect(await run(fixture, { query: '{ notes { id } }', caller })).toEqual({
      data: { notes: own },
      errors: [],
    });
    expect((await run(fixture, { query: '{ things { ... on Node { id } } }', caller })).errors).toEqual([]);
    // The list of docs has one object twice, which is asked once.
    expect(batches).toEqual([new Set(docs).size, docs.length]);
  });

  test('asks the policy of a concrete type once, so that no second answer can show a refused item', async () => {
    let asked = 0;
    const fixture = createSchemaFixture(
      `interface Node { id: Int } type Note implements Node @auth(policy: "firstOnly") { id: Int }
       type Query { ok: Int @public } type Mutation { nodes: [Node] @auth(requires: USER, onDeny: FILTER) }`,
      {
        Mutation: {
          nodes: () => [
            { __typename: 'Note', id: 1 },
            { __typename: 'Note', id: 2 },
          ],
        },
      },
      {
        policies: {
          firstOnly: () => {
            asked += 1;
            return asked === 1;
          },
        },
      },
    );

    expect(await run(fixture, { query: 'mutation { nodes { id } }', caller })).toEqual({
      data: { nodes: [{ id: 1 }] },
      errors: [],
    });
    expect(asked).toBe(2);
  });

  test('answers a value that is no list with an error', async () => {
    expect(
      await run(
        createFilterFixture(() => mine),
        { query: '{ docs { id } }', caller },
      ),
    ).toEqual({
      data: { docs: null },
      errors: ['docs Expected Iterable, but did not find one.'],
    });
  });
});

test('onDeny: FILTER leaves refused items out of an asynchronous list', async () => {
  expect(await runToolsExecutor(createFilterFixture(asynchronously), { query, caller })).toEqual(filtered);
});

test('onDeny: FILTER keeps the error of an asynchronous list at the index of the shorter list', async () => {
  async function* failing(): AsyncGenerator<unknown> {
    yield foreign;
    yield mine;
    throw new Error('disk');
  }

  expect(await runToolsExecutor(createFilterFixture(failing), { query: '{ docs { id } }', caller })).toEqual({
    data: { docs: [{ id: 1 }, null] },
    errors: ['docs.1 disk'],
  });
});

test('onDeny: FILTER stays synchronous where every decision is', () => {
  const { schema } = createFilterFixture((values) => values);

  const result = execute({ schema, document: parse('{ docs { id } colors }'), contextValue: { caller } });

  expect(result).toEqual({ data: { docs: own, colors: ['RED', 'RED'] } });
});
