import { describe, expect, test } from '@jest/globals';
import { createSchemaFixture, ENTRY_POINTS, principal } from './helpers/schema-fixture.js';

/** Each test is a way in which other authorization libraries leak data. */
describe.each(ENTRY_POINTS)('nothing leaks %s', (_, run) => {
  const caller = principal('u');

  test('when a rule of an interface is reached through the concrete type', async () => {
    const fixture = createSchemaFixture(
      `interface Node @auth(requires: ADMIN) { id: ID } type Doc implements Node { id: ID }
       interface Named { name: String @auth(requires: ADMIN) } type Cat implements Named { name: String }
       type Query { doc: Doc @auth(requires: USER) cat: Cat @auth(requires: USER) ok: Int @public }`,
      { Query: { doc: () => ({ id: 'secret' }), cat: () => ({ name: 'secret' }) } },
    );

    const answer = await run(fixture, { query: '{ ok doc { id } cat { name } }', caller });

    expect(answer.data).toEqual({ ok: null, doc: null, cat: { name: null } });
    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual(['Query.doc', 'Cat.name']);
  });

  test('when a rule of an interface of an interface is reached through the concrete type', async () => {
    const fixture = createSchemaFixture(
      `interface Top @auth(requires: ADMIN) { id: ID } interface Mid implements Top { id: ID }
       type Doc implements Mid & Top { id: ID }
       type Query { mid: Mid @public doc: Doc @public ok: Int @public }`,
      { Query: { doc: () => ({ id: 1 }), mid: () => ({ __typename: 'Doc', id: 1 }) } },
    );

    const answer = await run(fixture, { query: '{ ok doc { id } mid { id } }', caller });

    expect(answer.data).toEqual({ ok: null, doc: null, mid: null });
  });

  test('when a rule of a concrete type or field is reached through its interface', async () => {
    const fixture = createSchemaFixture(
      `interface Node { id: ID name: String }
        type Doc implements Node @auth(requires: ADMIN) { id: ID name: String }
       type Pub implements Node { id: ID name: String @auth(requires: ADMIN) }
       type Query { nodes: [Node] @auth(requires: USER) }`,
      {
        Query: {
          nodes: () => [
            { __typename: 'Doc', id: 1, name: 'a' },
            { __typename: 'Pub', id: 2, name: 'b' },
          ],
        },
      },
    );

    const answer = await run(fixture, { query: '{ nodes { id name } }', caller });

    expect(answer.data).toEqual({ nodes: [null, { id: '2', name: null }] });
    expect(answer.errors.map(({ path }) => path)).toEqual(['nodes.0', 'nodes.1.name']);
  });

  test('when a member of a union is guarded', async () => {
    const fixture = createSchemaFixture(
      `type Doc @auth(owner: "by") { by: ID } type Pub { id: ID } union Any = Doc | Pub
       type Query { any: [Any!] @auth(requires: USER) some: [Any] @auth(requires: USER) }`,
      {
        Query: {
          any: () => [
            { __typename: 'Pub', id: 1 },
            { __typename: 'Doc', by: 'other' },
          ],
          some: () => [
            { __typename: 'Doc', by: 'u' },
            { __typename: 'Doc', by: 'other' },
          ],
        },
      },
    );

    const answer = await run(fixture, { query: '{ any { __typename } some { __typename } }', caller });

    expect(answer.data).toEqual({ any: null, some: [{ __typename: 'Doc' }, null] });
  });

  test('when a named fragment or an inline fragment selects the guarded field', async () => {
    const fixture = createSchemaFixture(
      `interface Node { id: ID } type Doc implements Node { id: ID secret: String @auth(requires: ADMIN) }
       type Query { node: Node @auth(requires: USER) }`,
      { Query: { node: () => ({ __typename: 'Doc', id: 1, secret: 'x' }) } },
    );

    const answer = await run(fixture, {
      query: 'query { node { ...A ... on Doc { b: secret } } } fragment A on Doc { a: secret }',
      caller,
    });

    expect(answer.data).toEqual({ node: { a: null, b: null } });
    expect(answer.raw).not.toContain('"x"');
  });

  test('when the rule of a field is weaker than that of its type', async () => {
    const fixture = createSchemaFixture(
      `type Doc @auth(requires: ADMIN) { id: ID @auth(requires: USER) } interface I { doc: Doc }
       type Box implements I { doc: Doc } type Query { box: Box @auth(requires: USER) }`,
      { Query: { box: () => ({ doc: { id: 1 } }) } },
    );

    const answer = await run(fixture, { query: '{ box { doc { id } } }', caller });

    expect(answer.data).toEqual({ box: { doc: null } });
  });

  test('when only __typename is selected: the resolver does not run', async () => {
    let ran = 0;
    const fixture = createSchemaFixture(
      `type Secret @auth(requires: ADMIN) { id: ID } type Box { secret: Secret }
        type Query { box: Box @auth(requires: USER) }`,
      {
        Query: {
          box: () => ({
            secret: () => {
              ran += 1;
              return { id: 1 };
            },
          }),
        },
      },
    );

    const present = await run(fixture, { query: '{ box { secret { __typename } } }', caller });

    expect(present.data).toEqual({ box: { secret: null } });
    expect(ran).toBe(0);
  });

  test('when a covariant field returns a narrower type than the interface', async () => {
    const fixture = createSchemaFixture(
      `interface Node { id: ID } interface Holder { node: Node }
       type Doc implements Node @auth(requires: ADMIN) { id: ID }
       type DocHolder implements Holder { node: Doc }
       type Query { holder: Holder @auth(requires: USER) }`,
      { Query: { holder: () => ({ __typename: 'DocHolder', node: { id: 1 } }) } },
    );

    const answer = await run(fixture, { query: '{ holder { node { id } } }', caller });

    expect(answer.data).toEqual({ holder: { node: null } });
    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual(['DocHolder.node']);
  });

  test('when the type is found by isTypeOf, by resolveType, by a promise', async () => {
    const sdl = `interface Node { id: ID } type Doc implements Node @auth(requires: ADMIN) { id: ID }
      type Pub implements Node { id: ID } type Query { node: Node @auth(requires: USER) }`;
    const query = { Query: { node: () => ({ id: 'secret' }) } };
    const ways = [
      { ...query, Doc: { __isTypeOf: () => true }, Pub: { __isTypeOf: () => false } },
      { ...query, Doc: { __isTypeOf: async () => true } },
      { ...query, Node: { __resolveType: () => 'Doc' } },
      { ...query, Node: { __resolveType: async () => 'Doc' } },
    ];

    const answers = await Promise.all(
      ways.map((each) => run(createSchemaFixture(sdl, each), { query: '{ node { id } }', caller })),
    );

    for (const answer of answers) {
      expect(answer.data).toEqual({ node: null });
      expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    }
  });

  test('when an alias has the name of another field, or the type is recursive', async () => {
    const fixture = createSchemaFixture(
      `type Tree { id: ID kids: [Tree] secret: String @auth(requires: ADMIN) }
        type Query { tree: Tree @auth(requires: USER) }`,
      { Query: { tree: () => ({ id: 1, secret: 's', kids: [{ id: 2, secret: 't', kids: [] }] }) } },
    );

    const answer = await run(fixture, {
      query: '{ tree { id: secret kids { secret: id id: secret } } }',
      caller,
    });

    expect(answer.data).toEqual({ tree: { id: null, kids: [{ secret: '2', id: null }] } });
  });
});
