import { describe, expect, test } from '@jest/globals';
import type { OperationDefinitionNode } from 'graphql';
import { operationOf } from '../helpers/plan-fixture.js';
import { policyResolvers, policySdl } from '../helpers/policy-fixture.js';
import {
  anonymous,
  createSchemaFixture,
  ENTRY_POINTS,
  principal,
  runApollo,
} from '../helpers/schema-fixture.js';

const user = principal('u');

describe('auth.plan', () => {
  test('compiles each operation once', async () => {
    const { auth, schema } = createSchemaFixture(
      'type Query { ok: Int @public a: Int @auth(requires: ADMIN) }',
    );
    const { document, operation } = operationOf('{ a }');
    const request = { schema, document, operation, variables: null, context: { caller: user } };

    const before = await auth.plan(request);
    const emptied: OperationDefinitionNode = Object.assign(operation, {
      selectionSet: { ...operation.selectionSet, selections: [] },
    });
    const after = await auth.plan({ ...request, operation: emptied });

    expect([before.kind, after.kind]).toEqual(['refused', 'refused']);
  });

  test('reports each coordinate once per argument path', async () => {
    const { auth, schema } = createSchemaFixture(
      `type Query { ok: Int @public } input In { n: Int @auth(requires: ADMIN) }
        type Mutation { a(x: [In]): Int @public b: Int @auth(requires: ADMIN) }`,
    );
    const { document, operation } = operationOf(
      'mutation { b c: b a(x: [{ n: 1 }, { n: 2 }]) d: a(x: [{ n: 1 }]) }',
    );

    const answer = await auth.plan({
      schema,
      document,
      operation,
      variables: undefined,
      context: { caller: user },
    });

    const errors = answer.kind === 'refused' ? answer.errors : [];
    expect(errors.map(({ extensions }) => [extensions['coordinate'], extensions['argumentPath']])).toEqual([
      ['Mutation.b', undefined],
      ['In.n', 'x.0.n'],
      ['In.n', 'x.1.n'],
    ]);
  });

  test.each(ENTRY_POINTS)('reports at most 20 refusals of one input list, %s', async (_, run) => {
    const fixture = createSchemaFixture(
      `type Query { ok: Int @public } input In { n: Int @auth(requires: ADMIN) m: Int @auth(policy: "no") }
        type Mutation { a(x: [In]): Int @public }`,
      {},
      { policies: { no: () => false } },
    );
    const answers = ['n', 'm'].map((name) =>
      run(fixture, {
        query: 'mutation ($x: [In]) { a(x: $x) }',
        variables: { x: Array.from({ length: 500 }, () => ({ [name]: 1 })) },
        caller: user,
      }),
    );

    for (const { errors, status } of await Promise.all(answers)) {
      expect(errors).toHaveLength(status === undefined ? 1 : 20);
      expect(errors[0]).toMatchObject({
        code: 'FORBIDDEN',
        argumentPath: expect.stringMatching(/^x\.0\.[mn]$/),
      });
    }
    expect(fixture.decisions).toHaveLength(40);
    expect(new Set(fixture.decisions.map(({ argumentPath }) => argumentPath)).size).toBe(40);
  });

  test('accepts a context that is no object', async () => {
    const { auth, schema } = createSchemaFixture('type Query { a: Int @public }', {}, { caller: () => user });
    const { document, operation } = operationOf('{ a }');

    for (const context of [undefined, null, 'text']) {
      const request = { schema, document, operation, variables: {}, context: context as unknown as object };
      expect(await auth.plan(request)).toEqual({ kind: 'go' });
    }
  });
  test('leaves variables that cannot be coerced to the execution, which reports the error', () => {
    const { auth, schema } = createSchemaFixture('type Query { f(n: Int): Int @auth(requires: ADMIN) }');
    const { document, operation } = operationOf('query ($n: Int) { f(n: $n) }');

    expect(auth.plan({ schema, document, operation, variables: { n: 'text' }, context: {} })).toEqual({
      kind: 'go',
    });
  });

  test('is synchronous without asynchronous policies', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int @auth(requires: USER) }');
    const { document, operation } = operationOf('{ f }');
    const plan = (caller: typeof anonymous) =>
      auth.plan({ schema, document, operation, variables: {}, context: { caller } });

    expect(plan(principal('ada'))).toEqual({ kind: 'go' });
    expect(plan(anonymous)).toMatchObject({ kind: 'refused', status: 401 });
  });

  test('returns and reports at most 20 refusals', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `f${index}`);
    const fixture = createSchemaFixture(
      `type Query { ${names.map((name) => `${name}: Int @auth(requires: USER)`).join(' ')} }`,
    );

    const answer = await runApollo(fixture, { query: `{ ${names.join(' ')} }` });

    expect(answer.errors).toHaveLength(20);
    expect(fixture.decisions).toHaveLength(20);
  });
});

describe('a policy in a plan', () => {
  test('is not evaluated when another group passes without it, or when a role is missing', async () => {
    let calls = 0;
    const sdl = `type Query { any: Int @auth(anyOf: [{ policy: "p" }, { requires: ADMIN }])
        all: Int @auth(policy: "p", requires: ADMIN) }`;
    const fixture = createSchemaFixture(
      sdl,
      { Query: { any: () => 1, all: () => 1 } },
      {
        policies: {
          p: () => {
            calls += 1;
            return true;
          },
        },
      },
    );

    const admin = await runApollo(fixture, { query: '{ any }', caller: principal('u', 'ADMIN') });
    const user = await runApollo(fixture, { query: '{ all }', caller: principal('u') });

    expect([admin.data, user.status, calls]).toEqual([{ any: 1 }, 403, 0]);
  });

  test('of a root field is evaluated in the plan, and not again in the execution', async () => {
    let calls = 0;
    const fixture = createSchemaFixture(policySdl('p'), policyResolvers, {
      policies: {
        p: async () => {
          calls += 1;
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
    expect(calls).toBe(2);
  });
});
