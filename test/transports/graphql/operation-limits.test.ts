import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { operationLimits, operationLimitsRule } from '../../../src/transports/graphql/operation-limits.js';

const schema = buildSchema(`
  type Query { tree: Tree users(first: Int, last: Int): [User!]! }
  type Tree { name: String tree: Tree trees: [Tree!]! }
  type User { name: String mail: String friends(first: Int): [User!]! tags: [String!]! }
`);

function errorsOf(text: string): readonly string[] {
  return validate(schema, parse(text), [operationLimitsRule(operationLimits)]).map((error) => error.message);
}

function nested(levels: number): string {
  return `${'tree{'.repeat(levels - 1)}name${'}'.repeat(levels - 1)}`;
}

describe('operationLimitsRule', () => {
  test('accepts 15 levels and rejects 16, fragments included', () => {
    expect(errorsOf(`{ ${nested(15)} }`)).toEqual([]);
    expect(errorsOf(`{ ${nested(16)} }`)).toEqual(['The operation is nested deeper than 15 fields.']);
    expect(errorsOf(`{ ...on Query { tree { ...F } } } fragment F on Tree { ${nested(14)} }`)).toEqual([]);
    expect(errorsOf(`{ ...on Query { tree { ...F } } } fragment F on Tree { ${nested(15)} }`)).toHaveLength(
      1,
    );
  });

  test('counts all aliases, and those of a fragment each time it is spread', () => {
    const aliases = (count: number) =>
      Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ');

    expect(errorsOf(`{ tree { ${aliases(30)} } }`)).toEqual([]);
    expect(errorsOf(`{ tree { ${aliases(31)} } }`)).toEqual(['The operation has more than 30 aliases.']);
    expect(errorsOf(`{ tree { ...F tree { ...F } } } fragment F on Tree { ${aliases(16)} }`)).toHaveLength(1);
  });

  test('counts root fields and directives, repeated ones included', () => {
    expect(errorsOf(`{ ${'tree { name } '.repeat(20)} }`)).toEqual([]);
    expect(errorsOf(`{ ${'tree { name } '.repeat(21)} }`)).toEqual([
      'The operation has more than 20 root fields.',
    ]);
    expect(errorsOf(`{ tree { name ${'@include(if: true) '.repeat(51)} } }`)).toEqual([
      'The operation has more than 50 directives.',
    ]);
  });

  test('multiplies the fields below a list by its page size', () => {
    const usersQuery = (page: string) =>
      `query($n: Int) { users${page} { name mail friends${page} { name mail } } }`;

    expect(errorsOf(usersQuery('(first: 50)'))).toEqual([]);
    expect(errorsOf(usersQuery('(first: 100)'))).toHaveLength(1);
    expect(errorsOf(usersQuery('(last: 100)'))).toHaveLength(1);
    expect(errorsOf(usersQuery('(first: $n)'))).toHaveLength(1);
    expect(errorsOf(usersQuery(''))).toEqual([]);
  });

  // Expanded, these are 2^40 fields, which could not be measured one by one.
  test('measures each fragment once, however often it is spread', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on Tree { ...F${index + 1} ...F${index + 1} }`,
    ).join('\n');

    expect(errorsOf(`{ tree { ...F0 } } ${fragments} fragment F40 on Tree { name }`)).toEqual([
      'The operation could return more than 20000 fields.',
    ]);
  });

  test('accepts circular fragments and unknown fields, which other rules reject', () => {
    expect(
      errorsOf(
        '{ tree { ...A } nothing { here } } fragment A on Tree { ...B } fragment B on Nothing { ...A ...C }',
      ),
    ).toEqual([]);
  });

  test('accepts the most complete introspection query', () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      schemaDescription: true,
      directiveIsRepeatable: true,
      oneOf: true,
    });

    expect(errorsOf(query)).toEqual([]);
  });
});
