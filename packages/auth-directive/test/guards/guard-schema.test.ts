import { mapSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { executeSync, isObjectType, parse, printSchema } from 'graphql';
import { createSchemaFixture, principal, runApollo } from '../helpers/schema-fixture.js';

const SDL = `interface Node @auth(requires: USER) { id: ID }
  type Doc implements Node @auth(owner: "by") { id: ID text: String @auth(requires: SUPPORT) }
  type Query { doc: Doc @auth(requires: USER) node: Node @auth(requires: USER) ok: Int @public }
  type Mutation { open: Int @public }
  type Subscription { events: Doc @auth(requires: USER) }`;

const user = principal('u');

describe('the transformed schema', () => {
  test('prints like the original, which is not changed', () => {
    const { schema, unguarded } = createSchemaFixture(SDL);

    expect(printSchema(schema)).toBe(printSchema(unguarded));
    expect(unguarded.getQueryType()?.getFields()['doc']?.resolve).toBeUndefined();
  });

  test('has no guard where there is no rule', () => {
    const { schema } = createSchemaFixture('type Doc { id: ID } type Query { doc: Doc @public }', {});

    expect(schema.getQueryType()?.getFields()['doc']?.resolve).toBeUndefined();
  });

  test.each([
    ['the field by which a gateway resolves entities', 'Query._entities: [_Entity]', true],
    ['no field of the same name that returns another type', 'Query._entities: [Doc]', false],
    ['no other field that returns entities', 'Query.other: [_Entity]', false],
    ['no field of the same name in another type', 'Doc._entities: [_Entity]', false],
  ])('guards, of fields without a rule, %s', (_, coordinate, isGuarded) => {
    const [typeName = '', field = ''] = coordinate.split('.');
    const on = (name: string): string => (name === typeName ? field : '');
    const { schema } = createSchemaFixture(
      `union _Entity = Doc type Doc { id: ID ${on('Doc')} }
       type Query { doc: Doc @public ${on('Query')} ${typeName === 'Query' ? '@public' : ''} }`,
    );
    const type = schema.getType(typeName);
    const [fieldName = ''] = field.split(':');
    const resolve = isObjectType(type) ? type.getFields()[fieldName]?.resolve : undefined;

    expect(resolve !== undefined).toBe(isGuarded);
  });

  test('executes synchronously, default resolvers and methods included', () => {
    const { schema } = createSchemaFixture(SDL, {
      Query: { doc: () => ({ by: 'u', id: () => 7, text: 't' }) },
    });

    const result = executeSync({
      schema,
      document: parse('{ doc { id text } }'),
      contextValue: { caller: principal('u', 'ADMIN') },
    });

    expect(result).toEqual({ data: { doc: { id: '7', text: 't' } } });
  });

  test('supports a renamed root type', async () => {
    const fixture = createSchemaFixture(
      'schema { query: Root } type Root { ok: Int @public admin: Int @auth(requires: ADMIN) }',
      { Root: { ok: () => 1, admin: () => 2 } },
    );

    const answer = await runApollo(fixture, { query: '{ ok admin }', caller: principal('u') });

    expect(answer.data).toEqual({ ok: 1, admin: null });
  });

  test('supports a context that is no object', async () => {
    const fixture = createSchemaFixture(
      'type Query { ok: Int @public f: Int @auth(requires: USER) }',
      {},
      { caller: () => principal('u') },
    );

    const result = executeSync({ schema: fixture.schema, document: parse('{ f }') });

    expect(result).toEqual({ data: { f: null } });
  });
  test('may be transformed again, and returns the same', async () => {
    const fixture = createSchemaFixture(
      'type Query { f: Int @auth(requires: USER) g: Int @auth(requires: ADMIN) }',
      {
        Query: { f: () => 1, g: () => 2 },
      },
    );
    const twice = { ...fixture, schema: fixture.auth.transform(fixture.schema) };

    const answer = await runApollo(twice, { query: '{ f g }', caller: user });

    expect(answer.data).toEqual({ f: 1, g: null });
  });

  test('is planned also where another transformer has copied it', async () => {
    const fixture = createSchemaFixture('type Query { f: Int @auth(requires: ADMIN) }', {
      Query: { f: () => 1 },
    });

    const answer = await runApollo(
      { ...fixture, schema: mapSchema(fixture.schema, {}) },
      { query: '{ f }', caller: user },
    );

    expect(answer.status).toBe(403);
  });
});
