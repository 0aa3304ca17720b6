import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import type { Caller } from '../../src/index.js';
import { callGuard, createResolveInfo, resultOrErrorCode } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const admin = principal('root', 'ADMIN');
const user = principal('u');

describe('what was granted once', () => {
  const SDL =
    'type Doc { a: Int @auth(requires: ADMIN) b: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }';

  test('is asked anew in the next execution on the same context', async () => {
    const { schema } = createSchemaFixture(SDL, { Query: { doc: () => ({ a: 1, b: 2 }) } });
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
  });

  test('to who asked is no grant below an elevating field, whatever was asked before', async () => {
    const fixture = createSchemaFixture(
      `type User { notes: String @auth(requires: SUPPORT) } type Pay { user: User }
       type Query { ok: Int @public } type Mutation { plain: Pay @public login: Pay @public(elevates: true) }`,
      {
        Mutation: {
          plain: () => ({ user: { notes: 'n' } }),
          login: () => ({ user: { notes: 'n' } }),
        },
      },
      { elevate: () => principal('ann') },
    );

    const answer = await runGuardsOnly(fixture, {
      query: 'mutation { plain { user { notes again: notes } } login { user { notes } } }',
      caller: admin,
    });

    expect(answer.data).toEqual({
      plain: { user: { notes: 'n', again: 'n' } },
      login: { user: { notes: null } },
    });
  });

  test('asks no further owner than the first of each object, also where it is a getter that throws', () => {
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

  test('reads what graphql-js itself would read', () => {
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

describe('a rule of a type', () => {
  test('asks its policy once for each object, not again at its fields', async () => {
    const asked: unknown[] = [];
    const fixture = createSchemaFixture(
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

    const answer = await runGuardsOnly(fixture, { query: '{ docs { a b } }', caller: user });

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
    const fixture = createSchemaFixture(
      `type Doc @auth(anyOf: [{ policy: "p" }, { requires: ADMIN }]) { a: Int }
      type Desk { doc: Doc @auth(owner: "by") } type Query { desk: Desk @public }`,
      { Query: { desk: () => ({ by: 'root', doc: { a: 1 } }) } },
      { policies: { p: ({ parent }) => asked.push(parent) > 0 } },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ desk { doc { a } } }', caller: admin });

    expect(answer.data).toEqual({ desk: { doc: { a: 1 } } });
    expect(asked).toEqual([]);
  });
});

describe('an answer that nothing has to judge', () => {
  test('is the very answer of the resolver, where only the parent was asked', () => {
    const list = [1, 2];
    const fixture = createSchemaFixture(
      'type Doc { all: [Int] @auth(policy: "yes") mine: [Int] @auth(anyOf: [{ owner: "by" }, { policy: "no" }]) } type Query { doc: Doc @public }',
      {},
      { policies: { yes: () => true, no: () => false } },
    );
    const call = (coordinate: string): unknown =>
      callGuard(createResolveInfo(fixture, coordinate), { by: 'u', all: list, mine: list }, { caller: user });

    expect(call('Doc.all')).toBe(list);
    expect(call('Doc.mine')).toBe(list);
  });
});
