import { makeExecutableSchema } from '@graphql-tools/schema';
import { filterSchema, MapperKind, mapSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { buildASTSchema, buildSchema, GraphQLSchema, Kind, parse } from 'graphql';
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

  test('is found for @public in a text that does not write @auth', () => {
    expect(
      faultsOf(lastOf('type Query { f: Int @public }', 'type Query { f: Int @auth(requires: USER) }')),
    ).toEqual([lost('Query.f', 'public')]);
  });

  test('is found for the extension of a schema that was created without it', () => {
    const config = makeExecutableSchema({
      typeDefs: [typeDefs, ROLE, 'extend schema @auth(onDeny: NULL) type Query { f: Int @public }'],
    }).toConfig();
    const schema = new GraphQLSchema({ ...config, astNode: undefined, extensionASTNodes: [] });

    expect(faultsOf(schema)).toEqual([lost('schema')]);
  });

  test('does not report directives of others that were replaced, too', () => {
    const first = `type Query { f: Int @auth(requires: ADMIN) @tag g: Int @tag @public } enum Color { RED @tag }`;
    const second = 'type Query { f: Int @public g: Int @public } enum Color { RED }';

    expect(faultsOf(lastOf(first, second))).toEqual([lost('Query.f')]);
    expect(faultsOf(lastOf(first.replace('@auth(requires: ADMIN)', '@public'), second))).toEqual([]);
  });

  test('is no fault where the other definition has the same rule', () => {
    const text = 'type Query { f: Int @auth(requires: ADMIN) }';

    expect(faultsOf(lastOf(text, text))).toEqual([]);
    expect(faultsOf(lastOf(text, text.replace('ADMIN', 'USER')))).toEqual([lost('Query.f')]);
  });

  test('is no fault when its element has another name in the schema', () => {
    const schema = makeExecutableSchema({
      typeDefs: [typeDefs, ROLE, 'type Query { a: Int @auth(requires: ADMIN) b: Int @public }'],
    });
    const swapped = mapSchema(schema, {
      [MapperKind.ROOT_FIELD]: (config, name) => [name === 'a' ? 'b' : 'a', config],
    });

    expect(faultsOf(swapped)).toEqual([]);
    expect([...auth.readPolicy(swapped).rules.keys()]).toEqual(['Query.b']);
  });

  test('is not read from an operation in the same text', () => {
    const text =
      'type Query { f: Int @public } query @auth(requires: USER) { f @auth(requires: USER) } { f @public }';

    expect(faultsOf(lastOf(text, ''))).toEqual([]);
  });
});

/** Returns the schema of two texts, each with its own locations, where the last definition is kept. */
function lastOf(first: string, second: string): GraphQLSchema {
  // A text is known while one of its definitions is kept.
  const kept = `${first} scalar Kept`;
  const texts = [typeDefs, ROLE, 'directive @tag on FIELD_DEFINITION | ENUM_VALUE', kept, second];
  const definitions = texts.filter((text) => text !== '').flatMap((text) => parse(text).definitions);
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValidSDL: true });
}
