import { addResolversToSchema } from '@graphql-tools/schema';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { extendSchema, isObjectType, parse } from 'graphql';
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

  test.each([
    [
      'a type',
      'extend type Doc @auth(requires: ADMIN)',
      ['Doc.id', 'Doc.text', 'Query.doc', 'Subscription.events', 'Doc'],
    ],
    ['an input type', 'extend input In @auth(requires: ADMIN)', ['In']],
    ['an enum', 'extend enum Color @auth(requires: ADMIN)', ['Doc.color', 'Color']],
    ['an interface', 'extend interface Plain @auth(policy: "no")', ['Query.plain', 'Plain', 'Item']],
    ['a new member of a guarded interface', 'type New implements Node { id: ID }', ['New.id', 'New']],
  ])('names the elements whose rule changes with a rule added to %s', (_, sdl, expected) => {
    const fixture = createSchemaFixture(
      `${SDL} enum Color { RED GOLD @auth(requires: SUPPORT) } input In { n: Int @auth(requires: SUPPORT) }
       extend type Doc { color: Color } interface Plain { id: ID } type Item implements Plain { id: ID @auth(requires: USER) }
       extend type Query { plain: Plain @public  with(in: In): Int @public }`,
      {},
      { policies: { no: () => false } },
    );
    const extended = extendSchema(fixture.schema, parse(sdl));
    const found = faults(fixture, extended);

    expect(found).toEqual(
      expect.arrayContaining(expected.map((coordinate) => expect.stringContaining(`${coordinate} `))),
    );
    expect(found.join()).toMatch(/has no guard|was added or changed after transform and is not enforced/);
    expect(faults(fixture, extendSchema(fixture.schema, parse('type Other { id: ID }')))).toEqual([]);
  });

  test.each([
    [
      '@auth to an argument',
      'plain(x: Int): Int @auth(requires: USER)',
      'plain(x: Int @auth(requires: USER)): Int @auth(requires: USER)',
      'Query.plain(x:)',
    ],
    ['@auth to an enum value', 'color: Color @public', 'color: Color @public', 'Color.GOLD'],
    ['onDeny', 'a: Int @auth(requires: USER)', 'a: Int @auth(requires: USER, onDeny: NULL)', 'Query.a'],
    [
      'onDeny: FILTER',
      'a: [Int] @auth(requires: USER)',
      'a: [Int] @auth(requires: USER, onDeny: FILTER)',
      'Query.a',
    ],
  ])('names an element when a later schema adds %s', (_, before, after, coordinate) => {
    const rest = (gold: string): string => `enum Color { RED @auth(requires: USER) GOLD ${gold} }`;
    const first = createSchemaFixture(`type Query { ${before} } ${rest('')}`);
    const { unguarded } = createSchemaFixture(
      `type Query { ${after} } ${rest(coordinate === 'Color.GOLD' ? '@auth(requires: USER)' : '')}`,
    );
    const guards = first.schema.getQueryType()?.getFields() ?? {};
    const moved = mapSchema(unguarded, {
      [MapperKind.OBJECT_FIELD]: (config, name) => {
        const resolve = guards[name]?.resolve;
        return resolve ? { ...config, resolve } : config;
      },
    });

    expect(faults(first, moved)).toContainEqual(
      `${coordinate} The rule was added or changed after transform and is not enforced.`,
    );
  });

  test('names a guard that a server replaced in place, as loaders of mercurius do', () => {
    const fixture = createSchemaFixture(SDL);
    const doc = fixture.schema.getType('Doc');
    if (isObjectType(doc)) Object.assign(doc.getFields()['text'] ?? {}, { resolve: async () => 'loaded' });

    expect(faults(fixture, fixture.schema)).toEqual(['Doc.text resolve has no guard.']);
  });

  test('checks a schema again that another library than Apollo has marked', () => {
    const fixture = createSchemaFixture(SDL);
    expect(faults(fixture, fixture.schema)).toEqual([]);
    const doc = fixture.schema.getType('Doc');
    Object.assign(fixture.schema, { [Symbol('cached')]: true });
    if (isObjectType(doc)) Object.assign(doc.getFields()['text'] ?? {}, { resolve: () => 'loaded' });

    expect(faults(fixture, fixture.schema)).toEqual(['Doc.text resolve has no guard.']);
  });

  test('prevents a server from starting without guards', async () => {
    const fixture = createSchemaFixture(SDL);

    await expect(runApollo({ ...fixture, schema: fixture.unguarded }, { query: '{ ok }' })).rejects.toThrow(
      /has no guard/,
    );
  });
});
