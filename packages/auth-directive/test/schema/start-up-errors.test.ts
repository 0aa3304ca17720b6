import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { type AuthOptions, AuthSchemaError, createAuthDirective } from '../../src/index.js';
import { type Context, createSchemaFixture, ROLES } from '../helpers/schema-fixture.js';

const ROOT = 'type Query { ok: Int @public }';

function faultsOf(sdl: string, options: Partial<AuthOptions<Context>> = {}): readonly string[] {
  try {
    createSchemaFixture(sdl, {}, { policies: { known: () => true }, ...options });
  } catch (error) {
    if (!(error instanceof AuthSchemaError)) throw error;
    // Each fault says in words what is wrong.
    for (const { message } of error.faults) expect(message).toMatch(/^.{15,}/);
    return error.faults.map((fault) => fault.coordinate);
  }
  return [];
}

const onField = (directives: string): string => `type T { f: Int ${directives} } type Query { t: T @public }`;
const onRoot = (directives: string): string => `type Query { f: Int ${directives} }`;

const rows: readonly (readonly [string, string, string])[] = [
  ['no member at all', onField('@auth'), 'T.f'],
  ['onDeny alone, which is no member', onField('@auth(onDeny: NULL)'), 'T.f'],
  ['an empty anyOf', onField('@auth(anyOf: [])'), 'T.f'],
  ['an empty group', onField('@auth(anyOf: [{ requires: USER }, {}])'), 'T.f'],
  ['null in anyOf', onField('@auth(anyOf: [null])'), 'T.f'],
  ['an explicit null role', onField('@auth(requires: null)'), 'T.f'],
  ['an explicit null beside a member', onField('@auth(requires: USER, scopes: null)'), 'T.f'],
  ['an explicit null in a group', onField('@auth(anyOf: [{ owner: null }])'), 'T.f'],
  ['an explicit null onDeny', onField('@auth(requires: USER, onDeny: null)'), 'T.f'],
  ['an unknown role', onField('@auth(requires: ADMN)'), 'T.f'],
  ['a role written as a string', onField('@auth(requires: "ADMIN")'), 'T.f'],
  ['an unknown role in a group', onField('@auth(anyOf: [{ requires: ROOT }])'), 'T.f'],
  ['an unknown policy', onField('@auth(policy: "unknown")'), 'T.f'],
  ['an unknown member', onField('@auth(requires: USER, role: ADMIN)'), 'T.f'],
  ['anyOf inside anyOf', onField('@auth(anyOf: [{ requires: USER, anyOf: [] }])'), 'T.f'],
  ['a member twice in one directive', onField('@auth(requires: USER, requires: ADMIN)'), 'T.f'],
  ['a scope with a blank', onField('@auth(scopes: ["a b"])'), 'T.f'],
  ['an empty scope', onField('@auth(scopes: [""])'), 'T.f'],
  ['an empty owner', onField('@auth(owner: "")'), 'T.f'],
  ['freshWithin of nothing', onField('@auth(freshWithin: 0)'), 'T.f'],
  ['assurance that is no Int', onField('@auth(assurance: 1.5)'), 'T.f'],
  ['@auth beside @public', onRoot('@auth(requires: USER) @public'), 'Query.f'],
  ['@public on a field that is no root field', onField('@public'), 'T.f'],
  [
    '@public on an interface field',
    `interface I { f: Int @public } type Query implements I { f: Int @public }`,
    'I.f',
  ],
  ['@public twice', onRoot('@public @public'), 'Query.f'],
  ['elevates on a query', onRoot('@public(elevates: true)'), 'Query.f'],
  ['elevates that is no Boolean', `${ROOT} type Mutation { f: Int @public(elevates: "yes") }`, 'Mutation.f'],
  [
    'onDeny on a type',
    `type T @auth(requires: USER, onDeny: NULL) { f: Int } type Query { t: T @public }`,
    'T',
  ],
  [
    'onDeny: ERROR on a type',
    `type T @auth(requires: USER, onDeny: ERROR) { f: Int } type Query { t: T @public }`,
    'T',
  ],
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
  ['onDeny in a group', onField('@auth(anyOf: [{ requires: USER, onDeny: NULL }])'), 'T.f'],
  [
    'onDeny: NULL on a field that is never null',
    'type T { f: Int! @auth(requires: USER, onDeny: NULL) } type Query { t: T @public }',
    'T.f',
  ],
  ['an unknown onDeny', onField('@auth(requires: USER, onDeny: HIDE)'), 'T.f'],
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
  ['a value of Role that is not on the ladder', `extend enum Role { GUEST } ${ROOT}`, 'Role.GUEST'],
  ['an altered AuthRule', `extend input AuthRule { region: String } ${ROOT}`, 'AuthRule'],
  ['an altered AuthDeny', `extend enum AuthDeny { HIDE } ${ROOT}`, 'AuthDeny'],
  [
    'a definition of @auth merged with ours',
    `directive @auth(requires: Role, extra: Int) repeatable on OBJECT ${ROOT}`,
    '@auth',
  ],
  [
    'a definition of @public merged with ours',
    `directive @public(loud: Boolean) on OBJECT ${ROOT}`,
    '@public',
  ],
];

describe('a schema is refused at start', () => {
  test.each(rows)('for %s', (_, sdl, coordinate) => {
    expect(faultsOf(sdl)).toContain(coordinate);
  });

  test('for a rule of more than 64 groups, as written and as combined', () => {
    const groups = (count: number, prefix: string): string =>
      Array.from({ length: count }, (_, index) => `{ owner: "${prefix}${index}" }`).join(' ');
    const written = onField(`@auth(anyOf: [${groups(65, 'o')}])`);
    const combined = `interface I @auth(anyOf: [${groups(9, 'i')}]) { f: Int }
      type T implements I @auth(anyOf: [${groups(9, 't')}]) { f: Int } type Query { t: T @auth(requires: USER) }`;

    expect(faultsOf(written)).toContain('T.f');
    expect(faultsOf(combined)).toContain('T.f');
    expect(faultsOf(onField(`@auth(anyOf: [${groups(64, 'o')}])`))).toEqual([]);
  });

  test('for a combined rule of an argument with more than 64 groups', () => {
    const groups = (prefix: string): string =>
      Array.from({ length: 9 }, (_, index) => `{ scopes: ["${prefix}${index}"] }`).join(' ');
    const sdl = `interface I { f(a: Int @auth(anyOf: [${groups('i')}])): Int }
      type T implements I { f(a: Int @auth(anyOf: [${groups('t')}])): Int } type Query { t: T @auth(requires: USER) }`;

    expect(faultsOf(sdl)).toContain('T.f(a:)');
  });

  test('for an owner that a root field inherits from its type', () => {
    expect(faultsOf('type Query @auth(owner: "by") { f: Int }').length).toBeGreaterThan(0);
  });

  test('for a role on the ladder that the enum does not have', () => {
    expect(faultsOf(ROOT, { roles: [...ROLES, 'ROOT'] })).toContain('Role');
  });

  test('with every fault at once', () => {
    const faults = faultsOf('type T { a: Int @auth b: Int @auth(requires: NO) } type Query { t: T }');

    expect(faults).toEqual(expect.arrayContaining(['T.a', 'T.b', 'Query.t']));
  });

  test('when the definitions are missing altogether', () => {
    const auth = createAuthDirective<Context>({ roles: ROLES, caller: () => undefined });
    const schema = buildSchema('type Query { f: Int }');

    expect(() => auth.transform(schema)).toThrow(/@auth/);
  });

  test('for directives that a programme left where the reader does not look', () => {
    const auth = createAuthDirective<Context>({ roles: ROLES, caller: () => undefined });
    const base = makeExecutableSchema({
      typeDefs: [auth.typeDefs, 'enum Role { USER SUPPORT ADMIN } type Query { f: Int @public }'],
    });
    const secret = new GraphQLObjectType({
      name: 'Secret',
      extensions: { directives: { auth: { requires: 'ADMIN' } } },
      fields: { text: { type: GraphQLString } },
    });
    const schema = new GraphQLSchema({ ...base.toConfig(), types: [...base.toConfig().types, secret] });

    expect(() => auth.transform(schema)).toThrow(/Secret/);
  });
});

describe('root fields without a rule', () => {
  test('are refused to everyone where the host closes them', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int }', {}, { undeclared: 'deny' });

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Query.f');

    expect(Object.values(row?.cells ?? {}).map(({ verdict }) => verdict)).toEqual([
      'DENY',
      'DENY',
      'DENY',
      'DENY',
    ]);
  });

  test('are open where the host says so, for a migration', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int }', {}, { undeclared: 'allow' });

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Query.f');

    expect(row?.cells['ANONYMOUS']?.verdict).toBe('ALLOW');
  });
});

describe('a schema is read', () => {
  test('from extensions of types too', async () => {
    const { auth, schema } = createSchemaFixture(
      'type T { f: Int } extend type T @auth(requires: ADMIN) type Query { t: T @public }',
    );

    expect([...auth.readPolicy(schema).rules.keys()]).toContain('T');
  });

  test('with a single value where a list is asked, as GraphQL coerces it', () => {
    expect(faultsOf(onField('@auth(scopes: "read", anyOf: { requires: USER, scopes: "write" })'))).toEqual(
      [],
    );
  });

  test('with a warning for a field whose rule is weaker than that of its type', () => {
    const { log } =
      createSchemaFixture(`type T @auth(requires: ADMIN) { weak: Int @auth(requires: USER) strong: Int @auth(requires: ADMIN, freshWithin: 60) }
      type Query @auth(requires: USER) { t: T open: Int @public }`);

    expect(log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      'AUTH_WEAKER_FIELD T.weak',
      'AUTH_WEAKER_FIELD Query.open',
    ]);
  });
});
