import { describe, expect, test } from '@jest/globals';
import {
  type ConstValueNode,
  GraphQLEnumType,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLString,
  parseConstValue,
} from 'graphql';
import { isDefaultHidden } from '../../src/introspection/visible-defaults.js';

const Color = new GraphQLEnumType({ name: 'Color', values: { RED: {}, GOLD: {} } });
const Inner = new GraphQLInputObjectType({ name: 'Inner', fields: { color: { type: Color } } });
const Filter = new GraphQLInputObjectType({
  name: 'Filter',
  fields: { name: { type: GraphQLString }, limit: { type: GraphQLString }, inner: { type: Inner } },
});
const Anything = new GraphQLScalarType({ name: 'Anything' });
const colors = new GraphQLList(Color);

/** Color.GOLD and Filter.limit are hidden. */
const visible = new Set([
  'Color',
  'Color.RED',
  'Inner',
  'Inner.color',
  'Filter',
  'Filter.name',
  'Filter.inner',
]);

const ofValue = (type: GraphQLInputType, defaultValue: unknown): boolean =>
  isDefaultHidden({ type, defaultValue }, visible);

const ofLiteral = (type: GraphQLInputType, text: string): boolean => {
  const literal: ConstValueNode = parseConstValue(text);
  return isDefaultHidden({ type, defaultValue: undefined, default: { literal } }, visible);
};

describe('the default of an input', () => {
  test.each<[string, GraphQLInputType, unknown]>([
    ['a hidden enum value', Color, 'GOLD'],
    ['a hidden enum value that is required', new GraphQLNonNull(Color), 'GOLD'],
    ['a list with a hidden enum value', colors, ['RED', 'GOLD']],
    ['a hidden enum value in place of a list', colors, 'GOLD'],
    ['a list of lists with a hidden enum value', new GraphQLList(colors), [['RED'], ['GOLD']]],
    ['an object with a hidden enum value', Filter, { name: 'x', inner: { color: 'GOLD' } }],
  ])('is hidden when it is %s', (_, type, value) => {
    expect(ofValue(type, value)).toBe(true);
  });

  test.each<[string, GraphQLInputType, unknown]>([
    ['missing', Color, undefined],
    ['null for an enum', Color, null],
    ['null for an input object', Filter, null],
    ['a visible enum value', Color, 'RED'],
    ['a list of visible enum values', colors, ['RED', 'RED']],
    ['an empty list', colors, []],
    ['a scalar', GraphQLString, 'GOLD'],
    ['an object with visible fields', Filter, { name: 'GOLD', inner: { color: 'RED' } }],
    ['an object with a hidden field, which graphql 16 does not print', Filter, { name: 'x', limit: 'y' }],
  ])('is visible when it is %s', (_, type, value) => {
    expect(ofValue(type, value)).toBe(false);
  });

  test.each<[string, boolean, GraphQLInputType]>([
    ['{ name: "x", limit: "y" }', true, Filter],
    ['{ name: "x" }', false, Filter],
    ['{ inner: { color: GOLD } }', true, Filter],
    ['{ unknown: "x" }', true, Filter],
    ['{ limit: GOLD }', false, Anything],
    ['[RED, GOLD]', true, colors],
    ['null', false, Filter],
  ])('written as %s, which graphql 17 prints whole, is hidden: %s', (text, isHidden, type) => {
    expect(ofLiteral(type, text)).toBe(isHidden);
  });

  test('is hidden with a hidden field when graphql 17 has it as a value', () => {
    const hidden = { type: Filter, defaultValue: undefined, default: { value: { limit: 'y' } } };

    expect(isDefaultHidden(hidden, visible)).toBe(true);
    expect(isDefaultHidden({ ...hidden, default: { value: { name: 'y' } } }, visible)).toBe(false);
  });
});
