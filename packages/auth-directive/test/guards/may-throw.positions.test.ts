import { describe, expect, test } from '@jest/globals';
import { buildSchema, defaultFieldResolver, executeSync, type GraphQLResolveInfo, parse } from 'graphql';
import { mayThrow, mayThrowInValue } from '../../src/guards/may-throw.js';

const schema = buildSchema(`
  interface Face { n: Int }
  type Plain implements Face { n: Int }
  type Item { text: String!  maybe: String  kids: [Item!]  face: Face  must: Face!  faces: [Face]! }
  type Other { text: String  face: Face }
  union Any = Item | Other
  type Query { strict: [Item!]!  loose: [Item]!  grid: [[Item!]]!  any: [Any!]! }
`);

const face = { __typename: 'Plain', n: 1 };
const kid = { __typename: 'Item', text: 'a', maybe: 'b', face, must: face, faces: [face] };
const item = { ...kid, kids: [kid, kid] };
const rootValue = {
  strict: [item, item],
  loose: [item, item],
  grid: [[item], [item, item]],
  any: [item, item],
};

/** Executes an operation as an executor does that validates nothing; returns the answer for each position. */
function positionsOf(source: string): Record<string, boolean> {
  const positions: Record<string, boolean> = {};
  executeSync({
    schema,
    document: parse(source),
    rootValue,
    fieldResolver(value, args, context, info) {
      positions[textOf(info.path)] = mayThrow(info);
      return defaultFieldResolver(value, args, context, info);
    },
    typeResolver(value, _context, info) {
      positions[`type of ${textOf(info.path)}`] = mayThrowInValue(info);
      return Object(value).__typename;
    },
  });
  return positions;
}

function textOf(path: GraphQLResolveInfo['path'] | undefined): string {
  return path === undefined ? '' : [textOf(path.prev), path.key].filter((each) => each !== '').join('.');
}

describe('a refusal is thrown only where no promise of an earlier item is lost', () => {
  test.each([
    ['the first item of a list', '{ strict { text } }', 'strict.0.text', true],
    ['a later item that null may not replace', '{ strict { text } }', 'strict.1.text', false],
    ['a nullable field of a later item', '{ strict { maybe text } }', 'strict.1.maybe', true],
    ['a later item that null may replace', '{ loose { text } }', 'loose.1.text', true],
    ['a later inner list that null may replace', '{ grid { text } }', 'grid.1.0.text', true],
    ['a later item of an inner list', '{ grid { text } }', 'grid.1.1.text', false],
    ['the first item of a nullable list', '{ strict { kids { text } } }', 'strict.1.kids.0.text', true],
    ['a later item of a nullable list', '{ strict { kids { text } } }', 'strict.1.kids.1.text', false],
    ['an alias', '{ a: strict { b: text } }', 'a.1.b', false],
    [
      'a key that another type has for a non-null field of this type',
      '{ any { ... on Item { x: maybe } ... on Other { x: text } } }',
      'any.1.x',
      false,
    ],
    [
      'a key that another type has for a field without selections',
      '{ any { ... on Item { x: kids { maybe } } ... on Other { x: text } } }',
      'any.1.x.0.maybe',
      true,
    ],
    [
      'a fragment beside one that is not defined',
      '{ strict { ...Defined ...Missing } } fragment Defined on Item { maybe }',
      'strict.1.maybe',
      true,
    ],
  ])('below %s', (_, source, position, expected) => {
    expect(positionsOf(source)[position]).toBe(expected);
  });

  test.each([
    ['a nullable field', '{ strict { face { n } } }', 'strict.1.face', true],
    ['a non-null field of the first item', '{ strict { must { n } } }', 'strict.0.must', true],
    ['a non-null field of a later item', '{ strict { must { n } } }', 'strict.1.must', false],
    ['a list with nullable items in a later item', '{ strict { faces { n } } }', 'strict.1.faces', true],
    ['a list with non-null items', '{ any { __typename } }', 'any', false],
    [
      'a nullable field whose key another type has for a non-null field of this type',
      '{ any { ... on Item { x: face { n } } ... on Other { x: must { n } } } }',
      'any.1.x',
      true,
    ],
  ])('by the type of the value of %s', (_, source, position, expected) => {
    expect(positionsOf(source)[`type of ${position}`]).toBe(expected);
  });

  test('not where the executor does not name the types of a path, as nothing is known of them', () => {
    const list = { prev: undefined, key: 'strict', typename: undefined };
    const path = { prev: { prev: list, key: 1, typename: undefined }, key: 'maybe', typename: undefined };
    const [operation] = parse('{ strict { maybe } }').definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');

    expect(mayThrow({ path, operation, fragments: {}, schema })).toBe(false);
  });
});
