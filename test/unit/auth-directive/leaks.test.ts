import { describe, expect, test } from '@jest/globals';
import { createWorld, person, runApollo, runBare, runHttp } from './world.js';

/** Each test is a way in which a published layer leaks. */
describe.each([
  ['by the guards alone', runBare],
  ['through Apollo', runApollo],
  ['over HTTP', runHttp],
])('nothing leaks %s', (_, run) => {
  const caller = person('u');

  test('when a rule of an interface is reached through the concrete type', async () => {
    const world = createWorld(
      `interface Node @auth(requires: ADMIN) { id: ID } type Doc implements Node { id: ID }
       interface Named { name: String @auth(requires: ADMIN) } type Cat implements Named { name: String }
       type Query { doc: Doc @auth(requires: USER) cat: Cat @auth(requires: USER) ok: Int @public }`,
      { Query: { doc: () => ({ id: 'secret' }), cat: () => ({ name: 'secret' }) } },
    );

    const answer = await run(world, { query: '{ ok doc { id } cat { name } }', caller });

    expect(answer.data).toEqual({ ok: null, doc: null, cat: { name: null } });
    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual(['Query.doc', 'Cat.name']);
  });

  test('when a rule of an interface of an interface is reached through the concrete type', async () => {
    const world = createWorld(
      `interface Top @auth(requires: ADMIN) { id: ID } interface Mid implements Top { id: ID }
       type Doc implements Mid & Top { id: ID } type Query { mid: Mid @public doc: Doc @public ok: Int @public }`,
      { Query: { doc: () => ({ id: 1 }), mid: () => ({ __typename: 'Doc', id: 1 }) } },
    );

    const answer = await run(world, { query: '{ ok doc { id } mid { id } }', caller });

    expect(answer.data).toEqual({ ok: null, doc: null, mid: null });
  });

  test('when a rule of a concrete type or field is reached through its interface', async () => {
    const world = createWorld(
      `interface Node { id: ID name: String } type Doc implements Node @auth(requires: ADMIN) { id: ID name: String }
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

    const answer = await run(world, { query: '{ nodes { id name } }', caller });

    expect(answer.data).toEqual({ nodes: [null, { id: '2', name: null }] });
    expect(answer.errors.map(({ path }) => path)).toEqual(['nodes.0', 'nodes.1.name']);
  });

  test('when a member of a union is guarded', async () => {
    const world = createWorld(
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

    const answer = await run(world, { query: '{ any { __typename } some { __typename } }', caller });

    expect(answer.data).toEqual({ any: null, some: [{ __typename: 'Doc' }, null] });
  });

  test('when a named fragment or an inline fragment walks around the rule', async () => {
    const world = createWorld(
      `interface Node { id: ID } type Doc implements Node { id: ID secret: String @auth(requires: ADMIN) }
       type Query { node: Node @auth(requires: USER) }`,
      { Query: { node: () => ({ __typename: 'Doc', id: 1, secret: 'x' }) } },
    );

    const answer = await run(world, {
      query: 'query { node { ...A ... on Doc { b: secret } } } fragment A on Doc { a: secret }',
      caller,
    });

    expect(answer.data).toEqual({ node: { a: null, b: null } });
    expect(answer.raw).not.toContain('"x"');
  });

  test('when the rule of a field is weaker than that of its type', async () => {
    const world = createWorld(
      `type Doc @auth(requires: ADMIN) { id: ID @auth(requires: USER) } interface I { doc: Doc }
       type Box implements I { doc: Doc } type Query { box: Box @auth(requires: USER) }`,
      { Query: { box: () => ({ doc: { id: 1 } }) } },
    );

    const answer = await run(world, { query: '{ box { doc { id } } }', caller });

    expect(answer.data).toEqual({ box: { doc: null } });
  });

  test('when only __typename is asked: the resolver does not even run', async () => {
    let ran = 0;
    const world = createWorld(
      `type Secret @auth(requires: ADMIN) { id: ID } type Box { secret: Secret } type Query { box: Box @auth(requires: USER) }`,
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

    const present = await run(world, { query: '{ box { secret { __typename } } }', caller });

    expect(present.data).toEqual({ box: { secret: null } });
    expect(ran).toBe(0);
  });

  test('when a covariant return is narrower than the interface says', async () => {
    const world = createWorld(
      `interface Node { id: ID } interface Holder { node: Node }
       type Doc implements Node @auth(requires: ADMIN) { id: ID } type DocHolder implements Holder { node: Doc }
       type Query { holder: Holder @auth(requires: USER) }`,
      { Query: { holder: () => ({ __typename: 'DocHolder', node: { id: 1 } }) } },
    );

    const answer = await run(world, { query: '{ holder { node { id } } }', caller });

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
      ways.map((each) => run(createWorld(sdl, each), { query: '{ node { id } }', caller })),
    );

    for (const answer of answers) {
      expect(answer.data).toEqual({ node: null });
      expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    }
  });

  test('through nested lists, promises in lists, sets and generators', async () => {
    const rows = [
      { by: 'u', id: 1 },
      { by: 'other', id: 2 },
    ];
    const world = createWorld(
      `type Doc @auth(owner: "by") { by: ID id: Int }
       type Query { a: [[Doc]] @auth(requires: USER) b: [Doc] @auth(requires: USER) c: [Doc] @auth(requires: USER)
         d: [Doc] @auth(requires: USER) e: [Doc!] @auth(requires: USER) f: [[Doc!]] @auth(requires: USER, onDeny: NULL) }`,
      {
        Query: {
          a: () => [rows, null],
          b: async () => rows.map(async (row) => row),
          c: () => new Set(rows),
          *d() {
            yield* rows;
          },
          e: () => rows,
          f: () => [rows, rows.slice(0, 1)],
        },
      },
    );

    const answer = await run(world, {
      query: '{ a { id } b { id } c { id } d { id } e { id } f { id } }',
      caller,
    });

    const one = { id: 1 };
    expect(answer.data).toEqual({
      a: [[one, null], null],
      b: [one, null],
      c: [one, null],
      d: [one, null],
      e: null,
      f: [null, [one]],
    });
    expect(answer.errors.map(({ path }) => path).sort()).toEqual(['a.0.1', 'b.1', 'c.1', 'd.1', 'e.1']);
  });

  test('by an owner that is missing, null, no string, or of another', async () => {
    const world = createWorld(
      'type Doc @auth(owner: "by") { id: Int } type Query { docs: [Doc] @auth(requires: USER) }',
      {
        Query: {
          docs: () =>
            [{}, { by: null }, { by: 7 }, { by: ['u'] }, { by: 'U' }, { by: 'u' }].map((doc) => ({
              id: 1,
              ...doc,
            })),
        },
      },
    );

    const answer = await run(world, { query: '{ docs { id } }', caller });

    expect(answer.data).toEqual({ docs: [null, null, null, null, null, { id: 1 }] });
    expect(world.log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual(
      Array.from({ length: 4 }, () => 'AUTH_OWNER_MISSING Query.docs'),
    );
  });

  test('through a root type that is reached from a field', async () => {
    const world = createWorld(
      `type Query { ok: Int @public admin: Int @auth(requires: ADMIN) self: Query @public }
       type Mutation { wipe: Int @auth(requires: ADMIN) begin: Query @public login: Pay @public(elevates: true) more: Mutation @public }
       type Pay { admin: Int @auth(requires: ADMIN) }`,
      {
        Query: { admin: () => 1, self: () => ({}), ok: () => 1 },
        Mutation: { more: () => ({}), wipe: () => 1, begin: () => ({}), login: () => ({ admin: 1 }) },
      },
      { elevate: () => person('root', 'ADMIN') },
    );

    const query = await run(world, { query: '{ ok self { admin self { admin } } }', caller });
    const mutation = await run(world, { query: 'mutation { more { login { admin } } }', caller });

    expect(query.data).toEqual({ ok: 1, self: { admin: null, self: { admin: null } } });
    // Only a root field of this execution elevates.
    expect(mutation.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['FORBIDDEN', 'Pay.admin'],
    ]);
  });

  test('when another field has the same name, an alias, or the type is recursive', async () => {
    const world = createWorld(
      `type Tree { id: ID kids: [Tree] secret: String @auth(requires: ADMIN) } type Query { tree: Tree @auth(requires: USER) }`,
      { Query: { tree: () => ({ id: 1, secret: 's', kids: [{ id: 2, secret: 't', kids: [] }] }) } },
    );

    const answer = await run(world, {
      query: '{ tree { id: secret kids { secret: id id: secret } } }',
      caller,
    });

    expect(answer.data).toEqual({ tree: { id: null, kids: [{ secret: '2', id: null }] } });
  });

  test('through a field that throws what a policy said', async () => {
    const world = createWorld(
      'type Query { a: Int @auth(policy: "p") b: Int @public }',
      { Query: { a: () => 1, b: () => 2 } },
      {
        policies: {
          p: () => {
            throw new Error('the password is 42');
          },
        },
      },
    );

    const answer = await run(world, { query: '{ a b }', caller });

    expect(answer.raw).not.toContain('42');
    expect(world.log.map(({ code }) => code)).toEqual(['AUTH_POLICY_FAILED']);
  });
});

describe('onDeny: NULL', () => {
  test('resolves the abstract type first, and is silent for each value that is refused', async () => {
    const world = createWorld(
      `interface Node { id: ID } type Doc implements Node @auth(owner: "by") { id: ID } type Pub implements Node { id: ID }
       type Query { one: Node @auth(requires: USER, onDeny: NULL) all: [Node] @auth(requires: USER, onDeny: NULL)
         strict: [Node!] @auth(requires: USER, onDeny: NULL) loud: [Node] @auth(requires: USER) }`,
      {
        Query: Object.fromEntries(
          ['one', 'all', 'strict', 'loud'].map((name) => [
            name,
            () => {
              const other = { __typename: 'Doc', id: 1, by: 'other' };
              return name === 'one'
                ? other
                : [{ __typename: 'Doc', id: 2, by: 'u' }, other, { __typename: 'Pub', id: 3 }];
            },
          ]),
        ),
      },
    );

    const answer = await runBare(world, {
      query: '{ one { id } all { id } strict { id } loud { id } }',
      caller: person('u'),
    });

    const list = [{ id: '2' }, null, { id: '3' }];
    expect(answer.data).toEqual({ one: null, all: list, strict: null, loud: list });
    expect(answer.errors.map(({ path }) => path)).toEqual(['loud.1']);
  });
});
