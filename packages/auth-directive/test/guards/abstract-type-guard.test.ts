import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, isAbstractType, parse } from 'graphql';
import { callGuard, createResolveInfo, resultOrErrorCode } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from '../helpers/schema-fixture.js';

const INTERFACE_SDL = `
  interface Face { n: Int }
  type Own implements Face @auth(policy: "p") { n: Int }
  type Free implements Face { n: Int }
  type Doc { face(a: Int = 5): Face quiet(a: Int): Face @auth(requires: USER, onDeny: NULL) all: [Face] }
  type Query { doc: Doc @public }`;

describe('the rule of a concrete type', () => {
  const user = principal('u');
  const calls: unknown[] = [];
  function createFixture(
    doc: object,
    policyResult: boolean | Promise<boolean>,
    resolveType?: (value: { t: unknown }) => unknown,
  ) {
    calls.length = 0;
    return createSchemaFixture(
      INTERFACE_SDL,
      {
        Query: { doc: () => doc },
        ...(resolveType === undefined ? {} : { Face: { __resolveType: resolveType as () => string } }),
      },
      {
        policies: {
          p: ({ args }) => {
            calls.push({ ...args });
            return policyResult;
          },
        },
      },
    );
  }

  test.each([runGuardsOnly, runApollo])(
    'passes the arguments of the selected field to its policy',
    async (run) => {
      const fixture = createFixture(
        { face: { __typename: 'Own', n: 1 }, quiet: { __typename: 'Own', n: 2 } },
        true,
      );

      const answer = await run(fixture, {
        query: '{ doc { face { n } b: face(a: 7) { n } quiet(a: 9) { n } } }',
        caller: user,
      });

      expect(answer.data).toEqual({ doc: { face: { n: 1 }, b: { n: 1 }, quiet: { n: 2 } } });
      // With onDeny: NULL the guard resolves the type before the executor does; the policy runs once.
      expect(calls).toEqual([{ a: 5 }, { a: 7 }, { a: 9 }]);
    },
  );

  test.each([
    ['Own', true, { n: 1 }],
    ['Own', false, null],
    ['Free', false, { n: 1 }],
  ])(
    'is evaluated for %s when the type is resolved asynchronously and the policy returns %s',
    async (typeName, policyResult, expected) => {
      const fixture = createFixture(
        { face: { n: 1 }, quiet: { n: 1 } },
        Promise.resolve(policyResult),
        async () => typeName,
      );

      const answer = await runGuardsOnly(fixture, {
        query: '{ doc { face { n } quiet { n } } }',
        caller: user,
      });

      expect(answer.data).toEqual({ doc: { face: expected, quiet: expected } });
      expect(answer.errors.map(({ path }) => path)).toEqual(expected === null ? ['doc.face'] : []);
    },
  );

  test.each([
    ['an unknown name', () => 'Nope', /does not exist/],
    ['no name', () => undefined, /must resolve to an Object type/],
    [
      'an error',
      () => {
        throw new Error('mine');
      },
      /mine/,
    ],
    ['a rejection', async () => Promise.reject(new Error('mine')), /mine/],
  ])('leaves an unresolvable type to the executor: %s', async (_, resolveType, message) => {
    const { schema } = createFixture({ face: { n: 1 }, quiet: { n: 1 } }, true, resolveType);

    const { data, errors = [] } = await execute({
      schema,
      document: parse('{ doc { face { n } quiet { n } } }'),
      contextValue: { caller: user },
    });

    expect(data).toEqual({ doc: { face: null, quiet: null } });
    expect(errors.map((error) => message.test(error.message))).toEqual([true, true]);
  });

  test('is evaluated synchronously where its policy is synchronous', () => {
    const all = ['Own', 'Free', 'Own'].map((__typename, n) => ({ __typename, n }));
    const { schema } = createFixture({ all }, true);

    const result = execute({
      schema,
      document: parse('{ doc { all { n } } }'),
      contextValue: { caller: user },
    });

    expect(result).toEqual({ data: { doc: { all: [{ n: 0 }, { n: 1 }, { n: 2 }] } } });
  });
});

describe('onDeny: NULL', () => {
  test('resolves the abstract type first, and returns null for each refused value', async () => {
    const fixture = createSchemaFixture(
      `interface Node { id: ID } type Doc implements Node @auth(owner: "by") { id: ID }
        type Pub implements Node { id: ID }
       type Query { one: Node @auth(requires: USER, onDeny: NULL)
         all: [Node] @auth(requires: USER, onDeny: NULL)
         strict: [Node!] @auth(requires: USER, onDeny: NULL) reported: [Node] @auth(requires: USER) }`,
      {
        Query: Object.fromEntries(
          ['one', 'all', 'strict', 'reported'].map((name) => [
            name,
            () => {
              const other = { __typename: 'Doc', id: 1, by: 'other' };
              return name === 'one'
                ? other
                : [{ __typename: 'Doc', id: 2, by: 'u' }, other, { __typename: 'Pub', id: 3 }];
            },
          ]),
        ),
      },
    );

    const answer = await runGuardsOnly(fixture, {
      query: '{ one { id } all { id } strict { id } reported { id } }',
      caller: principal('u'),
    });

    const list = [{ id: '2' }, null, { id: '3' }];
    expect(answer.data).toEqual({ one: null, all: list, strict: null, reported: list });
    expect(answer.errors.map(({ path }) => path)).toEqual(['reported.1']);
  });
});

test('a refused value asks for a new login only where that would help', async () => {
  const fixture = createSchemaFixture(
    `interface Face { n: Int }
     type Own implements Face @auth(anyOf: [{ owner: "by", freshWithin: 60 }, { policy: "no" }]) { n: Int }
     type Query { mine: Face @public other: Face @public }`,
    {
      Query: {
        mine: () => ({ __typename: 'Own', by: 'u' }),
        other: () => ({ __typename: 'Own', by: 'v' }),
      },
    },
    { policies: { no: () => false } },
  );
  const caller = principal('u', 'USER', { authenticatedAt: new Date(0) });

  const { errors } = await runGuardsOnly(fixture, { query: '{ mine { n } other { n } }', caller });

  expect(errors.map(({ code, path }) => `${path} ${code}`)).toEqual([
    'mine STEP_UP_REQUIRED',
    'other FORBIDDEN',
  ]);
});

test('an item that is refused after an asynchronous one is a rejection, not an exception', async () => {
  const fixture = createSchemaFixture(
    `interface Face { n: Int } type Own implements Face @auth(policy: "p") { n: Int }
     type Query { faces: [Face] @public }`,
    { Face: { __resolveType: () => 'Own' } },
    { policies: { p: ({ parent }) => (parent.later ? Promise.resolve(true) : false) } },
  );
  const face = fixture.schema.getType('Face');
  if (!isAbstractType(face)) throw new Error('no interface');
  const info = createResolveInfo(fixture, 'Query.faces');
  const context = { caller: principal('u') };
  const typeOf = (value: object): unknown =>
    resultOrErrorCode(() => face.resolveType?.(value, context, info, face));

  expect(typeOf({ later: false })).toBe('FORBIDDEN');
  expect(await typeOf({ later: true })).toBe('Own');
  await expect(typeOf({ later: false })).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});

test('a value is null where the executed schema does not have its abstract type', () => {
  const fixture = createSchemaFixture(
    `interface Face { n: Int } type Free implements Face { n: Int }
     type Own implements Face @auth(requires: ADMIN) { n: Int }
     type Query { face: Face @auth(requires: USER, onDeny: NULL) }`,
    { Face: { __resolveType: () => 'Free' } },
  );
  const info = createResolveInfo(fixture, 'Query.face');
  const other = { ...info, schema: buildSchema('type Query { face: Int }') };
  const context = { caller: principal('u') };
  const value = { n: 1 };

  expect(callGuard(info, { face: value }, context)).toBe(value);
  expect(callGuard(other, { face: value }, context)).toBeNull();
});
