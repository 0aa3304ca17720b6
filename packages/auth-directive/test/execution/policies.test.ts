import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import type { Policy, PolicyRequest } from '../../src/index.js';
import { policySdl, resolvers } from '../helpers/policy-schema.js';
import {
  anonymous,
  type Context,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
  runHttp,
} from '../helpers/schema-fixture.js';

type Request = PolicyRequest<Context>;
const never = new Promise<boolean>(() => undefined);

describe('a policy', () => {
  const failing: readonly (readonly [string, Policy<Context>])[] = [
    ['says no', () => false],
    ['says no later', async () => false],
    [
      'throws',
      () => {
        throw new Error('secret text');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('secret text');
      },
    ],
    ['answers no boolean', (() => 1) as unknown as Policy<Context>],
    ['answers no boolean later', (async () => 'yes') as unknown as Policy<Context>],
    ['answers a batch that is too short', { batch: () => [] }],
    ['answers a batch that is too long', { batch: () => [true, true] }],
    ['answers a batch that is no list', { batch: () => true } as unknown as Policy<Context>],
    ['answers a batch of no booleans', { batch: () => ['yes'] } as unknown as Policy<Context>],
    [
      'rejects a batch',
      {
        batch: async () => {
          throw new Error('secret text');
        },
      },
    ],
    ['hangs beyond its deadline', { batch: () => never.then(() => [true]), timeoutMs: 20 }],
  ];

  test.each(failing)('that %s refuses, and its text reaches no client', async (_, policy) => {
    const fixture = createSchemaFixture(policySdl('p'), resolvers, { policies: { p: policy } });

    const answers = [
      await runGuardsOnly(fixture, { query: '{ f ok }', caller: principal('u') }),
      await runApollo(fixture, { query: '{ f ok }', caller: principal('u') }),
      await runHttp(fixture, { query: '{ f ok }', caller: principal('u') }),
    ];

    for (const answer of answers) {
      expect(answer.data).toEqual({ f: null, ok: 2 });
      expect(answer.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
        ['FORBIDDEN', 'Query.f'],
      ]);
      expect(answer.raw).not.toContain('secret');
    }
  });

  test('is never asked for an anonymous caller', async () => {
    let asked = 0;
    const fixture = createSchemaFixture(policySdl('p'), resolvers, {
      policies: {
        p: () => {
          asked += 1;
          return true;
        },
      },
    });

    const answer = await runApollo(fixture, { query: '{ f }', caller: anonymous });

    expect(answer.status).toBe(401);
    expect(asked).toBe(0);
  });

  test('is not asked when another group passes without it, or a role is missing', async () => {
    let asked = 0;
    const sdl = `type Query { any: Int @auth(anyOf: [{ policy: "p" }, { requires: ADMIN }]) all: Int @auth(policy: "p", requires: ADMIN) }`;
    const fixture = createSchemaFixture(
      sdl,
      { Query: { any: () => 1, all: () => 1 } },
      {
        policies: {
          p: () => {
            asked += 1;
            return true;
          },
        },
      },
    );

    const admin = await runApollo(fixture, { query: '{ any }', caller: principal('u', 'ADMIN') });
    const user = await runApollo(fixture, { query: '{ all }', caller: principal('u') });

    expect([admin.data, user.status, asked]).toEqual([{ any: 1 }, 403, 0]);
  });

  test('gets the coerced arguments, the same the resolver gets, with the caller, the parent and the context', async () => {
    const requests: Request[] = [];
    let resolved: unknown;
    const fixture = createSchemaFixture(
      `type Doc { f(a: Int = 5, b: [Int]): Int @auth(policy: "p") } type Query { doc: Doc @public }`,
      {
        Query: { doc: () => ({ id: 'doc' }) },
        Doc: {
          f: (_, args) => {
            resolved = args;
            return 1;
          },
        },
      },
      {
        policies: {
          p: (request) => {
            requests.push(request);
            return true;
          },
        },
      },
    );

    await runGuardsOnly(fixture, {
      query: 'query ($b: [Int] = [2]) { doc { f(b: $b) } }',
      caller: principal('u'),
    });

    expect(
      requests.map(({ args, coordinate, parent, caller }) => [args, coordinate, parent, caller.id]),
    ).toEqual([[{ a: 5, b: [2] }, 'Doc.f', { id: 'doc' }, 'u']]);
    expect(resolved).toBe(requests[0]?.args);
    expect(requests[0]?.context).toEqual({ caller: principal('u') });
  });

  test('of a type is asked once for each object, however many of its fields are selected', async () => {
    const parents: unknown[] = [];
    const rows = [{ id: 1 }, { id: 2 }];
    const fixture = createSchemaFixture(
      `type Doc @auth(policy: "p") { id: Int a: Int b: Int } type Query { docs: [Doc] @public }`,
      { Query: { docs: () => rows } },
      {
        policies: {
          p: ({ parent, coordinate }) => {
            parents.push([coordinate, parent.id]);
            return parent.id === 1;
          },
        },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ docs { id a b } }', caller: principal('u') });

    expect(answer.data).toEqual({ docs: [{ id: 1, a: null, b: null }, null] });
    expect(parents).toEqual([
      ['Doc', 1],
      ['Doc', 2],
    ]);
  });

  test('of a root field is asked in the plan, and not again in the execution', async () => {
    let asked = 0;
    const fixture = createSchemaFixture(policySdl('p'), resolvers, {
      policies: {
        p: async () => {
          asked += 1;
          return true;
        },
      },
    });

    const answer = await runApollo(fixture, {
      query: 'query ($a: Int) { f(a: $a) b: f(a: 1) }',
      variables: { a: 3 },
      caller: principal('u'),
    });

    expect(answer.data).toEqual({ f: 1, b: 1 });
    expect(asked).toBe(2);
  });

  test('that refuses a root field of a mutation keeps the others from running', async () => {
    const ran: string[] = [];
    const fixture = createSchemaFixture(
      `type Query { ok: Int @public } type Mutation { a: Int @auth(requires: USER) b: Int @auth(policy: "no") }`,
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

describe('a synchronous decision stays synchronous', () => {
  test('and a resolver too', () => {
    const fixture = createSchemaFixture(
      `type Row @auth(owner: "by") { by: ID text: String @auth(policy: "p") } type Query { rows: [Row] @auth(requires: USER) }`,
      { Query: { rows: () => [{ by: 'u', text: 't' }] } },
      { policies: { p: () => true } },
    );

    const result = execute({
      schema: fixture.schema,
      document: parse('{ rows { text } }'),
      contextValue: { caller: principal('u') },
    });

    expect(result).toEqual({ data: { rows: [{ text: 't' }] } });
  });
});
