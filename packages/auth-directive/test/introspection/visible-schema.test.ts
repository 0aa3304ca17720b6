import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { graphql, isObjectType, printSchema } from 'graphql';
import { createIntrospectionFixture } from '../helpers/introspection-fixture.js';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const user = principal('ada');
const admin = principal('root', 'ADMIN');

/** Returns the SDL of a schema of these definitions as a caller sees it, on one line per definition. */
function visibleSdl(sdl: string, caller = user): string {
  const { auth, schema } = createSchemaFixture(sdl);
  return printSchema(auth.visibleSchema(schema, caller)).replaceAll(/\s+/g, ' ');
}

describe('the visible schema', () => {
  test('has no element that the role of the caller refuses for every object', () => {
    const { auth, schema } = createIntrospectionFixture();

    const sdl = printSchema(auth.visibleSchema(schema, user));

    expect(sdl).not.toMatch(/secret/i);
    expect(sdl).toContain('search(color: Color): [Found]');
    expect(sdl).toContain('union Found = Note | Page');
    expect(sdl).toContain('directive @cost(color: Color, value: Int) on FIELD | FIELD_DEFINITION');
  });

  test('keeps what depends on an object, a policy, freshness or assurance', () => {
    const sdl = visibleSdl(`type Query {
      a: Int @auth(requires: USER, freshWithin: 1)
      b: Int @auth(requires: USER, assurance: 9)
      c: Int @auth(anyOf: [{ requires: ADMIN }, { requires: USER, freshWithin: 1 }])
      d: Item @auth(requires: USER)
      e: Int @auth(requires: ADMIN, freshWithin: 1)
    }
    type Item { mine: Int @auth(owner: "id") }`);

    expect(sdl).toBe('type Item { mine: Int } type Query { a: Int b: Int c: Int d: Item }');
  });

  test('follows scopes, and shows rules without scopes to no caller with scopes', () => {
    const sdl =
      'type Query { a: Int @auth(scopes: ["x"]) b: Int @auth(scopes: ["y"]) c: Int @auth(requires: USER) }';

    expect(visibleSdl(sdl, principal('app', 'USER', { scopes: ['x'] }))).toBe('type Query { a: Int }');
    expect(visibleSdl(sdl, user)).toBe('type Query { a: Int b: Int c: Int }');
  });

  test('has the rules and their helper types for nobody, and Role where the API uses it', () => {
    expect(visibleSdl('type Query { a: Int @auth(requires: USER) }', admin)).toBe('type Query { a: Int }');
    expect(visibleSdl('type Query { role: Role @auth(requires: USER) }', admin)).toBe(
      'type Query { role: Role } enum Role { USER SUPPORT ADMIN }',
    );
  });

  test('leaves a field out of an interface when a visible type does not have it', () => {
    const sdl = visibleSdl(`interface Base { id: ID x(n: Int): Int }
      interface Node implements Base { id: ID x(n: Int): Int y(n: Int): Int }
      type A implements Node & Base { id: ID x(n: Int): Int @auth(requires: ADMIN) y(n: Int @auth(requires: ADMIN)): Int }
      type B implements Node & Base { id: ID x(n: Int): Int y(n: Int): Int }
      type Query { node: Node @public }`);

    expect(sdl).toBe(
      'type A implements Node & Base { id: ID y: Int } ' +
        'type B implements Node & Base { id: ID x(n: Int): Int y(n: Int): Int } ' +
        'interface Base { id: ID } ' +
        'interface Node implements Base { id: ID y: Int } ' +
        'type Query { node: Node }',
    );
  });

  test('removes what cannot be used without a hidden element', () => {
    const sdl = visibleSdl(`
      input Closed { a: Int! @auth(requires: ADMIN) b: Int }
      input Cycle { next: Cycle! closed: Closed! }
      enum Empty { A @auth(requires: ADMIN) }
      union Nothing = Hidden
      interface Unseen { id: ID }
      type Hidden implements Unseen @auth(requires: ADMIN) { id: ID }
      type Below { deep: Deep }
      type Deep { hidden: Hidden }
      type Query {
        a(closed: Closed!): Int @public
        b(closed: Closed): Int @public
        c(cycle: Cycle!): Int @public
        d: Empty @public
        e: Nothing @public
        f: Unseen @public
        g: Below @public
        h(n: Int! @auth(requires: ADMIN)): Int @public
        i(n: Int! = 1 @auth(requires: ADMIN)): Int @public
      }`);

    expect(sdl).toBe('type Query { b: Int i: Int }');
  });

  test('shows below an elevating field whatever somebody who signs in there may reach', () => {
    const sdl = `type User @auth(requires: ADMIN) { id: ID } type Login { user: User }
      type Query { users: User @auth(requires: ADMIN) ok: Int @public }
      type Mutation { login: Login @public(elevates: true) }`;

    expect(visibleSdl(sdl, anonymous)).toBe(
      'type Login { user: User } type Mutation { login: Login } type Query { ok: Int } type User { id: ID }',
    );
  });

  test('has a query type without fields for a caller who may use none', async () => {
    const { auth, schema } = createSchemaFixture('type Query { a: Int @auth(requires: ADMIN) }');
    const visible = auth.visibleSchema(schema, anonymous);

    expect(
      await graphql({
        schema: visible,
        source: '{ __typename __schema { types { name fields { name } } } }',
      }),
    ).toMatchObject({ data: { __typename: 'Query' } });
    const { errors } = await graphql({ schema: visible, source: '{ a }' });
    expect(errors?.[0]?.message).toBe('Cannot query field "a" on type "Query".');
  });

  test('does not reveal by the order of its types where a hidden element refers to them', () => {
    const order = (first: string) => {
      const { auth, schema } = createSchemaFixture(`type Query { ${first} a: A @public b: B @public }
        type A { x: Int } type B { x: Int }`);
      return Object.keys(auth.visibleSchema(schema, user).getTypeMap());
    };

    expect(order('secret: B @auth(requires: ADMIN)')).toEqual(order(''));
  });

  test('contains no syntax nodes, which have the rules and the hidden elements', () => {
    const { auth, schema } = createIntrospectionFixture();
    const types = Object.values(auth.visibleSchema(schema, user).getTypeMap());
    const nodes = types.flatMap((type) => [
      type.astNode,
      ...(isObjectType(type) ? Object.values(type.getFields()).map(({ astNode }) => astNode) : []),
    ]);

    expect(nodes.filter((node) => JSON.stringify(node ?? null).match(/auth|secret/i))).toEqual([]);
  });

  test('is one schema for callers to whom the same rules are closed', () => {
    const { auth, schema } = createIntrospectionFixture();
    const visible = auth.visibleSchema(schema, user);

    expect(auth.visibleSchema(schema, principal('bo', 'SUPPORT'))).toBe(visible);
    expect(auth.visibleSchema(schema, principal('bo', 'USER', { scopes: ['other'] }))).not.toBe(visible);
    expect(auth.visibleSchema(visible, user)).toBe(visible);
  });

  test('is built anew when 64 others were used since', () => {
    const names = Array.from({ length: 70 }, (_, index) => `f${index}`);
    const fields = names.map((name) => `${name}: Int @auth(requires: USER, scopes: ["${name}"])`);
    const { auth, schema } = createSchemaFixture(`type Query { ${fields.join(' ')} }`);
    const seen = (name: string) => auth.visibleSchema(schema, principal('app', 'USER', { scopes: [name] }));
    const first = seen('f0');
    for (const name of names.slice(0, 64)) seen(name);

    expect(seen('f0')).toBe(first);
    for (const name of names) seen(name);
    expect(seen('f0')).not.toBe(first);
  });
});

describe('the visible schema, executed', () => {
  test('passes the defaults of hidden arguments and input fields to resolvers', async () => {
    const { auth, schema } = createIntrospectionFixture();
    const contextValue = { caller: user };
    const source = '{ a: echo b: echo(filter: { inner: {} }) }';

    const { data } = await graphql({ schema: auth.visibleSchema(schema, user), source, contextValue });

    expect(data).toEqual((await graphql({ schema, source, contextValue })).data);
    expect(data?.['a']).toContain('"secretLimit":5');
  });

  test('is guarded, and refuses objects of hidden types where they are reached through a union', async () => {
    const { auth, schema } = createIntrospectionFixture();

    const { data, errors } = await graphql({
      schema: auth.visibleSchema(schema, user),
      source: '{ search { __typename ... on Note { owner } } }',
      contextValue: { caller: user },
    });

    expect(data).toEqual({
      search: [{ __typename: 'Note', owner: null }, { __typename: 'Page' }, null],
    });
    expect(errors?.map(({ extensions }) => extensions['coordinate'])).toEqual(['Query.search']);
  });

  test('refuses an object of a type whose every field is hidden', async () => {
    const { auth, schema } = createSchemaFixture(
      `type A { x: Int } type B { y: Int @auth(requires: ADMIN) } union Both = A | B type Query { both: [Both] @public }`,
      { Query: { both: () => [{ __typename: 'A' }, { __typename: 'B' }] } },
    );

    const { data, errors } = await graphql({
      schema: auth.visibleSchema(schema, user),
      source: '{ both { __typename } }',
      contextValue: { caller: user },
    });

    expect(data).toEqual({ both: [{ __typename: 'A' }, null] });
    expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', coordinate: 'Query.both' });
  });

  test('keeps own methods and internal values of enums', async () => {
    const { auth } = createSchemaFixture('type Query { a: Int @public }');
    const typeDefs = [
      auth.typeDefs,
      'enum Role { USER SUPPORT ADMIN } enum C { A B @auth(requires: ADMIN) } type Query { c(c: C = A): C @public }',
    ];
    const resolvers = { C: { A: 7, B: 8 }, Query: { c: (_: unknown, { c }: { readonly c: number }) => c } };
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    const visible = auth.visibleSchema(schema, user);

    expect(printSchema(visible)).toContain('enum C {\n  A\n}');
    expect((await graphql({ schema: visible, source: '{ c }', contextValue: {} })).data).toEqual({ c: 'A' });
  });
});

test('asks the policy of a concrete type once when a visible schema is executed', async () => {
  const asked: unknown[] = [];
  const { auth, schema } = createSchemaFixture(
    `union Found = Note | Page
     type Note @auth(policy: "p") { text: String }
     type Page { text: String }
     type Query { found: [Found!]! @auth(requires: USER, onDeny: FILTER) }`,
    { Query: { found: () => [{ __typename: 'Note' }, { __typename: 'Page' }] } },
    { introspection: 'caller', policies: { p: ({ coordinate }) => asked.push(coordinate) > 0 } },
  );

  const { data } = await graphql({
    schema: auth.visibleSchema(schema, user),
    source: '{ found { __typename } }',
    contextValue: { caller: user },
  });

  expect(data).toEqual({ found: [{ __typename: 'Note' }, { __typename: 'Page' }] });
  expect(asked).toEqual(['Note']);
});
