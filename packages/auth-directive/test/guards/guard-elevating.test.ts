import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { guardElevating } from '../../src/guards/field-guard.js';
import type { Caller } from '../../src/index.js';
import { codeOf, createRoom, infoOf } from '../helpers/guard-fixture.js';
import { createWorld, nobody, person, runBare } from '../helpers/schema-fixture.js';

const admin = person('root', 'ADMIN');
const user = person('u');

describe('an elevating field', () => {
  const SDL = `type Pay @auth(owner: "by") { ok: Int } type Plain { ok: Int }
    type Query { ok: Int @public }
    type Mutation {
      more: Mutation @public
      login(secret: Int @auth(requires: ADMIN)): Plain @public(elevates: true)
      nested: Pay @public(elevates: true)
    }`;

  function made(payload: unknown, more: { elevate?: (payload: unknown) => Caller | undefined } = {}) {
    const resolvers = { Mutation: { login: () => payload, nested: () => payload, more: () => ({}) } };
    return createWorld(SDL, resolvers, { elevate: () => admin, ...more });
  }

  test('elevates nobody in a nested place, for itself neither', async () => {
    const answer = await runBare(made({ ok: 1, by: 'root' }), {
      query: 'mutation { more { nested { ok } } }',
      caller: user,
    });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('"ok":1');
  });

  test('answers in a nested place no leaf that only whom it elevates may see', async () => {
    const world = createWorld(
      `scalar Code @auth(requires: ADMIN) type Query { ok: Int @public }
      type Mutation { more: Mutation @public code: Code @public(elevates: true) }`,
      { Mutation: { more: () => ({}), code: () => 'secret' } },
      { elevate: () => admin },
    );

    const root = await runBare(world, { query: 'mutation { code }', caller: user });
    const nested = await runBare(world, { query: 'mutation { more { code } }', caller: user });

    expect(root.data).toEqual({ code: 'secret' });
    expect(nested.data).toEqual({ more: { code: null } });
    expect(nested.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['an Error', new Error('mine')],
    ['null, later', Promise.resolve(null)],
  ])('asks nobody whom %s elevates', async (_, payload) => {
    const asked: unknown[] = [];
    const world = made(payload, {
      elevate: (from) => {
        asked.push(from);
        return undefined;
      },
    });

    const answer = await runBare(world, { query: 'mutation { nested { ok } }' });

    expect(asked).toEqual([]);
    expect(answer.data).toEqual({ nested: null });
    expect(answer.errors.map(({ code }) => code)).toEqual(payload instanceof Error ? [undefined] : []);
  });

  test('does not ask its payload what was provided', async () => {
    const world = made({ ok: 1 }, { elevate: () => user });

    const answer = await runBare(world, { query: 'mutation { login(secret: 1) { ok } }', caller: admin });

    expect(answer.data).toEqual({ login: { ok: 1 } });
    expect(answer.errors).toEqual([]);
  });

  test('with nobody elevated leaves alone what a guarded resolver does not answer', async () => {
    const world = createWorld(
      `type Pay { a: Int @auth(requires: USER) b: Int @auth(requires: USER) c: Int @auth(requires: USER) }
       type Query { ok: Int @public } type Mutation { login: Pay @public(elevates: true) }`,
      {
        Mutation: { login: () => ({ a: 1 }) },
        Pay: { b: () => undefined, c: async () => null },
      },
    );

    const answer = await runBare(world, { query: 'mutation { login { a b c } }' });

    expect(answer.data).toEqual({ login: { a: null, b: null, c: null } });
    expect(answer.errors.map(({ path }) => path)).toEqual(['login.a']);
  });
});

describe('the guard of an elevating field, by itself', () => {
  const createElevating = () =>
    createRoom(
      `type Query { ok: Int @public } type Mutation @auth(requires: USER) { login(a: Int @auth(requires: ADMIN)): Int @public(elevates: true) plain: Int @public(elevates: true) }`,
    );

  function call(
    name: string,
    selection: string,
    caller: Caller,
  ): { readonly outcome: unknown; readonly ran: number } {
    const room = createElevating();
    const field = room.guarded.fields.get(`Mutation.${name}`);
    if (field === undefined) throw new Error('no field');
    let ran = 0;
    const guarded = guardElevating(
      { room, field, shape: { nullable: true, item: undefined }, judgeValue: undefined },
      () => {
        ran += 1;
        return 1;
      },
    );
    const info = infoOf(room.guarded, `Mutation.${name}`);
    const [operation] = parse(`mutation { ${selection} }`).definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
    const fieldNodes = operation.selectionSet.selections.flatMap((node) =>
      node.kind === 'Field' ? [node] : [],
    );
    const path = { prev: undefined, key: name, typename: 'Mutation' };
    const outcome = codeOf(() => guarded({}, {}, { caller }, { ...info, operation, fieldNodes, path }));
    return { outcome, ran };
  }

  test.each([
    ['login', 'login', user, 1],
    ['plain', 'plain', user, 1],
    ['plain', 'plain', nobody, 'UNAUTHENTICATED'],
    ['login', 'login', nobody, 'UNAUTHENTICATED'],
    ['login', 'login(a: 1)', user, 'FORBIDDEN'],
    ['login', 'login(a: 1)', admin, 1],
  ] as const)('asks before it runs %s: %s', (name, selection, caller, expected) => {
    expect(call(name, selection, caller)).toEqual({ outcome: expected, ran: expected === 1 ? 1 : 0 });
  });
});

describe('executions that run at the same time', () => {
  test('keep what each of them has elevated', async () => {
    const { schema } = createWorld(
      `type User @auth(owner: "id") { id: ID later: User name: String @auth(owner: "id") } type Pay { user: User }
       type Query { ok: Int @public } type Mutation { login(as: ID): Pay @public(elevates: true) }`,
      {
        Mutation: { login: (_, { as }) => ({ user: { id: as, name: as } }) },
        User: { later: async ({ id, name }) => ({ id, name }) },
      },
      { elevate: ({ user: { id } }) => person(id) },
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
