import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLFieldResolver, GraphQLSchema, isObjectType } from 'graphql';
import { isSubgraph, subgraphFields } from '../../src/schema/federation.js';
import { isRemote } from '../../src/schema/remote-objects.js';
import { typeChain } from '../../src/schema/schema-types.js';

describe('typeChain', () => {
  const schema = buildSchema(`
    interface Base { f: Int } interface Middle implements Base { f: Int } interface Other { f: Int }
    type T implements Middle & Base & Other { f: Int } scalar S type Query { t: T s: S }`);

  test.each([
    ['T', ['T', 'Middle', 'Base', 'Other']],
    ['Middle', ['Middle', 'Base']],
    ['S', ['S']],
    ['Missing', []],
  ])('of %s is %j', (name, expected) => {
    expect(typeChain(schema.getType(name))).toEqual(expected);
  });

  test('ends where interfaces implement each other', () => {
    const circular = buildSchema(
      'interface I implements J { f: Int } interface J implements I { f: Int } type Query { i: I }',
      { assumeValid: true },
    );

    expect(new Set(typeChain(circular.getType('I')))).toEqual(new Set(['I', 'J']));
  });
});

describe('a subgraph', () => {
  test.each([
    ['type _Service { sdl: String } type Query { _service: _Service! }', true],
    ['type Query { _service: String }', false],
    ['type _Service { sdl: String } type Query { service: _Service }', false],
  ])('is known by the type of its root field: %s', (sdl, expected) => {
    expect(isSubgraph(buildSchema(sdl))).toBe(expected);
  });

  test('is no schema without a query type', () => {
    const schema = new GraphQLSchema({});

    expect(isSubgraph(schema)).toBe(false);
    expect(subgraphFields(schema)).toEqual(new Set());
  });
});

describe('isRemote', () => {
  const defaultMergedResolver: GraphQLFieldResolver<unknown, unknown> = () => null;
  const schema = buildSchema(`
    interface Mixed { f: Int } union Any = Local | Remote | Named
    type Remote implements Mixed { f: Int own: Int } type Local implements Mixed { f: Int }
    type Named { f: Int } union Near = Local | Named type Query { any: Any near: Near }`);
  const resolvers = [
    ['Remote', 'f', defaultMergedResolver],
    ['Remote', 'own', () => 1],
    ['Named', 'f', () => 1],
  ] as const;
  for (const [typeName, fieldName, resolve] of resolvers) {
    const type = schema.getType(typeName);
    if (isObjectType(type)) Object.assign(type.getFields()[fieldName] ?? {}, { resolve });
  }

  test.each([
    ['Remote', true],
    ['Mixed', true],
    ['Any', true],
    ['Local', false],
    ['Named', false],
    ['Near', false],
    ['Int', false],
    ['Missing', false],
  ])('of %s, where one field or one possible type is enough, is %p', (typeName, expected) => {
    expect(isRemote(schema, typeName)).toBe(expected);
  });
});
