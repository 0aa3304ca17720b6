import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import {
  anonymous,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const user = principal('u');

describe('an operation that runs all or nothing, by the guards alone', () => {
  const SDL = `type Query { ok: Int @public wipes: Mutation @public }
    type Mutation { first: Int @auth(requires: ADMIN) second: Int @auth(requires: SUPPORT)
      open: Int @public }`;
  const resolvers = {
    Query: { ok: () => 1, wipes: () => ({}) },
    Mutation: { first: () => 1, second: () => 2, open: () => 3 },
  };

  test('reports its own refusal at each response name, and the first refusal at other fields', async () => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, resolvers), {
      query: 'mutation { a: open x: first y: second second }',
      caller: user,
    });

    expect(answer.errors.map(({ path, coordinate }) => `${path} ${coordinate}`)).toEqual([
      'a Mutation.first',
      'x Mutation.first',
      'y Mutation.second',
      'second Mutation.second',
    ]);
  });

  test('is never a query, even where a query selects the type Mutation', async () => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, resolvers), {
      query: '{ ok wipes { first open } }',
      caller: user,
    });

    expect(answer.data).toEqual({ ok: 1, wipes: { first: null, open: 3 } });
  });

  test('runs synchronously', () => {
    const { schema } = createSchemaFixture(SDL, resolvers);

    const result = execute({
      schema,
      document: parse('mutation { open again: open }'),
      contextValue: { caller: anonymous },
    });

    expect(result).toEqual({ data: { open: 3, again: 3 } });
  });

  test('is decided separately for each caller', async () => {
    const { schema } = createSchemaFixture(SDL, resolvers);
    const document = parse('mutation { first }');
    const run = (role: string) =>
      execute({ schema, document, contextValue: { caller: principal('u', role) } });

    expect([run('ADMIN'), run('USER'), run('ADMIN')].map((result) => Object(result).data)).toEqual([
      { first: 1 },
      { first: null },
      { first: 1 },
    ]);
  });
  test('runs no root field of a mutation where a policy refuses one of them', async () => {
    const ran: string[] = [];
    const fixture = createSchemaFixture(
      `type Query { ok: Int @public }
        type Mutation { a: Int @auth(requires: USER) b: Int @auth(policy: "no") }`,
      { Mutation: { a: () => ran.push('a'), b: () => ran.push('b') } },
      { policies: { no: async () => false } },
    );

    const planned = await runApollo(fixture, { query: 'mutation { a b }', caller: principal('u') });
    const alone = await runGuardsOnly(fixture, { query: 'mutation { a b }', caller: principal('u') });

    expect([planned.status, planned.errors.length]).toEqual([403, 1]);
    expect(alone.errors.map(({ coordinate, path }) => `${path} ${coordinate}`)).toEqual([
      'a Mutation.b',
      'b Mutation.b',
    ]);
    expect(ran).toEqual([]);
  });
});
