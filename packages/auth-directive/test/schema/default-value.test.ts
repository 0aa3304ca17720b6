import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  GraphQLScalarType,
  isInputObjectType,
  parseConstValue,
} from 'graphql';
import { defaultValueOf, valuesWithDefaults, withDefaults } from '../../src/schema/default-value.js';

const color = new GraphQLEnumType({ name: 'Color', values: { RED: { value: 7 } } });

describe('defaultValueOf', () => {
  test.each([
    ['no default', { type: GraphQLInt }, undefined],
    ['a coerced default of graphql 16', { type: color, defaultValue: 7 }, 7],
    ['null as default', { type: color, defaultValue: null }, null],
    ['a written default of graphql 17', { type: color, default: { literal: parseConstValue('RED') } }, 7],
    ['a default of graphql 17 that was set in code', { type: color, default: { value: 'RED' } }, 7],
    ['one value of a list', { type: new GraphQLList(color), default: { value: 'RED' } }, [7]],
    [
      'a coerced default beside a written one',
      { type: color, defaultValue: 8, default: { value: 'RED' } },
      8,
    ],
  ])('returns %s', (_, input, expected) => {
    expect(defaultValueOf(input)).toEqual(expected);
  });

  test.each([
    ['Filter', '{ limit: 1 }', { color: 7, limit: 1 }],
    ['Filter', '{ limit: null, color: 8 }', { color: 8, limit: null }],
    ['Filter', '{ inner: { limit: 2 } }', { color: 7, inner: { color: 7, limit: 2 } }],
    ['Filter', '{ many: [{ limit: 3 }, null] }', { color: 7, many: [{ color: 7, limit: 3 }, null] }],
    ['Filter', 'null', null],
    ['Filter', '5', undefined],
    ['Filters', '{ all: [{ limit: 1 }, {}] }', { all: [{ color: 7, limit: 1 }, { color: 7 }] }],
  ])('adds the defaults of input fields to a written default: %s %s', (name, text, expected) => {
    const type = buildSchema(
      `input Filter { color: Int = 7 limit: Int inner: Filter many: [Filter] }
       input Filters { all: [Filter!]! } type Query { a(f: Filters): Int }`,
    ).getType(name);
    if (!isInputObjectType(type)) throw new Error('There is no input object.');
    const complete = defaultValueOf({ type, default: { literal: parseConstValue(text) } });

    expect(JSON.parse(JSON.stringify({ complete }))).toEqual(
      JSON.parse(JSON.stringify({ complete: expected })),
    );
    expect(Object.keys(Object(complete))).toEqual(Object.keys(Object(expected)));
  });

  test('leaves a scalar whose value is an object as it is', () => {
    const json = new GraphQLScalarType({ name: 'Json' });

    expect(defaultValueOf({ type: json, default: { literal: parseConstValue('{ a: 1 }') } })).toEqual({
      a: 1,
    });
  });

  test('does not throw for a default that its type rejects', () => {
    expect(() => defaultValueOf({ type: GraphQLInt, default: { value: 'x' } })).not.toThrow();
  });
});

test('valuesWithDefaults has no member without a value', () => {
  const inputs = [
    { name: 'a', type: GraphQLInt },
    { name: 'b', type: GraphQLInt, defaultValue: 2 },
    { name: 'c', type: GraphQLInt },
  ];

  expect(valuesWithDefaults(inputs, { c: null })).toStrictEqual({ b: 2, c: null });
});

test.each([
  ['[{ "limit": 1 }, null]', '[{ "color": 7, "limit": 1 }, null]'],
  ['[]', '[]'],
  ['null', 'null'],
])('withDefaults adds the defaults of input fields in a list: %s', (value, expected) => {
  const type = buildSchema(
    'input Filter { color: Int = 7 limit: Int } type Query { a(f: Filter): Int }',
  ).getType('Filter');
  if (!isInputObjectType(type)) throw new Error('There is no input object.');

  expect(withDefaults(JSON.parse(value), new GraphQLList(type))).toEqual(JSON.parse(expected));
});
