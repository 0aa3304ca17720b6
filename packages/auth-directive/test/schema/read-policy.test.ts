import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { createAuthDirective } from '../../src/index.js';
import { faultsOf, onField, onRoot, ROOT } from '../helpers/schema-faults.js';
import {
  type Context,
  createSchemaFixture,
  principal,
  ROLES,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const rows: readonly (readonly [string, string, string])[] = [
  ['@auth beside @public', onRoot('@auth(requires: USER) @public'), 'Query.f'],
  ['@public on a nested field', onField('@public'), 'T.f'],
  [
    '@public on an interface field',
    `interface I { f: Int @public } type Query implements I { f: Int @public }`,
    'I.f',
  ],
  ['@public twice', onRoot('@public @public'), 'Query.f'],
  ['elevates on a query', onRoot('@public(elevates: true)'), 'Query.f'],
  [
    'onDeny twice on a type',
    `type T @auth(requires: USER, onDeny: NULL) @auth(onDeny: NULL) { f: Int } type Query { t: T @public }`,
    'T',
  ],
  ['onDeny on an enum', `enum T @auth(requires: USER, onDeny: ERROR) { A } type Query { t: T @public }`, 'T'],
  [
    'onDeny on an argument',
    `type Query { f(a: Int @auth(requires: USER, onDeny: ERROR)): Int @public }`,
    'Query.f(a:)',
  ],
  [
    'onDeny twice',
    onField('@auth(requires: USER, onDeny: NULL) @auth(requires: ADMIN, onDeny: NULL)'),
    'T.f',
  ],
  [
    'onDeny: NULL on a non-null field',
    'type T { f: Int! @auth(requires: USER, onDeny: NULL) } type Query { t: T @public }',
    'T.f',
  ],
  ['owner on a root field', onRoot('@auth(owner: "id")'), 'Query.f'],
  ['owner on a root type', 'type Query @auth(owner: "id") { f: Int }', 'Query'],
  [
    'owner that a root field inherits',
    'interface I @auth(owner: "id") { f: Int } type Query implements I { f: Int @public }',
    'Query.f',
  ],
  ['owner on an argument', 'type Query { f(a: Int @auth(owner: "id")): Int @public }', 'Query.f(a:)'],
  ['owner on an input', `input In @auth(owner: "id") { a: Int } ${ROOT}`, 'In'],
  ['owner on an input field', `input In { a: Int @auth(anyOf: [{ owner: "id" }]) } ${ROOT}`, 'In.a'],
  ['owner on an enum', `enum E @auth(owner: "id") { A } ${ROOT}`, 'E'],
  ['owner on an enum value', `enum E { A @auth(owner: "id") } ${ROOT}`, 'E.A'],
  ['owner on a scalar', `scalar S @auth(owner: "id") ${ROOT}`, 'S'],
  ['@auth on the enum Role', `extend enum Role @auth(requires: USER) { EXTRA } ${ROOT}`, 'Role'],
  ['@auth on a value of Role', `extend enum Role { EXTRA @auth(requires: USER) } ${ROOT}`, 'Role.EXTRA'],
  ['@auth on AuthRule', `extend input AuthRule { more: Int @auth(requires: USER) } ${ROOT}`, 'AuthRule.more'],
  ['@auth on AuthDeny', `extend enum AuthDeny @auth(requires: USER) { X } ${ROOT}`, 'AuthDeny'],
  ['@auth on a union', `type A { f: Int } union U @auth(requires: USER) = A ${ROOT}`, 'U'],
  ['@auth on the schema', `extend schema @auth(requires: USER) ${ROOT}`, 'schema'],
  [
    '@auth on an argument of a directive',
    `directive @d(a: Int @auth(requires: USER)) on FIELD ${ROOT}`,
    '@d(a:)',
  ],
  ['a root field without a rule', 'type Query { f: Int }', 'Query.f'],
  [
    'a root field with a rule of an interface only',
    'interface I { f: Int @auth(requires: USER) } type Query implements I { f: Int }',
    'Query.f',
  ],
  ['a mutation without a rule', `${ROOT} type Mutation { f: Int }`, 'Mutation.f'],
  ['a subscription without a rule', `${ROOT} type Subscription { f: Int }`, 'Subscription.f'],
  [
    'a root field of a renamed root type without a rule',
    'schema { query: Root } type Root { f: Int }',
    'Root.f',
  ],
  ['a value of Role that is not in roles', `extend enum Role { GUEST } ${ROOT}`, 'Role.GUEST'],
  ['an altered AuthRule', `extend input AuthRule { region: String } ${ROOT}`, 'AuthRule'],
  ['an altered AuthDeny', `extend enum AuthDeny { HIDE } ${ROOT}`, 'AuthDeny'],
  [
    'a merged definition of @auth',
    `directive @auth(requires: Role, extra: Int) repeatable on OBJECT ${ROOT}`,
    '@auth',
  ],
  ['a merged definition of @public', `directive @public(loud: Boolean) on OBJECT ${ROOT}`, '@public'],
];

describe('a schema is rejected at start-up', () => {
  test.each(rows)('for %s', (_, sdl, coordinate) => {
    expect(faultsOf(sdl)).toContain(coordinate);
  });

  test('for a rule of more than 64 groups, as written and as combined', () => {
    const groups = (count: number, prefix: string): string =>
      Array.from({ length: count }, (_, index) => `{ owner: "${prefix}${index}" }`).join(' ');
    const written = onField(`@auth(anyOf: [${groups(65, 'o')}])`);
    const combined = `interface I @auth(anyOf: [${groups(9, 'i')}]) { f: Int }
      type T implements I @auth(anyOf: [${groups(9, 't')}]) { f: Int }
      type Query { t: T @auth(requires: USER) }`;

    expect(faultsOf(written)).toContain('T.f');
    expect(faultsOf(combined)).toContain('T.f');
    expect(faultsOf(onField(`@auth(anyOf: [${groups(64, 'o')}])`))).toEqual([]);
  });

  test('for a combined rule of an argument with more than 64 groups', () => {
    const groups = (prefix: string): string =>
      Array.from({ length: 9 }, (_, index) => `{ scopes: ["${prefix}${index}"] }`).join(' ');
    const sdl = `interface I { f(a: Int @auth(anyOf: [${groups('i')}])): Int }
      type T implements I { f(a: Int @auth(anyOf: [${groups('t')}])): Int }
      type Query { t: T @auth(requires: USER) }`;

    expect(faultsOf(sdl)).toContain('T.f(a:)');
  });

  test('for an owner rule that a root field inherits from its type', () => {
    expect(faultsOf('type Query @auth(owner: "by") { f: Int }').length).toBeGreaterThan(0);
  });

  test('for a role that the enum Role does not have', () => {
    expect(faultsOf(ROOT, { roles: [...ROLES, 'ROOT'] })).toContain('Role');
  });

  test('with every fault in one error', () => {
    const faults = faultsOf('type T { a: Int @auth b: Int @auth(requires: NO) } type Query { t: T }');

    expect(faults).toEqual(expect.arrayContaining(['T.a', 'T.b', 'Query.t']));
  });

  test('when the directive definitions are missing', () => {
    const auth = createAuthDirective<Context>({ roles: ROLES, caller: () => undefined });
    const schema = buildSchema('type Query { f: Int }');

    expect(() => auth.transform(schema)).toThrow(/@auth/);
  });

  test.each([
    ['by name', { auth: { requires: 'ADMN' } }],
    ['by name, repeated', { auth: [{ requires: 'ADMIN' }, {}] }],
    ['in a list', [null, { name: 'auth', args: { requires: null } }]],
    ['in a list, for @public', [{ name: 'public' }]],
  ])('for faults in the extensions of a type that was not built from SDL, %s', (_, directives) => {
    const auth = createAuthDirective<Context>({ roles: ROLES, caller: () => undefined });
    const base = makeExecutableSchema({
      typeDefs: [auth.typeDefs, 'enum Role { USER SUPPORT ADMIN } type Query { f: Int @public }'],
    });
    const secret = new GraphQLObjectType({
      name: 'Secret',
      extensions: { directives },
      fields: { text: { type: GraphQLString } },
    });
    const schema = new GraphQLSchema({ ...base.toConfig(), types: [...base.toConfig().types, secret] });

    expect(() => auth.transform(schema)).toThrow(/^Secret: /);
  });
});

describe('root fields without a rule', () => {
  test('are refused to every caller with undeclared: deny', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int }', {}, { undeclared: 'deny' });

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Query.f');

    expect(Object.values(row?.cells ?? {}).map(({ verdict }) => verdict)).toEqual([
      'DENY',
      'DENY',
      'DENY',
      'DENY',
    ]);
  });

  test('are open with undeclared: allow', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int }', {}, { undeclared: 'allow' });

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Query.f');

    expect(row?.cells['ANONYMOUS']?.verdict).toBe('ALLOW');
  });
});

describe('readPolicy', () => {
  test('reads type extensions', async () => {
    const { auth, schema } = createSchemaFixture(
      'type T { f: Int } extend type T @auth(requires: ADMIN) type Query { t: T @public }',
    );

    expect([...auth.readPolicy(schema).rules.keys()]).toContain('T');
  });

  test('logs a warning for a field whose rule is weaker than that of its type', () => {
    const { log } = createSchemaFixture(`type T @auth(requires: ADMIN) {
        weak: Int @auth(requires: USER) strong: Int @auth(requires: ADMIN, freshWithin: 60)
      }
      type Query @auth(requires: USER) { t: T open: Int @public }`);

    expect(log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      'AUTH_WEAKER_FIELD T.weak',
      'AUTH_WEAKER_FIELD Query.open',
    ]);
  });
  test('reads roles by name, whatever internal values the host gave the enum', async () => {
    const fixture = createSchemaFixture('type Query { f: Int @auth(requires: ADMIN) ok: Int @public }', {
      Role: { USER: 9, SUPPORT: 5, ADMIN: 1 },
      Query: { f: () => 1, ok: () => 1 },
    });

    const user = await runGuardsOnly(fixture, { query: '{ f ok }', caller: principal('u') });
    const admin = await runGuardsOnly(fixture, { query: '{ f }', caller: principal('a', 'ADMIN') });

    expect([user.data, admin.data]).toEqual([{ f: null, ok: 1 }, { f: 1 }]);
  });
});
