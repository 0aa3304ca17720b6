import { describe, expect, test } from '@jest/globals';
import { isAbstractType, isObjectType } from 'graphql';
import { callGuard, createResolveInfo } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

async function* items() {
  yield { __typename: 'Open' };
}

const SDL = `
  enum Color { RED }
  interface Plain { n: Int }
  interface Face { n: Int }
  union Any = Open
  type Open implements Plain & Face { n: Int }
  type Secret implements Face @auth(requires: ADMIN) { n: Int }
  type Query { open: Open @public  color: Color @auth(requires: USER)
    faces: [Face!] @public  opens: [Open!] @auth(requires: USER) }`;
const resolvers = { Query: { faces: items, opens: items } };

describe('where no rule needs it, the transformed schema', () => {
  const createSchema = () => createSchemaFixture(SDL, resolvers, { queries: 'reject' }).schema;
  const rootField = (name: string) => createSchema().getQueryType()?.getFields()[name];

  test.each([
    ['Plain', false],
    ['Any', false],
    ['Face', true],
  ])('guards the type resolver of %s: %s', (name, isGuarded) => {
    const type = createSchema().getType(name);

    expect(isAbstractType(type) && type.resolveType !== undefined).toBe(isGuarded);
  });

  test('guards no nested field, although each root field is guarded', () => {
    const open = createSchema().getType('Open');

    expect(rootField('open')?.resolve).toBeDefined();
    expect(isObjectType(open) && open.getFields()['n']?.resolve).toBeUndefined();
  });

  test('has no source of events at a field of a query', () => {
    expect(rootField('color')?.subscribe).toBeUndefined();
  });

  test('has enums with the standard methods', () => {
    expect(Object.hasOwn(Object(createSchema().getType('Color')), 'serialize')).toBe(false);
  });
});

test('an asynchronous list is read to its end only where the types of its items have rules', async () => {
  const fixture = createSchemaFixture(SDL, resolvers);
  const call = (name: string): unknown =>
    callGuard(createResolveInfo(fixture, `Query.${name}`), undefined, { caller: principal('u') });

  expect(await call('faces')).toEqual([{ __typename: 'Open' }]);
  expect(Object(call('opens'))[Symbol.asyncIterator]).toBeInstanceOf(Function);
});
