import type { AuthOptions } from '../../src/index.js';
import { type Context, createSchemaFixture, type SchemaFixture } from './schema-fixture.js';

/** A schema in which elements of every kind are hidden. Names with "secret" are hidden from users. */
export const SDL = `
  directive @cost(color: Color = SECRETGOLD, value: Int) on FIELD | FIELD_DEFINITION
  scalar Secretscalar @auth(requires: ADMIN)
  enum Color { RED BLUE SECRETGOLD @auth(requires: ADMIN) }
  enum Secretenum { A @auth(requires: ADMIN) B @auth(requires: ADMIN) }
  input Filter {
    name: String = "any"
    color: Color = SECRETGOLD
    secretLimit: Int = 10 @auth(requires: ADMIN)
    inner: Filter
  }
  input Secretfilter @auth(requires: ADMIN) { name: String }
  input Secretrequired { secretName: String! @auth(requires: ADMIN) name: String }
  interface Node {
    id: ID!
    remark: String
    owner: String
    related(first: Int = 3, skip: Int): [Node]
  }
  interface Secretnode @auth(requires: ADMIN) { id: ID! }
  type Note implements Node {
    id: ID!
    remark: String @auth(requires: ADMIN)
    owner: String @auth(owner: "id")
    related(first: Int = 3, skip: Int @auth(requires: ADMIN)): [Node]
    color: Color
    scoped: String @auth(requires: USER, scopes: ["notes:read"])
    secretScalar: Secretscalar
  }
  type Page implements Node {
    id: ID!
    remark: String
    owner: String
    related(first: Int = 3, skip: Int): [Node]
    title: String @auth(policy: "isOpen")
    fresh: String @auth(requires: USER, freshWithin: 60)
  }
  type Secret implements Node @auth(requires: ADMIN) {
    id: ID! remark: String owner: String related(first: Int = 3, skip: Int): [Node]
  }
  type Secretempty { secretOnly: Int @auth(requires: ADMIN) }
  type Secretbelow { value: Int }
  union Found = Note | Page | Secret
  union Secretunion = Secret
  type Account { id: ID! name: String @auth(requires: USER) closed: Int @auth(requires: ADMIN) }
  type Login { account: Account }
  type Query {
    node(id: ID!): Node @public
    nodes(filter: Filter, colors: [Color!] = [RED]): [Node!] @public
    search(color: Color = SECRETGOLD, strict: Color! = SECRETGOLD): [Found] @public
    note: Note @public
    paint: Color @public
    vault: Int @auth(requires: USER, assurance: 2)
    page: Page @auth(requires: USER)
    echo(filter: Filter = { secretLimit: 5, name: "x" }): String @public
    secret: Secret @public
    secretBelow: Secretbelow @auth(requires: ADMIN)
    secretNeedsInput(filter: Secretfilter!): Int @public
    secretNeedsMore(filter: Secretrequired!): Int @public
    withInput(secretFilter: Secretfilter, other: Int): Int @public
    secretEnum: Secretenum @public
    secretUnion: Secretunion @public
    secretEmpty: Secretempty @public
  }
  type Mutation {
    login(name: String): Login @public(elevates: true)
    save(filter: Filter, secretForce: Boolean @auth(requires: ADMIN)): String @auth(requires: USER)
    rotate: Int @auth(requires: USER, assurance: 2)
    secretWipe: Boolean @auth(requires: ADMIN)
  }
  type Subscription { secretEvents: Int @auth(requires: ADMIN) }
`;

const note = { __typename: 'Note', id: 'ada', remark: 'n', color: 'RED', scoped: 's', related: () => [page] };
const page = { __typename: 'Page', id: 'p', remark: 'p', title: 't', fresh: 'f', related: () => [note] };
const secret = { __typename: 'Secret', id: 's' };
const found = [note, page, secret];

/** Creates the guarded schema. `echo` and `save` return the arguments that their resolvers receive. */
export function createIntrospectionFixture(options: Partial<AuthOptions<Context>> = {}): SchemaFixture {
  const echo = (_: unknown, args: unknown): string => JSON.stringify(args);
  const resolvers = {
    Query: {
      node: () => note,
      nodes: () => [note, page],
      search: (_: unknown, args: object) => (JSON.stringify(args).includes('BLUE') ? [note] : found),
      note: () => note,
      page: () => page,
      echo,
      secret: () => secret,
      withInput: () => 1,
      paint: () => 'SECRETGOLD',
    },
    Mutation: { login: () => ({ account: { id: 'bo', name: 'Bo', closed: 1 } }), save: echo },
  };
  return createSchemaFixture(SDL, resolvers, {
    introspection: 'caller',
    policies: { isOpen: () => true },
    elevate: () => ({ kind: 'principal', id: 'bo', role: 'USER' }),
    ...options,
  });
}
