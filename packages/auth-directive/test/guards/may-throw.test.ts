import { describe, expect, test } from '@jest/globals';
import { graphqlSync } from 'graphql';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const fixture = createSchemaFixture(
  `interface Face { n: Int }
   type Open implements Face { n: Int }
   type Secret implements Face @auth(requires: ADMIN) { n: Int }
   type Item {
     owned: String! @auth(owner: "by")
     secret: String! @auth(requires: ADMIN)
     inner: Item
     later: Later!
     by: ID
   }
   type Later { text: String }
   type Query {
     item: Item @public
     must: Item! @public
     list: [Item] @public
     strict: [Item!]! @public
     face: Face! @public
     faces: [Face] @public
     hidden: String! @auth(requires: ADMIN)
   }`,
  {
    Query: {
      ...Object.fromEntries(
        ['list', 'strict'].map((name) => [name, () => [item('ada'), item('bo'), item('ada')]]),
      ),
      item: () => item('bo'),
      must: () => item('bo'),
      face: () => ({ __typename: 'Secret' }),
      faces: () => [{ __typename: 'Open', n: 1 }, { __typename: 'Secret' }],
      hidden: () => 'hidden',
    },
    Item: { later: async () => Promise.reject(new Error('later')) },
  },
);

function item(by: string): object {
  return { by, owned: 'mine', secret: 'secret', inner: { by, owned: 'mine' } };
}

function ask(source: string) {
  const { data, errors = [] } = graphqlSync({
    schema: fixture.schema,
    source,
    contextValue: { caller: principal('ada') },
  });
  const codes = errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions['code']}`);
  return [JSON.parse(JSON.stringify(data)), ...codes];
}

describe('graphqlSync answers a refused non-null field', () => {
  test.each([
    ['of the root', '{ hidden }', [null, 'hidden FORBIDDEN']],
    ['of an object', '{ item { owned } }', [{ item: null }, 'item.owned FORBIDDEN']],
    ['of a non-null object', '{ must { owned } }', [null, 'must.owned FORBIDDEN']],
    [
      'of a later item of a list with nullable items',
      '{ renamed: list { by owned } }',
      [
        { renamed: [{ by: 'ada', owned: 'mine' }, null, { by: 'ada', owned: 'mine' }] },
        'renamed.1.owned FORBIDDEN',
      ],
    ],
    [
      'below a nullable field of a later item',
      '{ ...all } fragment all on Query { strict { ... on Item { inner { owned } } } }',
      [
        { strict: [{ inner: { owned: 'mine' } }, { inner: null }, { inner: { owned: 'mine' } }] },
        'strict.1.inner.owned FORBIDDEN',
      ],
    ],
    ['of the first item of any list', '{ strict { secret } }', [null, 'strict.0.secret FORBIDDEN']],
    ['with a refused type', '{ face { n } }', [null, 'face FORBIDDEN']],
    [
      'whose nullable items have a refused type',
      '{ faces { n } }',
      [{ faces: [{ n: 1 }, null] }, 'faces.1 FORBIDDEN'],
    ],
  ])('%s', (_, source, answer) => {
    expect(ask(source)).toEqual(answer);
  });

  test('except in a later item of a list with non-null items, which would lose promises', () => {
    expect(() => ask('{ strict { owned } }')).toThrow('failed to complete synchronously');
  });

  test('and reads each fragment once, even when fragments spread each other exponentially often', () => {
    const depth = 40;
    const spreads = Array.from(
      { length: depth },
      (_, index) => `fragment F${index} on Item { ...F${index + 1} ...F${index + 1} }`,
    );

    expect(ask(`{ list { ...F0 } } ${spreads.join(' ')} fragment F${depth} on Item { owned }`)).toEqual([
      { list: [{ owned: 'mine' }, null, { owned: 'mine' }] },
      'list.1.owned FORBIDDEN',
    ]);
  });
});
