import { describe, expect, test } from '@jest/globals';
import { execute, type OperationDefinitionNode, parse } from 'graphql';
import { operationOf, planRefusals } from '../helpers/plan-refusals.js';
import { anonymous, createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const user = principal('u');

describe('where several types are possible, a plan', () => {
  const createFixture = () =>
    createSchemaFixture(`
    interface Node { x: Int kid: Kid silent: Int mute: Kid }
    type A implements Node { x: Int @auth(requires: ADMIN) kid: Kid @auth(requires: ADMIN) silent: Int @auth(requires: ADMIN) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type B implements Node { x: Int @auth(requires: SUPPORT) kid: Kid silent: Int @auth(requires: ADMIN, onDeny: NULL) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type Kid { secret: Int @auth(requires: ADMIN) }
    type Query { ok: Int @public }
    type Mutation { node: Node @public none: Kid @auth(requires: ADMIN, onDeny: NULL) some(a: Int @auth(requires: ADMIN)): Kid @auth(requires: ADMIN, onDeny: NULL) }`);

  test.each([
    ['refuses what all of them refuse', '{ node { x } }', ['Node.x']],
    ['goes on where one of them lets pass', '{ node { kid { secret } } }', ['Kid.secret']],
    ['refuses nothing where one of them is silent', '{ node { silent } }', ['go']],
    ['finds nothing below what all of them silence', '{ node { mute { secret } } }', ['go']],
    ['finds nothing below a silenced root', '{ none { secret } }', ['go']],
    ['finds nothing below a silenced root to which nothing was provided', '{ some { secret } }', ['go']],
    ['says nothing of what was provided to a silenced root', '{ some(a: 1) { secret } }', ['go']],
  ])('%s', async (_, source, expected) => {
    expect(await planRefusals(createFixture(), `mutation ${source}`)).toEqual(expected);
  });
});

test('what is skipped below a root is not refused, in a field and in a fragment', async () => {
  const fixture = createSchemaFixture(
    'type Kid { n: Int secret: Int @auth(requires: ADMIN) } type Query { ok: Int @public } type Mutation { kid: Kid @public }',
  );

  expect(await planRefusals(fixture, 'mutation { kid { n secret @skip(if: true) } }')).toEqual(['go']);
  expect(await planRefusals(fixture, 'mutation { kid { n ... @include(if: false) { secret } } }')).toEqual([
    'go',
  ]);
  expect(await planRefusals(fixture, 'mutation { kid { n ... @include(if: true) { secret } } }')).toEqual([
    'Kid.secret',
  ]);
});

test('a fragment is judged by the types that are possible where it is spread, whatever their names are', async () => {
  const fixture = createSchemaFixture(`interface I { x: Int }
    type B implements I { x: Int } type CD implements I { x: Int }
    type BC implements I { x: Int @auth(requires: ADMIN) } type D implements I { x: Int @auth(requires: ADMIN) }
    union Open = B | CD union Closed = BC | D type Query { ok: Int @public }
    type Mutation { open: Open @public closed: Closed @public }`);

  const source = 'mutation { open { ...F } closed { ...F } } fragment F on I { x }';

  expect(await planRefusals(fixture, source)).toEqual(['I.x']);
});

describe('a plan', () => {
  test('is compiled once for each operation', async () => {
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

  test('tells each coordinate once, with each of its places', async () => {
    const { auth, schema } = createSchemaFixture(
      'type Query { ok: Int @public } input In { n: Int @auth(requires: ADMIN) } type Mutation { a(x: [In]): Int @public b: Int @auth(requires: ADMIN) }',
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

  test('is no matter of a context that is no object', async () => {
    const { auth, schema } = createSchemaFixture('type Query { a: Int @public }', {}, { caller: () => user });
    const { document, operation } = operationOf('{ a }');

    for (const context of [undefined, null, 'text']) {
      const request = { schema, document, operation, variables: {}, context: context as unknown as object };
      expect(await auth.plan(request)).toEqual({ kind: 'go' });
    }
  });
});

describe('an operation that runs all or nothing, by the guards alone', () => {
  const SDL = `type Query { ok: Int @public wipes: Mutation @public }
    type Mutation { first: Int @auth(requires: ADMIN) second: Int @auth(requires: SUPPORT) open: Int @public }`;
  const resolvers = {
    Query: { ok: () => 1, wipes: () => ({}) },
    Mutation: { first: () => 1, second: () => 2, open: () => 3 },
  };

  test('tells each root field its own refusal by its response name, and the rest the first', async () => {
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

  test('is no query, even where a query reaches the type of mutations', async () => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, resolvers), {
      query: '{ ok wipes { first open } }',
      caller: user,
    });

    expect(answer.data).toEqual({ ok: 1, wipes: { first: null, open: 3 } });
  });

  test('stays synchronous', () => {
    const { schema } = createSchemaFixture(SDL, resolvers);

    const result = execute({
      schema,
      document: parse('mutation { open again: open }'),
      contextValue: { caller: anonymous },
    });

    expect(result).toEqual({ data: { open: 3, again: 3 } });
  });

  test('is decided for one caller at a time', async () => {
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
});
