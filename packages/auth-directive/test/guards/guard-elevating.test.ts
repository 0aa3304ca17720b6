import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { guardElevating } from '../../src/guards/field-guard.js';
import type { Caller } from '../../src/index.js';
import { createGuardContext, createResolveInfo, resultOrErrorCode } from '../helpers/guard-fixture.js';
import { anonymous, createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const admin = principal('root', 'ADMIN');
const user = principal('u');

describe('an elevating field', () => {
  const SDL = `type Pay @auth(owner: "by") { ok: Int } type Plain { ok: Int }
    type Query { ok: Int @public }
    type Mutation {
      more: Mutation @public
      login(secret: Int @auth(requires: ADMIN)): Plain @public(elevates: true)
      nested: Pay @public(elevates: true)
    }`;

  function createFixture(
    payload: unknown,
    more: { elevate?: (payload: unknown) => Caller | undefined } = {},
  ) {
    const resolvers = { Mutation: { login: () => payload, nested: () => payload, more: () => ({}) } };
    return createSchemaFixture(SDL, resolvers, { elevate: () => admin, ...more });
  }

  test('elevates anonymous in a nested place, for itself neither', async () => {
    const answer = await runGuardsOnly(createFixture({ ok: 1, by: 'root' }), {
      query: 'mutation { more { nested { ok } } }',
      caller: user,
    });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('"ok":1');
  });

  test('answers in a nested place no leaf that only whom it elevates may see', async () => {
    const fixture = createSchemaFixture(
      `scalar Code @auth(requires: ADMIN) type Query { ok: Int @public }
      type Mutation { more: Mutation @public code: Code @public(elevates: true) }`,
      { Mutation: { more: () => ({}), code: () => 'secret' } },
      { elevate: () => admin },
    );

    const root = await runGuardsOnly(fixture, { query: 'mutation { code }', caller: user });
    const nested = await runGuardsOnly(fixture, { query: 'mutation { more { code } }', caller: user });

    expect(root.data).toEqual({ code: 'secret' });
    expect(nested.data).toEqual({ more: { code: null } });
    expect(nested.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['an Error', new Error('mine')],
    ['null, later', Promise.resolve(null)],
  ])('asks anonymous whom %s elevates', async (_, payload) => {
    const asked: unknown[] = [];
    const fixture = createFixture(payload, {
      elevate: (from) => {
        asked.push(from);
        return undefined;
      },
    });

    const answer = await runGuardsOnly(fixture, { query: 'mutation { nested { ok } }' });

    expect(asked).toEqual([]);
    expect(answer.data).toEqual({ nested: null });
    expect(answer.errors.map(({ code }) => code)).toEqual(payload instanceof Error ? [undefined] : []);
  });

  test('does not ask its payload what was provided', async () => {
    const fixture = createFixture({ ok: 1 }, { elevate: () => user });

    const answer = await runGuardsOnly(fixture, {
      query: 'mutation { login(secret: 1) { ok } }',
      caller: admin,
    });

    expect(answer.data).toEqual({ login: { ok: 1 } });
    expect(answer.errors).toEqual([]);
  });

  test('with anonymous elevated leaves alone what a guarded resolver does not answer', async () => {
    const fixture = createSchemaFixture(
      `type Pay { a: Int @auth(requires: USER) b: Int @auth(requires: USER) c: Int @auth(requires: USER) }
       type Query { ok: Int @public } type Mutation { login: Pay @public(elevates: true) }`,
      {
        Mutation: { login: () => ({ a: 1 }) },
        Pay: { b: () => undefined, c: async () => null },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: 'mutation { login { a b c } }' });

    expect(answer.data).toEqual({ login: { a: null, b: null, c: null } });
    expect(answer.errors.map(({ path }) => path)).toEqual(['login.a']);
  });
});

describe('the guard of an elevating field, by itself', () => {
  const createElevating = () =>
    createGuardContext(
      `type Query { ok: Int @public } type Mutation @auth(requires: USER) { login(a: Int @auth(requires: ADMIN)): Int @public(elevates: true) plain: Int @public(elevates: true) }`,
    );

  function call(
    name: string,
    selection: string,
    caller: Caller,
  ): { readonly outcome: unknown; readonly ran: number } {
    const guardContext = createElevating();
    const field = guardContext.guarded.fields.get(`Mutation.${name}`);
    if (field === undefined) throw new Error('no field');
    let ran = 0;
    const guarded = guardElevating(
      { guardContext, field, shape: { nullable: true, item: undefined }, createValueCheck: undefined },
      () => {
        ran += 1;
        return 1;
      },
    );
    const info = createResolveInfo(guardContext.guarded, `Mutation.${name}`);
    const [operation] = parse(`mutation { ${selection} }`).definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
    const fieldNodes = operation.selectionSet.selections.flatMap((node) =>
      node.kind === 'Field' ? [node] : [],
    );
    const path = { prev: undefined, key: name, typename: 'Mutation' };
    const outcome = resultOrErrorCode(() =>
      guarded({}, {}, { caller }, { ...info, operation, fieldNodes, path }),
    );
    return { outcome, ran };
  }

  test.each([
    ['login', 'login', user, 1],
    ['plain', 'plain', user, 1],
    ['plain', 'plain', anonymous, 'UNAUTHENTICATED'],
    ['login', 'login', anonymous, 'UNAUTHENTICATED'],
    ['login', 'login(a: 1)', user, 'FORBIDDEN'],
    ['login', 'login(a: 1)', admin, 1],
  ] as const)('asks before it runs %s: %s', (name, selection, caller, expected) => {
    expect(call(name, selection, caller)).toEqual({ outcome: expected, ran: expected === 1 ? 1 : 0 });
  });
});

describe('executions that run at the same time', () => {
  test('keep what each of them has elevated', async () => {
    const { schema } = createSchemaFixture(
      `type User @auth(owner: "id") { id: ID later: User name: String @auth(owner: "id") } type Pay { user: User }
       type Query { ok: Int @public } type Mutation { login(as: ID): Pay @public(elevates: true) }`,
      {
        Mutation: { login: (_, { as }) => ({ user: { id: as, name: as } }) },
        User: { later: async ({ id, name }) => ({ id, name }) },
      },
      { elevate: ({ user: { id } }) => principal(id) },
    );
    const document = parse('mutation ($as: ID) { login(as: $as) { user { later { later { name } } } } }');
    const run = async (as: string) => execute({ schema, document, contextValue: {}, variableValues: { as } });

    const answers = await Promise.all(['ann', 'bob', 'cleo'].map(run));

    expect(answers.map(({ data, errors }) => [JSON.stringify(data), errors])).toEqual(
      ['ann', 'bob', 'cleo'].map((name) => [
        JSON.stringify({ login: { user: { later: { later: { name } } } } }),
        undefined,
      ]),
    );
  });
});
