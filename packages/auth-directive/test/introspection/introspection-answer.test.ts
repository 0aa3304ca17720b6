import { describe, expect, test } from '@jest/globals';
import { buildSchema, type OperationDefinitionNode, parse, print } from 'graphql';
import { answerIntrospection, introspectionPart } from '../../src/introspection/introspection-answer.js';

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function partOf(source: string): string | undefined {
  const part = introspectionPart(parse(source));
  return part && oneLine(print(part));
}

describe('the introspecting part of a document', () => {
  test.each([
    ['{ note { id } __schema { description } }', '{ __schema { description } }'],
    [
      '{ ...F __schema { description } } fragment F on Query { note }',
      '{ ...F __schema { description } } fragment F on Query',
    ],
    [
      '{ ...F } fragment F on Query { note a: __type(name: "A") { name } }',
      '{ ...F } fragment F on Query { a: __type(name: "A") { name } }',
    ],
    ['{ note ... { note __schema { description } } }', '{ ... { __schema { description } } }'],
    [
      'query A { note } query B { __type(name: "A") { ...T } } fragment T on __Type { name kind }',
      'query A query B { __type(name: "A") { ...T } } fragment T on __Type { name kind }',
    ],
  ])('of %s is %s', (source, expected) => {
    expect(partOf(source)).toBe(expected);
  });

  test.each([
    '{ note { id } }',
    '{ ...F } fragment F on Query { note }',
    '{ note ... { note } }',
    'type A { note: Int }',
  ])('does not exist in %s', (source) => {
    expect(partOf(source)).toBeUndefined();
  });
});

describe('the answer of an introspecting part', () => {
  const schema = buildSchema('type Query { note: Int } type Mutation { save: Int }');
  const part = introspectionPart(
    parse(
      'query A { __typename a: __type(name: "Query") { name } } query B { b: __type(name: "Nope") { name } } mutation C { save }',
    ),
  );

  test.each([
    ['A', { a: { name: 'Query' } }],
    ['B', { b: null }],
    ['C', {}],
  ])('has the fields of operation %s only', (name, expected) => {
    if (part === undefined) throw new Error('no part');
    const operation = part.definitions.find(
      (each): each is OperationDefinitionNode =>
        each.kind === 'OperationDefinition' && each.name?.value === name,
    );
    if (operation === undefined) throw new Error('no operation');

    expect(answerIntrospection(part, { schema, operation, variables: {} })).toEqual(expected);
  });
});
