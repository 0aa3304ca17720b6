import { makeExecutableSchema } from '@graphql-tools/schema';
import { filterSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLSchema, parse } from 'graphql';
import { AuthSchemaError, createAuthDirective } from '../../src/index.js';

const auth = createAuthDirective<object>({ roles: ['USER', 'ADMIN'], caller: () => undefined });
const { typeDefs } = auth;
const ROLE = 'enum Role { USER ADMIN }';
const RULED = `
  "A field may be described with @auth(requires: ADMIN)."
  type Query @auth(requires: USER) { f(x: Int @auth(requires: ADMIN)): Int g(i: In): Int } # @auth
  input In { n: Int @auth(requires: ADMIN) }
  enum Color { RED @auth(requires: ADMIN) }`;
const PLAIN = 'type Query { f(x: Int): Int g(i: In): Int } input In { n: Int } enum Color { RED }';

/** Returns the faults of a schema, each as "coordinate message". */
function faultsOf(schema: GraphQLSchema): readonly string[] {
  try {
    auth.readPolicy(schema);
  } catch (error) {
    if (error instanceof AuthSchemaError)
      return error.faults.map(({ coordinate, message }) => `${coordinate} ${message}`);
    throw error;
  }
  return [];
}

const lost = (coordinate: string, name = 'auth'): string =>
  `${coordinate} @${name} is written in the type definitions and missing from the schema: another definition has replaced it.`;

describe('a rule that another definition has replaced', () => {
  test.each([
    ['a second type definition', [ROLE, RULED, PLAIN]],
    ['an extension that repeats the field', [ROLE, RULED, 'extend type Query { f(x: Int): Int }']],
    ['a parsed definition', [parse(ROLE), parse(RULED), parse(PLAIN)]],
  ])('is a fault that names its coordinate: %s', (_, definitions) => {
    const schema = makeExecutableSchema({ typeDefs: [typeDefs, ...definitions] });

    expect(faultsOf(schema)).toEqual([lost('Query.f(x:)')]);
  });

  test('is found in every place where graphql-js keeps the last of two definitions', () => {
    const sdl = [typeDefs, ROLE, RULED, PLAIN, 'directive @other(a: Int) on FIELD'].join('\n');
    const schema = buildSchema(sdl, { assumeValidSDL: true });

    expect(faultsOf(schema)).toEqual([
      lost('Query'),
      lost('Query.f(x:)'),
      lost('In.n'),
      lost('Color.RED'),
      ...['Query.f', 'Query.g'].map(
        (coordinate) =>
          `${coordinate} A root field needs @auth or @public, on the field or on its root type.`,
      ),
    ]);
  });

  test('is found for @public and for the schema itself', () => {
    const first = `
      schema @auth(requires: ADMIN) { query: Query }
      type Query { f: Int @public }`;
    const second = `
      schema { query: Query }
      type Query { f: Int @auth(requires: USER) }`;
    const schema = buildSchema([typeDefs, ROLE, first, second].join('\n'), { assumeValidSDL: true });

    expect(faultsOf(schema)).toEqual([lost('schema'), lost('Query.f', 'public')]);
  });

  test('is no fault when the merged element has the same rule', () => {
    expect(faultsOf(makeExecutableSchema({ typeDefs: [typeDefs, ROLE, PLAIN, RULED] }))).toEqual([]);
    expect(faultsOf(makeExecutableSchema({ typeDefs: [typeDefs, ROLE, RULED, RULED] }))).toEqual([]);
  });

  test('is no fault when the element was removed from the schema', () => {
    const schema = makeExecutableSchema({ typeDefs: [typeDefs, ROLE, RULED] });
    const filtered = filterSchema({
      schema,
      argumentFilter: () => false,
      inputObjectFieldFilter: () => true,
    });

    expect(faultsOf(filtered)).toEqual([]);
  });
});
