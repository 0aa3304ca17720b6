import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLError, parse } from 'graphql';
import { guardElevating } from '../../../src/auth-directive/guard.js';
import type { Caller } from '../../../src/auth-directive/index.js';
import { callGuard, createRoom, infoOf } from './room.js';
import { createWorld, NOW, nobody, person, runApollo, runBare } from './world.js';

const admin = person('root', 'ADMIN');
const user = person('u');

function codeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error;
  }
}

describe('what was granted once', () => {
  const SDL =
    'type Doc { a: Int @auth(requires: ADMIN) b: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }';

  test('is asked anew in the next execution on the same context', async () => {
    const { schema } = createWorld(SDL, { Query: { doc: () => ({ a: 1, b: 2 }) } });
    const document = parse('{ doc { a b } }');
    const contextValue: { caller?: Caller } = { caller: admin };

    const before = await execute({ schema, document, contextValue });
    contextValue.caller = user;
    const after = await execute({ schema, document, contextValue });

    expect(before.data).toEqual({ doc: { a: 1, b: 2 } });
    expect(after.data).toEqual({ doc: { a: null, b: null } });
  });

  test.each(['default', 'own'])('is no grant for another context, with a resolver that is the %s', (kind) => {
    const resolvers = kind === 'own' ? { Doc: { a: ({ a }: { a: number }) => a } } : {};
    const world = createWorld(SDL, resolvers);
    const info = infoOf(world, 'Doc.a');
    const [high, low] = [{ caller: admin }, { caller: user }];
    const call = (context: object): unknown => codeOf(() => callGuard(info, { a: 1 }, context));

    expect([high, high, low, high, low, low].map(call)).toEqual([
      1,
      1,
      'FORBIDDEN',
      1,
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
  });

  test('to who asked is no grant below an elevating field, whatever was asked before', async () => {
    const world = createWorld(
      `type User { notes: String @auth(requires: SUPPORT) } type Pay { user: User }
       type Query { ok: Int @public } type Mutation { plain: Pay @public login: Pay @public(elevates: true) }`,
      {
        Mutation: {
          plain: () => ({ user: { notes: 'n' } }),
          login: () => ({ user: { notes: 'n' } }),
        },
      },
      { elevate: () => person('ann') },
    );

    const answer = await runBare(world, {
      query: 'mutation { plain { user { notes again: notes } } login { user { notes } } }',
      caller: admin,
    });

    expect(answer.data).toEqual({
      plain: { user: { notes: 'n', again: 'n' } },
      login: { user: { notes: null } },
    });
  });

  test('asks no further owner than the first of each object, also where it is a getter that throws', () => {
    const world = createWorld('type Doc { a: Int @auth(owner: "by") } type Query { doc: Doc @public }');
    const info = infoOf(world, 'Doc.a');
    const context = { caller: user };
    const broken = {
      a: 1,
      get by(): string {
        throw new Error('closed');
      },
    };
    const sources = [{ by: 'u', a: 1 }, { by: 'u', a: 2 }, { by: 'x', a: 3 }, broken, { a: 4 }, null, 'by'];

    const answers = sources.map((source) => codeOf(() => callGuard(info, source, context)));

    expect(answers).toEqual([1, 2, 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  });

  test('reads what graphql-js itself would read', () => {
    const world = createWorld(SDL);
    const info = infoOf(world, 'Doc.a');
    const context = { caller: admin };
    const method = Object.assign(() => 0, { a: 5 });
    class Doc {
      readonly base = 6;
      a(): number {
        return this.base;
      }
    }
    const call = (source: unknown): unknown => callGuard(info, source, context);
    call({ a: 0 });

    expect([{ a: 1 }, { a: null }, {}, null, undefined, 'text', 7, method, new Doc()].map(call)).toEqual([
      1,
      null,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      5,
      6,
    ]);
  });
});

describe('a rule of a type', () => {
  test('asks its policy once for each object, not again at its fields', async () => {
    const asked: unknown[] = [];
    const world = createWorld(
      'type Doc @auth(policy: "p") { a: Int b: Int } type Query { docs: [Doc] @public }',
      {
        Query: {
          docs: () => [
            { a: 1, b: 2 },
            { a: 3, b: 4 },
          ],
        },
      },
      { policies: { p: ({ parent }) => asked.push(parent.a) > 0 } },
    );

    const answer = await runBare(world, { query: '{ docs { a b } }', caller: user });

    expect(answer.data).toEqual({
      docs: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    });
    expect(asked).toEqual([1, 3]);
  });

  test('is not asked of the value where another of its groups needs none', async () => {
    const asked: unknown[] = [];
    const world = createWorld(
      `type Doc @auth(anyOf: [{ policy: "p" }, { requires: ADMIN }]) { a: Int }
      type Desk { doc: Doc @auth(owner: "by") } type Query { desk: Desk @public }`,
      { Query: { desk: () => ({ by: 'root', doc: { a: 1 } }) } },
      { policies: { p: ({ parent }) => asked.push(parent) > 0 } },
    );

    const answer = await runBare(world, { query: '{ desk { doc { a } } }', caller: admin });

    expect(answer.data).toEqual({ desk: { doc: { a: 1 } } });
    expect(asked).toEqual([]);
  });
});

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

describe('a refusal', () => {
  test('on a value that may not be null comes later; on one that may, at once', async () => {
    const world = createWorld(
      `type Own @auth(owner: "by") { n: Int } type Doc { strict: Own! loose: Own late: Own @auth(requires: USER, onDeny: NULL) }
       type Query { doc: Doc @public }`,
      { Doc: { late: async () => ({ by: 'x' }) } },
    );
    const source = { strict: { by: 'x' }, loose: { by: 'x' } };
    const call = (coordinate: string): unknown =>
      callGuard(infoOf(world, coordinate), source, { caller: user });

    await expect(call('Doc.strict')).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(call('Doc.loose')).toBeInstanceOf(GraphQLError);
    expect(await call('Doc.late')).toBeNull();
  });

  test('of a stale caller is no word about whose the object is', async () => {
    const rule = '@auth(anyOf: [{ owner: "by", freshWithin: 60 }])';
    const world = createWorld(
      `interface Face { n: Int } type Own implements Face ${rule} { n: Int } type Doc { own: Own face: Face n: Int ${rule} }
       type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ by: 'x', n: 1, own: { by: 'x' }, face: { __typename: 'Own', by: 'x' } }) } },
    );
    const stale = person('u', 'USER', { authenticatedAt: new Date(NOW - 61_000) });

    const answer = await runBare(world, { query: '{ doc { n own { n } face { n } } }', caller: stale });

    expect(answer.errors.map(({ code, path }) => `${path} ${code}`).sort()).toEqual([
      'doc.face STEP_UP_REQUIRED',
      'doc.n STEP_UP_REQUIRED',
      'doc.own STEP_UP_REQUIRED',
    ]);
  });

  test('is reported as found in the execution, wherever that is', async () => {
    const world = createWorld(
      `enum Color { RED @auth(requires: ADMIN) } interface Face { n: Int } type Own implements Face @auth(requires: ADMIN) { n: Int }
       type Doc { f(a: Int @auth(requires: ADMIN)): Int color: Color face: Face n: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ f: 1, color: 'RED', n: 1, face: { __typename: 'Own' } }) } },
    );

    await runBare(world, { query: '{ doc { f(a: 1) color face { n } n } }', caller: user });

    const words = world.decisions.map(({ coordinate, when }) => `${coordinate} ${when}`);
    expect(new Set(words)).toEqual(
      new Set(['Color.RED execution', 'Doc.f(a:) execution', 'Doc.face execution', 'Doc.n execution']),
    );
  });

  test('of a root field of which the plan knew is found in the plan', async () => {
    const world = createWorld(
      'type Query { ok: Int @public } type Mutation { a: Int @auth(requires: ADMIN) }',
    );

    await runBare(world, { query: 'mutation { a }', caller: user });

    expect(world.decisions.map(({ when }) => when)).toEqual(['plan']);
  });
});

describe('an answer that nothing has to judge', () => {
  test('is the very answer of the resolver, where only the parent was asked', () => {
    const list = [1, 2];
    const world = createWorld(
      'type Doc { all: [Int] @auth(policy: "yes") mine: [Int] @auth(anyOf: [{ owner: "by" }, { policy: "no" }]) } type Query { doc: Doc @public }',
      {},
      { policies: { yes: () => true, no: () => false } },
    );
    const call = (coordinate: string): unknown =>
      callGuard(infoOf(world, coordinate), { by: 'u', all: list, mine: list }, { caller: user });

    expect(call('Doc.all')).toBe(list);
    expect(call('Doc.mine')).toBe(list);
  });
});

describe('the answer of a policy at a root field', () => {
  test('is no answer for the same selection in another place', async () => {
    const world = createWorld(
      'type Query { self: Query @public asked: Int @auth(policy: "p") }',
      { Query: { self: () => ({ deep: true }), asked: () => 1 } },
      { policies: { p: ({ parent }) => parent?.deep !== true } },
    );

    const answer = await runApollo(world, {
      query: '{ ...F self { ...F } } fragment F on Query { asked }',
      caller: user,
    });

    expect(answer.data).toEqual({ asked: 1, self: { asked: null } });
  });

  test('is asked once for a mutation, with the plan and without', async () => {
    const counts: number[] = [];
    for (const run of [runApollo, runBare]) {
      let asked = 0;
      const world = createWorld(
        `type Query { ok: Int @public } type Mutation { a(x: Int @auth(policy: "p")): Int @auth(policy: "p") b: Int @public }`,
        { Mutation: { a: () => 1, b: () => 2 } },
        {
          policies: {
            p: async () => {
              asked += 1;
              return true;
            },
          },
        },
      );
      const answer = await run(world, { query: 'mutation { b a(x: 1) c: b }', caller: user });
      expect(answer.data).toEqual({ b: 2, a: 1, c: 2 });
      counts.push(asked);
    }

    // The guards alone decide the whole operation first, and each field in its turn.
    expect(counts).toEqual([2, 4]);
  });

  test('that is asked is not asked for a stranger', async () => {
    const world = createWorld(
      'type Query { a: Int @auth(policy: "p") ok: Int @public }',
      {},
      { policies: { p: () => true } },
    );

    const answer = await runApollo(world, { query: '{ a ok }', caller: nobody });

    expect(answer.errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED']);
  });
});
