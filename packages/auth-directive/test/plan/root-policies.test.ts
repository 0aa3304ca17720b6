import { describe, expect, test } from '@jest/globals';
import {
  anonymous,
  createSchemaFixture,
  ENTRY_POINTS,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const user = principal('u');

describe('the result of a policy at a root field', () => {
  test('is not reused for the same selection elsewhere in the operation', async () => {
    const fixture = createSchemaFixture(
      'type Query { self: Query @public guarded: Int @auth(policy: "p") }',
      { Query: { self: () => ({ deep: true }), guarded: () => 1 } },
      { policies: { p: ({ parent }) => parent?.deep !== true } },
    );

    const answer = await runApollo(fixture, {
      query: '{ ...F self { ...F } } fragment F on Query { guarded }',
      caller: user,
    });

    expect(answer.data).toEqual({ guarded: 1, self: { guarded: null } });
  });

  test('is computed before a mutation and again right before its resolver, with the plan and without', async () => {
    const counts: number[] = [];
    for (const run of [runApollo, runGuardsOnly]) {
      let evaluated = 0;
      const fixture = createSchemaFixture(
        `type Query { ok: Int @public }
          type Mutation { a(x: Int @auth(policy: "p")): Int @auth(policy: "p") b: Int @public }`,
        { Mutation: { a: () => 1, b: () => 2 } },
        {
          policies: {
            p: async () => {
              evaluated += 1;
              return true;
            },
          },
        },
      );
      const answer = await run(fixture, { query: 'mutation { b a(x: 1) c: b }', caller: user });
      expect(answer.data).toEqual({ b: 2, a: 1, c: 2 });
      counts.push(evaluated);
    }

    expect(counts).toEqual([4, 4]);
  });

  test('is computed once for a query, in the plan', async () => {
    const evaluated: string[] = [];
    const fixture = createSchemaFixture(
      'type Query { a(x: Int @auth(policy: "p")): Int @auth(policy: "p") }',
      { Query: { a: () => 1 } },
      { policies: { p: ({ coordinate }) => evaluated.push(coordinate) > 0 } },
    );

    const answer = await runApollo(fixture, { query: '{ a(x: 1) }', caller: user });

    expect(answer.data).toEqual({ a: 1 });
    expect(evaluated).toEqual(['Query.a', 'Query.a(x:)']);
  });

  test.each(ENTRY_POINTS)(
    'refuses the second of two transfers that only one of allows, %s',
    async (_, run) => {
      let balance = 100;
      const fixture = createSchemaFixture(
        'type Query { ok: Int @public } type Mutation { pay(amount: Int! @auth(policy: "covered")): Int @auth(policy: "solvent") }',
        { Mutation: { pay: (_source, { amount }) => (balance -= amount) } },
        {
          policies: {
            covered: async ({ args }) => Number(args['amount']) <= balance,
            solvent: () => balance > 0,
          },
        },
      );

      const answer = await run(fixture, {
        query: 'mutation { a: pay(amount: 70) b: pay(amount: 70) }',
        caller: user,
      });

      expect(answer.data).toEqual({ a: 30, b: null });
      expect(answer.errors.map(({ code, path }) => `${path} ${code}`)).toEqual(['b FORBIDDEN']);
      expect(balance).toBe(30);
    },
  );

  test('is not computed for an anonymous caller', async () => {
    const evaluated: string[] = [];
    const fixture = createSchemaFixture(
      'type Query { a: Int @auth(policy: "p") ok: Int @public }',
      {},
      { policies: { p: ({ coordinate }) => evaluated.push(coordinate) > 0 } },
    );

    const partial = await runApollo(fixture, { query: '{ a ok }', caller: anonymous });
    const refused = await runApollo(fixture, { query: '{ a }', caller: anonymous });

    expect(evaluated).toEqual([]);
    expect(partial.errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED']);
    expect(refused.status).toBe(401);
  });

  test('is computed again for the value of a field that returns the root type', async () => {
    const parents: unknown[] = [];
    const fixture = createSchemaFixture(
      'type Query @auth(policy: "p") { self: Query ok: Int }',
      { Query: { self: () => ({ deep: true }), ok: () => 1 } },
      {
        policies: {
          p: ({ parent }) => {
            parents.push(parent);
            return parent?.deep !== true;
          },
        },
      },
    );

    const answer = await runApollo(fixture, { query: '{ self { ok } ok }', caller: user });

    expect(answer.data).toEqual({ self: null, ok: 1 });
    expect(parents).toContainEqual({ deep: true });
  });
});
