import { describe, expect, test } from '@jest/globals';
import { AuthSchemaError } from '../../src/index.js';
import { createSchemaFixture, ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

const SDL = `
  interface Base { phone: String @auth(requires: ADMIN, onDeny: NULL) }
  interface Contact implements Base { phone: String }
  type Silent implements Contact & Base { phone: String }
  type Loud implements Contact & Base { phone: String @auth(requires: ADMIN, onDeny: ERROR) }
  type Ruled implements Contact & Base { phone: String @auth(requires: SUPPORT) }
  type Query { silent: Silent @public loud: Loud @public ruled: Ruled @public contacts: [Contact] @public }`;

describe('onDeny: NULL on a field of an interface', () => {
  test.each(ENTRY_POINTS)(
    'applies to the objects, unless they have an onDeny of their own, %s',
    async (_, run) => {
      const phone = { phone: '1' };
      const fixture = createSchemaFixture(SDL, {
        Query: {
          silent: () => phone,
          loud: () => phone,
          ruled: () => phone,
          contacts: () => ['Silent', 'Loud'].map((__typename) => ({ ...phone, __typename })),
        },
      });

      const answer = await run(fixture, {
        query: '{ silent { phone } loud { phone } ruled { phone } contacts { phone } }',
        caller: principal('u'),
      });

      const hidden = { phone: null };
      expect(answer.data).toEqual({
        silent: hidden,
        loud: hidden,
        ruled: hidden,
        contacts: [hidden, hidden],
      });
      expect(answer.errors.map(({ coordinate, path }) => [coordinate, path])).toEqual([
        ['Loud.phone', 'loud.phone'],
        ['Loud.phone', 'contacts.1.phone'],
      ]);
      expect(fixture.auth.readPolicy(fixture.schema).nullOnDeny).toEqual(
        new Set(['Base.phone', 'Contact.phone', 'Silent.phone', 'Ruled.phone']),
      );
    },
  );

  test('is a fault where an object has a non-null field', () => {
    const create = () =>
      createSchemaFixture(`${SDL} type Strict implements Contact & Base { phone: String! }`);

    expect(create).toThrow(AuthSchemaError);
    expect(create).toThrow(/^Strict.phone: onDeny: NULL of Base.phone cannot apply to a non-null field.$/);
  });
});

describe('onDeny: FILTER', () => {
  const fault = (sdl: string) => () => createSchemaFixture(`${sdl} type Query { ok: Int @public }`);

  test('on a field of an interface applies to the objects, unless they have an onDeny of their own', () => {
    const { auth, schema } = createSchemaFixture(`
      interface Base { tags: [String] @auth(requires: ADMIN, onDeny: FILTER) }
      interface Shelf implements Base { tags: [String] }
      type Quiet implements Shelf & Base { tags: [String!]! }
      type Loud implements Shelf & Base { tags: [String] @auth(requires: ADMIN, onDeny: ERROR) }
      type Gone implements Shelf & Base { tags: [String] @auth(requires: ADMIN, onDeny: NULL) }
      type Query { shelf: Shelf @public }`);

    expect(auth.readPolicy(schema)).toMatchObject({
      nullOnDeny: new Set(['Gone.tags']),
      filterOnDeny: new Set(['Base.tags', 'Shelf.tags', 'Quiet.tags']),
    });
  });

  test.each([
    [
      'a field that returns no list',
      'type T { a: Int @auth(requires: USER, onDeny: FILTER) }',
      'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a non-null field that returns no list',
      'type T { a: Int! @auth(requires: USER, onDeny: FILTER) }',
      'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a field of an interface that returns no list',
      'interface I { a: Int @auth(requires: USER, onDeny: FILTER) } type T implements I { a: Int }',
      'I.a: onDeny: FILTER is allowed on fields that return a list only.\n' +
        'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a subscription',
      'type Subscription { a: [Int] @auth(requires: USER, onDeny: FILTER) }',
      'Subscription.a: onDeny: FILTER is not allowed on a subscription, which it would start for every caller.',
    ],
    [
      'two interfaces with different answers',
      `interface I { a: [Int] @auth(requires: USER, onDeny: FILTER) }
       interface J { a: [Int] @auth(requires: USER, onDeny: NULL) } type T implements I & J { a: [Int] }`,
      'T.a: onDeny of I.a and of J.a differ; write the one that applies here.',
    ],
    [
      'two directives',
      'type T { a: [Int] @auth(requires: USER, onDeny: FILTER) @auth(requires: USER, onDeny: NULL) }',
      'T.a: onDeny is given twice.',
    ],
    [
      'a type',
      'type T @auth(requires: USER, onDeny: FILTER) { a: [Int] }',
      'T: onDeny is allowed on fields only.',
    ],
  ])('is a fault on %s', (_, sdl, message) => {
    expect(fault(sdl)).toThrow(AuthSchemaError);
    expect(fault(sdl)).toThrow(new Error(message));
  });
});
