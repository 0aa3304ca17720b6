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
