import { addResolversToSchema } from '@graphql-tools/schema';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { executeSync, type GraphQLSchema, parse, printSchema } from 'graphql';
import { AuthSchemaError } from '../../src/index.js';
import {
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
  type SchemaFixture,
} from '../helpers/schema-fixture.js';

const SDL = `interface Node @auth(requires: USER) { id: ID }
  type Doc implements Node @auth(owner: "by") { id: ID text: String @auth(requires: SUPPORT) }
  type Query { doc: Doc @auth(requires: USER) node: Node @auth(requires: USER) ok: Int @public }
  type Mutation { open: Int @public }
  type Subscription { events: Doc @auth(requires: USER) }`;

function faults({ auth }: SchemaFixture, schema: GraphQLSchema): readonly string[] {
  try {
    auth.assertGuarded(schema);
  } catch (error) {
    if (error instanceof AuthSchemaError)
      return error.faults.map(({ coordinate, message }) => `${coordinate} ${message}`);
    throw error;
  }
  return [];
}

describe('assertGuarded', () => {
  test('passes the schema as it was transformed, and again after Apollo has wrapped it', async () => {
    const fixture = createSchemaFixture(SDL);

    expect(faults(fixture, fixture.schema)).toEqual([]);
    await runApollo(fixture, { query: '{ ok }' });
    expect(faults(fixture, fixture.schema)).toEqual([]);
  });

  test('passes a later copy that keeps the guards', () => {
    const fixture = createSchemaFixture(SDL);

    expect(faults(fixture, mapSchema(fixture.schema, {}))).toEqual([]);
  });

  test('names everything of a schema that was never transformed', () => {
    const fixture = createSchemaFixture(SDL);

    expect(faults(fixture, fixture.unguarded)).toEqual([
      'Node resolveType has no guard.',
      'Doc.id resolve has no guard.',
      'Doc.text resolve has no guard.',
      'Query.doc resolve has no guard.',
      'Query.node resolve has no guard.',
      'Mutation.open resolve has no guard.',
      'Subscription.events resolve has no guard.',
      'Subscription.events subscribe has no guard.',
    ]);
  });

  test('names what addResolversToSchema stripped', () => {
    const fixture = createSchemaFixture(SDL);
    const resolvers = { Doc: { text: () => 'open' }, Node: { __resolveType: () => 'Doc' } };
    const stripped = addResolversToSchema({ schema: fixture.schema, resolvers });

    expect(faults(fixture, stripped)).toEqual([
      'Node resolveType has no guard.',
      'Doc.text resolve has no guard.',
    ]);
  });

  test('names what a mapper put in place of a guard, even a guard of another field', () => {
    const fixture = createSchemaFixture(SDL);
    const other = fixture.schema.getQueryType()?.getFields()['doc']?.resolve;
    const stripped = mapSchema(fixture.schema, {
      [MapperKind.OBJECT_FIELD]: (config, name) =>
        name === 'text' && other ? { ...config, resolve: other } : config,
    });

    expect(faults(fixture, stripped)).toEqual(['Doc.text resolve has no guard.']);
  });

  test('keeps a server from starting without its guards', async () => {
    const fixture = createSchemaFixture(SDL);

    await expect(runApollo({ ...fixture, schema: fixture.unguarded }, { query: '{ ok }' })).rejects.toThrow(
      /has no guard/,
    );
  });
});

describe('the transformed schema', () => {
  test('prints as before, and leaves the given one as it was', () => {
    const { schema, unguarded } = createSchemaFixture(SDL);

    expect(printSchema(schema)).toBe(printSchema(unguarded));
    expect(unguarded.getQueryType()?.getFields()['doc']?.resolve).toBeUndefined();
  });

  test('has no guard where nothing is asked', () => {
    const { schema } = createSchemaFixture('type Doc { id: ID } type Query { doc: Doc @public }', {});

    expect(schema.getQueryType()?.getFields()['doc']?.resolve).toBeUndefined();
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

  test('keeps interfaces with all implementations, and works with a renamed root type', async () => {
    const fixture = createSchemaFixture(
      'schema { query: Root } type Root { ok: Int @public admin: Int @auth(requires: ADMIN) }',
      { Root: { ok: () => 1, admin: () => 2 } },
    );

    const answer = await runApollo(fixture, { query: '{ ok admin }', caller: principal('u') });

    expect(answer.data).toEqual({ ok: 1, admin: null });
  });

  test('works without the context being an object', async () => {
    const fixture = createSchemaFixture(
      'type Query { ok: Int @public f: Int @auth(requires: USER) }',
      {},
      { caller: () => principal('u') },
    );

    const result = executeSync({ schema: fixture.schema, document: parse('{ f }') });

    expect(result).toEqual({ data: { f: null } });
  });
});

describe.each(['property', 'extension'] as const)("__resolveReference left as a type's %s", (where) => {
  type Reference = (reference: unknown, context: unknown, info: unknown) => unknown;
  const SUBGRAPH = `type Doc @auth(anyOf: [{ requires: ADMIN }, { owner: "by" }]) { id: ID } type Plain { id: ID }
    union Any = Doc | Plain type Query { ok: Int @public entities: [Any] @public }`;

  function referenceOf(schema: GraphQLSchema, where: 'property' | 'extension'): Reference {
    const type = schema.getType('Doc');
    const holder = where === 'property' ? type : Object(type?.extensions['apollo']).subgraph;
    const found: unknown = Reflect.get(Object(holder), 'resolveReference');
    if (typeof found !== 'function') throw new Error('the reference resolver is gone');
    return found as Reference;
  }

  function createFixture(where: 'property' | 'extension') {
    const fixture = createSchemaFixture(SUBGRAPH, {
      Query: {
        entities: (_, __, context, info) =>
          ['u', 'other', 'none'].map((id) => {
            const value = referenceOf(info.schema, where)({ id }, context, info);
            return value === null ? null : { ...Object(value), __typename: 'Doc' };
          }),
      },
    });
    const resolveReference = ({ id }: { id: string }) => (id === 'none' ? null : { id, by: id });
    // As graphql-tools leaves it, and as Apollo's subgraph library does.
    const left =
      where === 'property'
        ? { resolveReference }
        : { extensions: { apollo: { subgraph: { resolveReference, more: 1 } } } };
    Object.assign(fixture.unguarded.getType('Doc') ?? {}, left);
    return { ...fixture, schema: fixture.auth.transform(fixture.unguarded) };
  }

  test('is kept, guarded, and proven', () => {
    const fixture = createFixture(where);

    expect(() => referenceOf(fixture.schema, where)).not.toThrow();
    expect(faults(fixture, fixture.schema)).toEqual([]);
    Object.assign(fixture.schema.getType('Doc') ?? {}, { resolveReference: () => null });
    expect(faults(fixture, fixture.schema)).toEqual(['Doc __resolveReference has no guard.']);
  });

  test.each([
    ['a stranger', { kind: 'anonymous' as const }, 'UNAUTHENTICATED'],
    ['another', principal('x'), 'FORBIDDEN'],
  ])('refuses %s', async (_, caller, code) => {
    const answer = await runGuardsOnly(createFixture(where), {
      query: '{ entities { __typename } }',
      caller,
    });

    expect(answer.errors.map((error) => [error.code, error.coordinate])).toEqual([[code, 'Doc']]);
  });

  test('lets pass whom the rule lets pass, and null', async () => {
    const answer = await runGuardsOnly(createFixture(where), {
      query: '{ entities { ... on Doc { id } } }',
      caller: principal('r', 'ADMIN'),
    });

    expect(answer.data).toEqual({ entities: [{ id: 'u' }, { id: 'other' }, null] });
  });
});
