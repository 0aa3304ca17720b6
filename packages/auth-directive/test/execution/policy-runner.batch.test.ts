import { describe, expect, test } from '@jest/globals';
import DataLoader from 'dataloader';
import { execute, parse } from 'graphql';
import type { PolicyRequest } from '../../src/index.js';
import { createTestRunner, policyRequest, policyResolvers, policySdl } from '../helpers/policy-fixture.js';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const rejectBatch = async (): Promise<never> => {
  throw new Error('secret text');
};

describe('createPolicyRunner, with a batch policy', () => {
  test('collects the requests of one tick in one batch per policy', async () => {
    const batches: string[][] = [];
    const batch = async (requests: readonly PolicyRequest<unknown>[]) => {
      batches.push(requests.map(({ coordinate }) => coordinate));
      return requests.map(({ coordinate }) => coordinate !== 'b');
    };
    const { runPolicy } = createTestRunner({ p: { batch }, q: { batch } });

    const first = ['a', 'b', 'c'].map((each) => runPolicy('p', policyRequest(each)));
    const afterPromises = Promise.resolve().then(() => runPolicy('p', policyRequest('d')));
    const other = runPolicy('q', policyRequest('q'));

    expect(await Promise.all([...first, afterPromises, other])).toEqual([true, false, true, true, true]);
    expect(batches).toEqual([['a', 'b', 'c', 'd'], ['q']]);
    expect(await runPolicy('p', policyRequest('e'))).toBe(true);
    expect(batches).toHaveLength(3);
  });

  test('logs the expected length when a batch is too short', async () => {
    const { runPolicy, log } = createTestRunner({ p: { batch: () => [] } });

    await runPolicy('p', policyRequest());

    expect(String(log[0]?.cause)).toBe('Error: The batch must return an array of length 1.');
  });

  test.each<readonly [string, () => readonly boolean[] | Promise<readonly boolean[]>]>([
    ['is too short', () => [true]],
    ['is too long', () => [true, true, true]],
    ['is no array', () => true as unknown as readonly boolean[]],
    [
      'is a thrown error',
      () => {
        throw new Error('secret text');
      },
    ],
    ['is a rejection', rejectBatch],
  ])('refuses every request of a batch whose result %s, and logs it once', async (_, batch) => {
    const { runPolicy, log } = createTestRunner({ p: { batch } });

    const results = await Promise.all([
      runPolicy('p', policyRequest('a')),
      runPolicy('p', policyRequest('b')),
    ]);

    expect(results).toEqual([false, false]);
    expect(log.map(({ coordinate }) => coordinate)).toEqual(['a']);
  });

  test('refuses only the request whose entry is no boolean', async () => {
    const { runPolicy, log } = createTestRunner({ p: { batch: () => [1 as unknown as boolean, true] } });

    const results = await Promise.all([
      runPolicy('p', policyRequest('a')),
      runPolicy('p', policyRequest('b')),
    ]);

    expect(results).toEqual([false, true]);
    expect(log.map(({ coordinate, cause }) => [coordinate, String(cause)])).toEqual([
      ['a', 'Error: The result is not a boolean.'],
    ]);
  });
});

test('a batch policy that sorts its requests in place refuses them, and answers for no other object', async () => {
  const { runPolicy, log } = createTestRunner({
    p: {
      batch: (requests) =>
        (requests as PolicyRequest<unknown>[])
          .sort((left, right) => (left.coordinate < right.coordinate ? -1 : 1))
          .map(({ coordinate }) => coordinate === 'a'),
    },
  });

  const results = await Promise.all(['b', 'a'].map((each) => runPolicy('p', policyRequest(each))));

  expect(results).toEqual([false, false]);
  expect(log.map(({ code }) => code)).toEqual(['AUTH_POLICY_FAILED']);
});

describe('a batch policy of a schema', () => {
  const rows = Array.from({ length: 200 }, (_, row) => ({ id: String(row), by: 'ada' }));

  test.each([
    ['on the field', 'type Author { name: ID } type Item { author: Author @auth(policy: "sees") }'],
    ['on the type', 'type Author @auth(policy: "sees") { name: ID } type Item { author: Author }'],
  ])('%s runs once for 200 rows and leaves the batches of a DataLoader unchanged', async (_, types) => {
    const batches: number[] = [];
    const loads: number[] = [];
    const batch = async (requests: readonly unknown[]) => {
      batches.push(requests.length);
      return requests.map(() => true);
    };
    const { schema, unguarded } = createSchemaFixture(
      `${types} type Query { items: [Item] @public }`,
      {
        Query: { items: () => rows },
        Item: { author: ({ id }, __, context) => Reflect.get(context, 'authors').load(id) },
      },
      { policies: { sees: { batch } } },
    );
    const run = async (one: typeof schema) => {
      const authors = new DataLoader(async (ids: readonly string[]) => {
        loads.push(ids.length);
        return ids.map((name) => ({ name }));
      });
      const contextValue = { caller: principal('ada'), authors };
      return execute({ schema: one, document: parse('{ items { author { name } } }'), contextValue });
    };

    const [plain, guarded] = [await run(unguarded), await run(schema)];

    expect(guarded).toEqual(plain);
    expect(guarded.errors).toBeUndefined();
    expect(batches).toEqual([200]);
    expect(loads).toEqual([200, 200]);
  });

  test('decides each object by the entry at its index', async () => {
    const fixture = createSchemaFixture(
      'type Row @auth(policy: "even") { id: Int } type Query { rows: [Row] @public }',
      { Query: { rows: () => [1, 2, 3, 4].map((id) => ({ id })) } },
      { policies: { even: { batch: (requests) => requests.map(({ parent }) => parent.id % 2 === 0) } } },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ rows { id } }', caller: principal('u') });

    expect(answer.data).toEqual({ rows: [null, { id: 2 }, null, { id: 4 }] });
  });

  test('never combines the requests of two operations', async () => {
    const batches: string[][] = [];
    const fixture = createSchemaFixture(policySdl('p'), policyResolvers, {
      policies: {
        p: {
          batch: (requests) => {
            batches.push(requests.map(({ caller }) => caller.id));
            return requests.map(() => true);
          },
        },
      },
    });

    await Promise.all(
      ['a', 'b'].map((id) => runGuardsOnly(fixture, { query: '{ f x: f(a: 6) }', caller: principal(id) })),
    );

    expect(batches.sort(([left = ''], [right = '']) => left.localeCompare(right))).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });
});
