import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { guardElevating } from '../../src/guards/field-guard.js';
import { NO_STORE } from '../../src/guards/restrict-caching.js';
import type { Caller } from '../../src/index.js';
import {
  callGuard,
  createGuardContext,
  createResolveInfo,
  resultOrErrorCode,
} from '../helpers/guard-fixture.js';
import { anonymous, createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const admin = principal('root', 'ADMIN');

const user = principal('u');

describe('the guard of a field', () => {
  const SDL = `type Doc { a: Int @auth(requires: ADMIN) b: Int @auth(requires: ADMIN) }
      type Query { doc: Doc @public }`;

  test.each(['default', 'own'])(
    'does not reuse a grant for another context, with the %s resolver',
    (kind) => {
      const resolvers = kind === 'own' ? { Doc: { a: ({ a }: { a: number }) => a } } : {};
      const fixture = createSchemaFixture(SDL, resolvers);
      const info = createResolveInfo(fixture, 'Doc.a');
      const [high, low] = [{ caller: admin }, { caller: user }];
      const call = (context: object): unknown => resultOrErrorCode(() => callGuard(info, { a: 1 }, context));

      expect([high, high, low, high, low, low].map(call)).toEqual([
        1,
        1,
        'FORBIDDEN',
        1,
        'FORBIDDEN',
        'FORBIDDEN',
      ]);
    },
  );

  test('reads the owner of each object, and refuses where it is missing or its getter throws', () => {
    const fixture = createSchemaFixture(
      'type Doc { a: Int @auth(owner: "by") } type Query { doc: Doc @public }',
    );
    const info = createResolveInfo(fixture, 'Doc.a');
    const context = { caller: user };
    const broken = {
      a: 1,
      get by(): string {
        throw new Error('closed');
      },
    };
    const sources = [{ by: 'u', a: 1 }, { by: 'u', a: 2 }, { by: 'x', a: 3 }, broken, { a: 4 }, null, 'by'];

    const answers = sources.map((source) => resultOrErrorCode(() => callGuard(info, source, context)));

    expect(answers).toEqual([1, 2, 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  });

  test('reads the property that the default resolver of graphql-js reads', () => {
    const fixture = createSchemaFixture(SDL);
    const info = createResolveInfo(fixture, 'Doc.a');
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

  test('elevates no caller in a nested position, not even for its own result', async () => {
    const answer = await runGuardsOnly(createFixture({ ok: 1, by: 'root' }), {
      query: 'mutation { more { nested { ok } } }',
      caller: user,
    });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('"ok":1');
  });

  test('returns no leaf in a nested position that only the elevated caller may read', async () => {
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
    ['a promise of null', Promise.resolve(null)],
  ])('does not call elevate for %s', async (_, payload) => {
    const calls: unknown[] = [];
    const fixture = createFixture(payload, {
      elevate: (from) => {
        calls.push(from);
        return undefined;
      },
    });

    const answer = await runGuardsOnly(fixture, { query: 'mutation { nested { ok } }' });

    expect(calls).toHaveLength(0);
    expect(answer.data).toEqual({ nested: null });
    expect(answer.errors.map(({ code }) => code)).toEqual(payload instanceof Error ? [undefined] : []);
  });

  test('does not evaluate the rules of its inputs for the elevated caller', async () => {
    const fixture = createFixture({ ok: 1 }, { elevate: () => user });

    const answer = await runGuardsOnly(fixture, {
      query: 'mutation { login(secret: 1) { ok } }',
      caller: admin,
    });

    expect(answer.data).toEqual({ login: { ok: 1 } });
    expect(answer.errors).toEqual([]);
  });

  test('reports no error for guarded fields that resolve to null where no caller is elevated', async () => {
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

describe('guardElevating', () => {
  const createElevating = () =>
    createGuardContext(
      `type Query { ok: Int @public }
        type Mutation @auth(requires: USER) {
          login(a: Int @auth(requires: ADMIN)): Int @public(elevates: true)
          plain: Int @public(elevates: true) }`,
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
      {
        guardContext,
        field,
        shape: { nullable: true, filters: false, item: undefined },
        cacheLimit: NO_STORE,
        createValueCheck: undefined,
      },
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
  ] as const)('evaluates the rules before it runs %s: %s', (name, selection, caller, expected) => {
    expect(call(name, selection, caller)).toEqual({ outcome: expected, ran: expected === 1 ? 1 : 0 });
  });
});
