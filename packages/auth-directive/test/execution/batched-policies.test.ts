import { describe, expect, test } from '@jest/globals';
import { policySdl, resolvers } from '../helpers/policy-schema.js';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

describe('a batched policy', () => {
  test('makes one trip for a list, and leaves the batches behind it whole', async () => {
    const trips: number[] = [];
    const loads: number[] = [];
    const queue: ((value: string) => void)[] = [];
    const load = (): Promise<string> =>
      new Promise((resolve) => {
        if (queue.length === 0) {
          process.nextTick(() => {
            loads.push(queue.length);
            for (const done of queue.splice(0)) done('loaded');
          });
        }
        queue.push(resolve);
      });
    const rows = Array.from({ length: 200 }, (_, id) => ({ id }));
    const fixture = createSchemaFixture(
      'type Row { id: Int text: String @auth(policy: "p") } type Query { rows: [Row!] @public }',
      { Query: { rows: () => rows }, Row: { text: load } },
      {
        policies: {
          p: {
            batch: async (requests) => {
              trips.push(requests.length);
              return requests.map(() => true);
            },
          },
        },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ rows { id text } }', caller: principal('u') });

    expect(answer.errors).toEqual([]);
    expect(trips).toEqual([200]);
    expect(loads).toEqual([200]);
  });

  test('answers each request in order', async () => {
    const rows = [1, 2, 3, 4].map((id) => ({ id }));
    const fixture = createSchemaFixture(
      'type Row @auth(policy: "even") { id: Int } type Query { rows: [Row] @public }',
      { Query: { rows: () => rows } },
      { policies: { even: { batch: (requests) => requests.map(({ parent }) => parent.id % 2 === 0) } } },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ rows { id } }', caller: principal('u') });

    expect(answer.data).toEqual({ rows: [null, { id: 2 }, null, { id: 4 }] });
  });

  test('never mixes the questions of two operations', async () => {
    const trips: string[][] = [];
    const fixture = createSchemaFixture(policySdl('p'), resolvers, {
      policies: {
        p: {
          batch: (requests) => {
            trips.push(requests.map(({ caller }) => caller.id));
            return requests.map(() => true);
          },
        },
      },
    });

    await Promise.all(
      ['a', 'b'].map((id) => runGuardsOnly(fixture, { query: '{ f x: f }', caller: principal(id) })),
    );

    expect(trips.sort(([left = ''], [right = '']) => left.localeCompare(right))).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });
});
