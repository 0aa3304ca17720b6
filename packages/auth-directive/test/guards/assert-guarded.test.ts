import { addResolversToSchema } from '@graphql-tools/schema';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { faults } from '../helpers/guard-fixture.js';
import { createSchemaFixture, runApollo } from '../helpers/schema-fixture.js';

const SDL = `interface Node @auth(requires: USER) { id: ID }
  type Doc implements Node @auth(owner: "by") { id: ID text: String @auth(requires: SUPPORT) }
  type Query { doc: Doc @auth(requires: USER) node: Node @auth(requires: USER) ok: Int @public }
  type Mutation { open: Int @public }
  type Subscription { events: Doc @auth(requires: USER) }`;

describe('assertGuarded', () => {
  test('accepts a transformed schema, also after Apollo has wrapped it', async () => {
    const fixture = createSchemaFixture(SDL);

    expect(faults(fixture, fixture.schema)).toEqual([]);
    await runApollo(fixture, { query: '{ ok }' });
    expect(faults(fixture, fixture.schema)).toEqual([]);
  });

  test('accepts a copy that keeps the guards', () => {
    const fixture = createSchemaFixture(SDL);

    expect(faults(fixture, mapSchema(fixture.schema, {}))).toEqual([]);
  });

  test('names every missing guard of a schema that was not transformed', () => {
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

  test('names the guards that addResolversToSchema removed', () => {
    const fixture = createSchemaFixture(SDL);
    const resolvers = { Doc: { text: () => 'open' }, Node: { __resolveType: () => 'Doc' } };
    const stripped = addResolversToSchema({ schema: fixture.schema, resolvers });

    expect(faults(fixture, stripped)).toEqual([
      'Node resolveType has no guard.',
      'Doc.text resolve has no guard.',
    ]);
  });

  test('names a guard that a mapper replaced, even by the guard of another field', () => {
    const fixture = createSchemaFixture(SDL);
    const other = fixture.schema.getQueryType()?.getFields()['doc']?.resolve;
    const stripped = mapSchema(fixture.schema, {
      [MapperKind.OBJECT_FIELD]: (config, name) =>
        name === 'text' && other ? { ...config, resolve: other } : config,
    });

    expect(faults(fixture, stripped)).toEqual(['Doc.text resolve has no guard.']);
  });

  test('prevents a server from starting without guards', async () => {
    const fixture = createSchemaFixture(SDL);

    await expect(runApollo({ ...fixture, schema: fixture.unguarded }, { query: '{ ok }' })).rejects.toThrow(
      /has no guard/,
    );
  });
});
