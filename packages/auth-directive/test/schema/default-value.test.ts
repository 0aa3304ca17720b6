import { describe, expect, test } from '@jest/globals';
import {
  buildSchema,
  GraphQLEnumType,
  GraphQLInt,
  GraphQLList,
  isInputObjectType,
  parseConstValue,
} from 'graphql';
import { defaultValueOf } from '../../src/schema/default-value.js';

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

  test('adds the defaults of input fields to a written default', () => {
    const type = buildSchema(
      'input Filter { color: Int = 7 limit: Int } type Query { a(f: Filter): Int }',
    ).getType('Filter');
    if (!isInputObjectType(type)) throw new Error('There is no input object.');

    expect(defaultValueOf({ type, default: { literal: parseConstValue('{ limit: 1 }') } })).toEqual({
      color: 7,
      limit: 1,
    });
  });

  test('does not throw for a default that its type rejects', () => {
    expect(() => defaultValueOf({ type: GraphQLInt, default: { value: 'x' } })).not.toThrow();
  });
});
