import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { isDirectiveNames } from '../../src/core/directive-names.js';
import { AuthSchemaError, createAuthDirective, renderExplanation } from '../../src/index.js';
import { type Context, principal } from '../helpers/schema-fixture.js';

const names = { auth: 'authorize', public: 'open', role: 'UserRole' };
const auth = createAuthDirective<Context>({
  roles: ['USER', 'ADMIN'],
  caller: ({ caller }) => caller,
  names,
});
const ROLES = 'enum UserRole { USER ADMIN }';

function create(sdl: string, resolvers = {}) {
  return makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl], resolvers, assumeValidSDL: true });
}

function faultsOf(sdl: string): readonly string[] {
  try {
    auth.transform(create(sdl));
  } catch (error) {
    if (!(error instanceof AuthSchemaError)) throw error;
    return error.faults.map(({ coordinate, message }) => `${coordinate} ${message}`);
  }
  return [];
}

describe('other names of the directives', () => {
  test('are enforced, beside directives and types of the host with the usual names', async () => {
    const schema = auth.transform(
      create(
        `${ROLES} directive @auth(role: Role) on FIELD_DEFINITION enum Role { GUEST }
        directive @public on FIELD_DEFINITION
        type Query {
          a: Int @authorize(anyOf: [{ requires: ADMIN }]) @auth(role: GUEST)
          b: Int @open @public
        }`,
        { Query: { a: () => 1, b: () => 2 } },
      ),
    );
    const contextValue = { caller: principal('ada') };

    const { data, errors } = await graphql({ schema, source: '{ a b }', contextValue });

    expect({ ...data }).toEqual({ a: null, b: 2 });
    expect(errors?.map(({ extensions }) => extensions['coordinate'])).toEqual(['Query.a']);
  });

  test('are the names that typeDefs define', () => {
    const defined = [...auth.typeDefs.matchAll(/^(?:directive @|input |enum )(\w+)/gm)].map(
      ([, name]) => name,
    );

    expect(defined).toEqual(['authorize', 'authorizeRule', 'open', 'AuthorizeRule', 'AuthorizeDeny']);
  });

  test('are the names in explanations and in start-up errors', () => {
    const schema = create(`${ROLES} type Query { a: Int @authorize(requires: ADMIN) }`);

    expect(renderExplanation(auth.explain(schema, principal('ada'), 'Query.a'))).toContain(
      '@authorize on Query.a',
    );
    expect(faultsOf(`${ROLES} type Query { a: Int b: Int @authorize @open }`)).toEqual([
      'Query.b @authorize has no members; at least one is required.',
      'Query.b @authorize and @open exclude each other.',
      'Query.a A root field needs @authorize or @open, on the field or on its root type.',
    ]);
  });

  test.each([
    [
      'the usual name without a definition',
      `${ROLES} type Query { a: Int @open b: Int @open @auth(requires: ADMIN) }`,
      'Query.b @auth is not defined; the name of the directive is @authorize.',
    ],
    [
      'another definition of the name',
      `${ROLES} directive @open(why: Int) on FIELD_DEFINITION type Query { a: Int @open }`,
      '@open The definition differs from the one in typeDefs; remove your own definition.',
    ],
    [
      'a role that the option lacks',
      'enum UserRole { USER ADMIN ROOT } type Query { a: Int @open }',
      'UserRole.ROOT The value is missing from the roles option.',
    ],
  ])('are an error of the schema with %s', (_, sdl, fault) => {
    expect(faultsOf(sdl)).toContain(fault);
  });

  test('are an error of the schema with the usual name in extensions, where code-first builders write', () => {
    const schema = makeExecutableSchema({
      typeDefs: [auth.typeDefs, `${ROLES} type Query { a: Int @open b: T @open } type T { c: Int }`],
    });
    Object.assign(schema.getType('T') ?? {}, { extensions: { directives: { auth: { requires: 'ADMIN' } } } });

    expect(() => auth.readPolicy(schema)).toThrow('T: @auth is not defined');
  });

  test.each([
    ['that exclude each other', { auth: 'rule', public: 'rule' }],
    ['of graphql itself', { auth: 'skip' }],
    ['of a scalar', { role: 'String' }],
    ['of a helper type', { role: 'AuthRule' }],
    ['that are no names', { auth: '@auth' }],
    ['that introspection reserves', { public: '__open' }],
  ])('are an error of the option when they are names %s', (_, wrong) => {
    expect(() => createAuthDirective({ roles: ['A'], caller: () => undefined, names: wrong })).toThrow(
      TypeError,
    );
  });
});

test.each([
  [{}, true],
  [{ auth: 'authorize', public: 'open', role: 'UserRole' }, true],
  [null, false],
  [undefined, false],
  ['authorize', false],
  [{ auth: 'authorize', publik: 'open' }, false],
  [{ auth: 'authorize', public: 'two words' }, false],
  [{ auth: 7 }, false],
  [{ role: 7 }, false],
  [{ public: ['open'] }, false],
  [{ public: true }, false],
  [{ auth: 'can', public: 'canRule' }, false],
])('the names %j are valid: %s', (given, isValid) => {
  expect(isDirectiveNames(given)).toBe(isValid);
});
