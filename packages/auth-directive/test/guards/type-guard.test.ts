import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from '../helpers/schema-fixture.js';

const INTERFACE_SDL = `
  enum Color { RED @auth(policy: "p") GREEN @auth(policy: "mine") BLUE }
  interface Face { n: Int }
  type Own implements Face @auth(policy: "p") { n: Int }
  type Free implements Face { n: Int }
  type Doc { face(a: Int = 5): Face quiet(a: Int): Face @auth(requires: USER, onDeny: NULL) all: [Face] color: Color shy: Color @auth(requires: USER, onDeny: NULL) colors: [Color] }
  type Query { doc: Doc @public }`;

describe('a concrete type', () => {
  const user = principal('u');
  const asked: unknown[] = [];
  function createFixture(
    doc: object,
    policyResult: boolean | Promise<boolean>,
    resolveType?: (value: { t: unknown }) => unknown,
  ) {
    asked.length = 0;
    return createSchemaFixture(
      INTERFACE_SDL.replace('@auth(policy: "mine") BLUE', 'BLUE'),
      {
        Query: { doc: () => doc },
        ...(resolveType === undefined ? {} : { Face: { __resolveType: resolveType as () => string } }),
      },
      {
        policies: {
          p: ({ args }) => {
            asked.push({ ...args });
            return policyResult;
          },
        },
      },
    );
  }

  test.each([runGuardsOnly, runApollo])(
    'asks its policy with the arguments of the field that reached it',
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
      // A silent field resolves its type first, and the executor once more.
      expect(new Set(asked.map((args) => JSON.stringify(args)))).toEqual(
        new Set(['{"a":5}', '{"a":7}', '{"a":9}']),
      );
    },
  );

  test.each([
    ['Own', true, { n: 1 }],
    ['Own', false, null],
    ['Free', false, { n: 1 }],
  ])('%s, told later, under a policy that says %s', async (typeName, policyResult, expected) => {
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
  });

  test.each([
    ['a name of no type', () => 'Nope', /does not exist/],
    ['no name', () => undefined, /must resolve to an Object type/],
    [
      'a failure',
      () => {
        throw new Error('mine');
      },
      /mine/,
    ],
    ['a failure, later', async () => Promise.reject(new Error('mine')), /mine/],
  ])('that cannot be told is the executor’s affair: %s', async (_, resolveType, message) => {
    const { schema } = createFixture({ face: { n: 1 }, quiet: { n: 1 } }, true, resolveType);

    const { data, errors = [] } = await execute({
      schema,
      document: parse('{ doc { face { n } quiet { n } } }'),
      contextValue: { caller: user },
    });

    expect(data).toEqual({ doc: { face: null, quiet: null } });
    expect(errors.map((error) => message.test(error.message))).toEqual([true, true]);
  });

  test('that is granted at once is answered at once, item by item', () => {
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

describe('a value of an enum that asks', () => {
  const doc = { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'], by: 'x' };
  const query = '{ doc { color shy colors } }';
  const createFixture = (policyResult: boolean, more: object = {}) =>
    createSchemaFixture(
      INTERFACE_SDL,
      { Query: { doc: () => ({ ...doc, ...more }) } },
      { policies: { p: async () => policyResult, mine: ({ parent, caller }) => parent.by === caller.id } },
    );

  test('is answered where its policy and its owner pass', async () => {
    const answer = await runGuardsOnly(createFixture(true, { by: 'u' }), { query, caller: principal('u') });

    expect(answer.data).toEqual({ doc: { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'] } });
  });

  test('is refused in its own place where they do not', async () => {
    const answer = await runGuardsOnly(createFixture(false, { by: 'x' }), { query, caller: principal('u') });

    expect(answer.data).toEqual({ doc: { color: null, shy: null, colors: [null, null, 'BLUE'] } });
    expect(new Set(answer.errors.map(({ path, coordinate }) => `${path} ${coordinate}`))).toEqual(
      new Set(['doc.color Color.RED', 'doc.colors.0 Color.RED', 'doc.colors.1 Color.GREEN']),
    );
  });

  test('is refused to strangers without asking, and a value that the enum does not have is the executor’s error', async () => {
    const stranger = await runGuardsOnly(createFixture(true), { query: '{ doc { color } }' });
    const unknown = await runGuardsOnly(createFixture(true, { color: 'PINK' }), {
      query: '{ doc { color } }',
      caller: principal('u'),
    });

    expect(stranger.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['UNAUTHENTICATED', 'Color.RED'],
    ]);
    expect(unknown.errors.map(({ code }) => code)).toEqual([undefined]);
  });
});
