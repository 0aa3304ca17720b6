import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { IntrospectionAtRootRule } from '../../src/introspection/introspection-rules.js';

const schema = buildSchema('type Query { query: Query note: Int }');
const refusals = (source: string) => validate(schema, parse(source), [IntrospectionAtRootRule]);

describe('IntrospectionAtRootRule', () => {
  test.each([
    ['in a field', '{ query { __schema { description } } }', 11],
    [
      'in an inline fragment of a field',
      '{ query { ... on Query { __typename: __schema { description } } } }',
      26,
    ],
    ['in a field of an inline fragment', '{ ... { query { __type(name: "A") { name } } } }', 17],
    [
      'in a fragment that is also spread at the root',
      '{ ...F query { ...F } } fragment F on Query { __schema { description } }',
      47,
    ],
    [
      'in the second fragment of a field',
      '{ query { ...A ...B } } fragment A on Query { note } fragment B on Query { __schema { description } }',
      76,
    ],
  ])('refuses introspection %s, and names its position', (_, source, column) => {
    expect(refusals(source).map(({ message, locations }) => ({ message, locations }))).toEqual([
      {
        message: 'Introspection is supported at the root of a query only.',
        locations: [{ line: 1, column }],
      },
    ]);
  });

  test.each([
    '{ __schema { types { name } } ... { __type(name: "A") { name } } ...F } fragment F on Query { __schema { description } }',
    '{ query { ...Unknown } }',
    '{ ...Cycle } fragment Cycle on Query { query { ...Cycle } }',
  ])('accepts %s', (source) => {
    expect(refusals(source)).toEqual([]);
  });
});
