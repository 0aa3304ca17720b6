import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, GraphQLSchema, graphql, parse } from 'graphql';
import { AuthSchemaError, renderMatrix } from '../../src/index.js';
import { createSchemaFixture, ENTRY_POINTS, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const RULES = `extend schema
  @authRule(name: "ownerOrSupport", anyOf: [{ owner: "id" }, { requires: SUPPORT }])
  @authRule(name: "fresh", freshWithin: 60, rule: "ownerOrSupport")
  @authRule(name: "scoped", requires: USER, scopes: ["a"])`;
const OK = 'type Query { ok: Int @public }';

/** Returns the rules of a schema, read from these definitions. */
function rulesOf(sdl: string) {
  const { auth, schema } = createSchemaFixture(sdl, {}, { policies: { yes: () => true } });
  return auth.readPolicy(schema).rules;
}

const fault = (sdl: string) => () => createSchemaFixture(sdl, {}, { policies: { yes: () => true } });

describe('a named rule', () => {
  test.each([
    ['@auth(rule: "ownerOrSupport")', '@auth(anyOf: [{ owner: "id" }, { requires: SUPPORT }])'],
    ['@auth(rule: "fresh")', '@auth(freshWithin: 60) @auth(anyOf: [{ owner: "id" }, { requires: SUPPORT }])'],
    [
      '@auth(assurance: 2, rule: "ownerOrSupport")',
      '@auth(anyOf: [{ assurance: 2, owner: "id" }, { assurance: 2, requires: SUPPORT }])',
    ],
    [
      '@auth(anyOf: [{ rule: "ownerOrSupport", assurance: 2 }, { requires: ADMIN }])',
      '@auth(anyOf: [{ owner: "id", assurance: 2 }, { requires: SUPPORT, assurance: 2 }, { requires: ADMIN }])',
    ],
    ['@auth(rule: "scoped")', '@auth(requires: USER, scopes: ["a"])'],
    ['@auth(rule: "scoped", assurance: 2)', '@auth(requires: USER, scopes: ["a"], assurance: 2)'],
    ['@auth(rule: "scoped", scopes: ["b"])', '@auth(requires: USER, scopes: ["a", "b"])'],
  ])('%s is the same as %s', (used, written) => {
    const rules = rulesOf(`${RULES} type T { used: Int ${used} written: Int ${written} } ${OK}`);

    expect(rules.get('T.used')).toEqual(rules.get('T.written'));
  });

  test('that lists no scopes refuses callers with scopes, whatever is written beside it', () => {
    const rules = rulesOf(`${RULES} type T { a: Int @auth(rule: "ownerOrSupport", scopes: ["b"]) } ${OK}`);

    expect(rules.get('T.a')?.map(({ scopes }) => scopes)).toEqual([null, null]);
  });

  test.each(ENTRY_POINTS)('is enforced %s', async (_, run) => {
    const fixture = createSchemaFixture(
      `${RULES} type User { id: ID email: String @auth(rule: "ownerOrSupport") } type Query { users: [User] @public }`,
      { Query: { users: () => ['ada', 'bo'].map((id) => ({ id, email: `${id}@x` })) } },
    );
    const emails = async (caller: ReturnType<typeof principal>): Promise<unknown> =>
      (await run(fixture, { query: '{ users { email } }', caller })).data;

    expect(await emails(principal('ada'))).toEqual({ users: [{ email: 'ada@x' }, { email: null }] });
    expect(await emails(principal('cy', 'SUPPORT'))).toEqual({
      users: [{ email: 'ada@x' }, { email: 'bo@x' }],
    });
  });

  test('runs its policy for the element that uses it', async () => {
    const seen: string[] = [];
    const fixture = createSchemaFixture(
      'extend schema @authRule(name: "p", policy: "yes") type Query { a: Int @auth(rule: "p") b: Int @auth(rule: "p") }',
      { Query: { a: () => 1, b: () => 2 } },
      { policies: { yes: ({ coordinate }) => seen.push(coordinate) > 0 } },
    );

    expect((await runGuardsOnly(fixture, { query: '{ a b }', caller: principal('u') })).data).toEqual({
      a: 1,
      b: 2,
    });
    expect(seen).toEqual(['Query.a', 'Query.b']);
  });

  test('is read from SDL alone, with graphql-js and with graphql-tools', async () => {
    const { auth } = createSchemaFixture(OK);
    const parts = [
      auth.typeDefs,
      'enum Role { USER SUPPORT ADMIN }',
      'extend schema @authRule(name: "a", rule: "b") @authRule(name: "unused", requires: USER)',
      'extend schema @authRule(name: "b", requires: ADMIN)',
      'type Query { x: Int @auth(rule: "a") }',
    ];
    const schemas = [
      buildASTSchema(parse(parts.join('\n'))),
      makeExecutableSchema({ typeDefs: parts }),
      makeExecutableSchema({ typeDefs: [...parts, 'schema { query: Query }'] }),
    ];

    for (const schema of schemas) {
      expect(renderMatrix(auth.matrix(schema), 'text')).toContain(
        'Query.x     DENY       DENY  DENY     ALLOW',
      );
      const guarded = auth.transform(schema);
      const { errors } = await graphql({
        schema: guarded,
        source: '{ x }',
        contextValue: { caller: principal('u') },
      });
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      expect(() => auth.assertGuarded(guarded)).not.toThrow();
    }
  });

  test('is read from extensions, where code-first builders write it, once', () => {
    const { auth, unguarded } = createSchemaFixture(
      'extend schema @authRule(name: "a", requires: ADMIN) type Query { x: Int @auth(rule: "a") }',
    );
    const directives = {
      authRule: [
        { name: 'a', requires: 'ADMIN' },
        { name: 'b', requires: 'USER' },
      ],
    };
    const written = (more: object) =>
      new GraphQLSchema({ ...unguarded.toConfig(), extensions: { directives: { ...directives, ...more } } });

    expect(auth.readPolicy(written({})).rules.get('Query.x')).toHaveLength(1);
    expect(() => auth.readPolicy(written({ authRule: { name: 'a', requires: 'USER' } }))).toThrow(
      'schema: rule "a" is defined twice.',
    );
  });

  test('follows the name of the directive', () => {
    const { auth, schema } = createSchemaFixture(
      'extend schema @permitRule(name: "a", requires: ADMIN) type Query { x: Int @permit(rule: "a") }',
      {},
      { names: { auth: 'permit' } },
    );

    expect(auth.explain(schema, principal('u'), 'Query.x').verdict).toBe('DENY');
  });

  test.each([
    [
      'an unknown name',
      'type Query { a: Int @auth(rule: "nope") }',
      'Query.a: rule "nope" is not defined by @authRule.',
    ],
    [
      'an unknown name in a group',
      'type Query { a: Int @auth(anyOf: [{ rule: "nope" }]) }',
      'Query.a: rule "nope" is not defined by @authRule.',
    ],
    ['an empty name', 'type Query { a: Int @auth(rule: "") }', 'Query.a: rule must be a non-empty String.'],
    ['an explicit null', 'type Query { a: Int @auth(rule: null) }', 'Query.a: rule must not be null'],
    [
      'its owner on a root field',
      `${RULES} type Query { a: Int @auth(rule: "ownerOrSupport") }`,
      'Query.a: owner is not allowed on a root field',
    ],
    [
      'its owner on an argument',
      `${RULES} type Query { a(b: Int @auth(rule: "fresh")): Int @public }`,
      'Query.a(b:): owner is not allowed on an input',
    ],
    [
      'a cycle',
      `extend schema @authRule(name: "a", rule: "b") @authRule(name: "b", anyOf: [{ rule: "c" }])
         @authRule(name: "c", rule: "a") ${OK}`,
      'schema: The rules a > b > c > a form a cycle.',
    ],
    [
      'a rule that uses itself',
      `extend schema @authRule(name: "a", rule: "a") ${OK}`,
      'The rules a > a form a cycle.',
    ],
    [
      'two definitions',
      `extend schema @authRule(name: "a", requires: USER) @authRule(name: "a", requires: ADMIN) ${OK}`,
      'schema: rule "a" is defined twice.',
    ],
    ['no members', `extend schema @authRule(name: "a") ${OK}`, 'schema: rule "a": @authRule has no members'],
    ['no name', `extend schema @authRule(requires: USER) ${OK}`, 'schema: @authRule needs a name.'],
    [
      'an unknown role',
      `extend schema @authRule(name: "a", requires: ADMN) ${OK}`,
      'schema: rule "a": requires must be one of the roles',
    ],
    [
      'an unknown rule in its definition',
      `extend schema @authRule(name: "a", rule: "b") ${OK}`,
      'schema: rule "a": rule "b" is not defined by @authRule.',
    ],
    [
      'onDeny',
      `extend schema @authRule(name: "a", requires: USER, onDeny: NULL) ${OK}`,
      'schema: rule "a": @auth has no member "onDeny".',
    ],
    [
      'too many groups',
      `extend schema ${['a', 'b']
        .map(
          (name) =>
            `@authRule(name: "${name}", anyOf: [${Array.from({ length: 9 }, (_, index) => `{ scopes: ["${name}${index}"] }`)}])`,
        )
        .join(
          ' ',
        )} @authRule(name: "c", rule: "a", anyOf: [{ rule: "b" }]) type Query { x: Int @auth(rule: "c") }`,
      'Query.x: rule "c" has more than 64 groups.',
    ],
  ])('is a start-up error with %s', (_, sdl, message) => {
    expect(fault(sdl)).toThrow(AuthSchemaError);
    expect(fault(sdl)).toThrow(message);
  });
});

test('each definition is read once, however often rules use each other', () => {
  const names = Array.from({ length: 40 }, (_, index) => `r${index + 1}`);
  const definitions = names.map((name, index) => {
    const used = `rule: "r${index}"`;
    return `@authRule(name: "${name}", anyOf: [{ ${used}, freshWithin: 5 }, { ${used}, assurance: 2 }])`;
  });
  const checks: unknown[] = [];
  const checkParams = (params: readonly string[]) => void checks.push(params);
  const { auth, schema } = createSchemaFixture(
    `extend schema @authRule(name: "r0", policy: "p") ${definitions.join(' ')}
     type Query { a: Int @auth(rule: "r40") }`,
    {},
    { policies: { p: { evaluate: () => true, checkParams } } },
  );

  expect(
    auth
      .readPolicy(schema)
      .rules.get('Query.a')
      ?.map(({ parent }) => parent),
  ).toMatchObject([1, 2].map(() => [{ kind: 'policy', name: 'p', coordinate: 'Query.a' }]));
  expect(checks).toEqual([[]]);
});
