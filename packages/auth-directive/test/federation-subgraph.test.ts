import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, graphql, parse } from 'graphql';
import {
  type AuthLogEntry,
  type AuthOptions,
  type Caller,
  createAuthDirective,
  type Policy,
} from '../src/index.js';
import { faults } from './helpers/guard-fixture.js';
import { anonymous, type Context, createSchemaFixture, principal, ROLES } from './helpers/schema-fixture.js';

const FEDERATION_2 = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
const SDL = `
  enum Role { USER SUPPORT ADMIN }
  type Invoice @key(fields: "id") @auth(owner: "customerId") { id: ID! customerId: ID! total: Int }
  type Letter @key(fields: "id") @auth(policy: "isReader") { id: ID! }
  type Report @key(fields: "id") @auth(requires: ADMIN) { id: ID! }
  type Customer @auth(owner: "id") { id: ID! name: String }
  type Visit @key(fields: "id") {
    id: ID!
    by: ID
    customer: Customer
    note: String @auth(owner: "by")
    either: String @auth(anyOf: [{ owner: "by" }, { requires: ADMIN }])
  }
  type Query { ok: Int @public }`;

type References = Readonly<Record<string, (reference: { id: string }) => unknown>>;

function createSubgraph(
  references: References,
  options: Partial<AuthOptions<Context>> = {},
  sdl: string = FEDERATION_2 + SDL,
) {
  const log: AuthLogEntry[] = [];
  const auth = createAuthDirective<Context>({
    roles: ROLES,
    caller: (context) => context.caller,
    policies: { isReader: () => true },
    log: (entry) => void log.push(entry),
    ...options,
  });
  const resolvers = Object.fromEntries(
    Object.entries(references).map(([name, __resolveReference]) => [name, { __resolveReference }]),
  );
  const unguarded = buildSubgraphSchema({ typeDefs: parse(auth.typeDefs + sdl), resolvers });
  return { auth, log, unguarded, schema: auth.transform(unguarded), decisions: [] };
}

const QUERY = `query ($of: [_Any!]!) { _entities(representations: $of) {
  __typename ... on Invoice { total } ... on Visit { id note either customer { name } } } }`;

async function entities(
  { schema }: { readonly schema: GraphQLSchema },
  caller: Caller,
  of: readonly object[],
  source: string = QUERY,
) {
  const { data, errors = [] } = await graphql({
    schema,
    source,
    variableValues: { of },
    contextValue: { caller },
  });
  const found: unknown = JSON.parse(JSON.stringify(data?.['_entities'] ?? null));
  return {
    found,
    refused: errors.map(
      ({ path, extensions, message }) => `${path?.join('.')} ${extensions['code'] ?? message}`,
    ),
  };
}

const ada = principal('ada');

describe.each([
  ['Federation 1', SDL],
  ['Federation 2', FEDERATION_2 + SDL],
])('a subgraph of %s', (_, sdl) => {
  test('starts with the default options, and its guards are complete', () => {
    const subgraph = createSubgraph({}, {}, sdl);

    expect(faults(subgraph, subgraph.schema)).toEqual([]);
  });

  test('returns _service to the gateway without the rules and their types', async () => {
    const { schema } = createSubgraph({}, {}, sdl);

    const { data } = await graphql({ schema, source: '{ _service { sdl } }', contextValue: {} });

    const printed = String(Object(data?.['_service']).sdl);
    expect(printed).toContain('type Invoice');
    expect(printed).not.toMatch(/auth|public|Auth|Role/);
    expect(() => buildSubgraphSchema(parse(printed))).not.toThrow();
  });

  test('keeps rules under other names from the supergraph', async () => {
    const names = { auth: 'authorize', public: 'open', role: 'UserRole' };
    const renamed = sdl.replaceAll('@auth', '@authorize').replaceAll('@public', '@open');
    const { schema } = createSubgraph({}, { names }, renamed.replace('enum Role', 'enum UserRole'));

    const { data } = await graphql({ schema, source: '{ _service { sdl } }', contextValue: {} });

    expect(String(Object(data?.['_service']).sdl)).not.toMatch(/authorize|open|Authorize|Role/);
  });
});

describe('the SDL of _service', () => {
  test('keeps the enum Role when the API uses it, and other enums, inputs and directives', async () => {
    const more = `directive @mine on FIELD_DEFINITION
      enum Color { RED } input Filter { color: Color }
      extend type Query { role(filter: Filter): Role @public @mine }`;
    const { schema } = createSubgraph({}, {}, FEDERATION_2 + SDL + more);

    const { data } = await graphql({ schema, source: '{ _service { sdl } }', contextValue: {} });

    const printed = String(Object(data?.['_service']).sdl);
    for (const part of ['enum Role', 'enum Color', 'input Filter', 'directive @mine', ': Role @mine'])
      expect(printed).toContain(part);
  });

  test('contains neither named rules nor the default of the schema', async () => {
    const more = `extend schema @auth(onDeny: NULL) @authRule(name: "a", requires: ADMIN)
      extend type Query { named: Int @auth(rule: "a") }`;
    const { schema } = createSubgraph({}, {}, FEDERATION_2 + SDL + more);

    const { data } = await graphql({ schema, source: '{ _service { sdl } named }', contextValue: {} });

    const printed = String(Object(data?.['_service']).sdl);
    expect(printed).not.toMatch(/auth|Auth|Role|extend schema\s*(type|directive|$)/);
    expect(() => buildSubgraphSchema(parse(printed))).not.toThrow();
    expect(data).toMatchObject({ named: null });
  });

  test('may be missing', async () => {
    const { auth, unguarded } = createSubgraph({});
    const service = unguarded.getQueryType()?.getFields()['_service'];
    Object.assign(service ?? {}, { resolve: () => ({}) });

    const schema = auth.transform(unguarded);

    expect(await graphql({ schema, source: '{ _service { sdl } }', contextValue: {} })).toEqual({
      data: { _service: { sdl: null } },
    });
  });
});

describe('a root field that only looks like one of a subgraph', () => {
  test.each([
    ['_service', 'type Query { _service: Int }', 'Query._service'],
    ['_entities', 'type Query { ok: Int @public _entities: [Int] }', 'Query._entities'],
    ['service', 'type _Service { sdl: String } type Query { service: _Service }', 'Query.service'],
    [
      '_service of mutations',
      'type _Service { sdl: String } type Query { ok: Int @public } type Mutation { _service: _Service }',
      'Mutation._service',
    ],
  ])('%s needs a rule', (_, sdl, coordinate) => {
    expect(() => createSchemaFixture(sdl)).toThrow(coordinate);
  });
});

describe('an entity without __resolveReference', () => {
  const forged = [
    { __typename: 'Invoice', id: 'i', customerId: 'ada', total: 40 },
    { __typename: 'Visit', id: 'v', by: 'ada', note: 'n', either: 'e', customer: { id: 'ada', name: 'Ada' } },
    { __typename: 'Visit', id: 'w', by: 'ada', note: 'n', either: 'e', customer: { id: 'ada', name: 'Ada' } },
  ];

  test('has no owner, whatever the client sends, at any depth', async () => {
    const subgraph = createSubgraph({});

    expect(await entities(subgraph, ada, forged)).toEqual({
      found: [
        null,
        ...['v', 'w'].map((id) => ({ __typename: 'Visit', id, note: null, either: null, customer: null })),
      ],
      refused: expect.arrayContaining(
        ['0', '1.note', '1.either', '1.customer', '2.note', '2.either', '2.customer'].map(
          (path) => `_entities.${path} FORBIDDEN`,
        ),
      ),
    });
    expect(subgraph.log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toContain(
      'AUTH_OWNER_MISSING Visit.note',
    );
  });

  test('passes rules that need no object, and refuses policies without running them', async () => {
    const checkedParents: unknown[] = [];
    const isReader: Policy<Context> = ({ parent }) => checkedParents.push(parent) > 0;
    const subgraph = createSubgraph({}, { policies: { isReader } });
    const of = [
      { __typename: 'Letter', id: 'l' },
      { __typename: 'Report', id: 'r' },
      { __typename: 'Visit', id: 'v', either: 'e', by: 'x' },
    ];

    expect(await entities(subgraph, principal('root', 'ADMIN'), of)).toEqual({
      found: [null, { __typename: 'Report' }, expect.objectContaining({ either: 'e' })],
      refused: expect.arrayContaining(['_entities.0 FORBIDDEN']),
    });
    expect(checkedParents).toEqual([]);
  });
});

describe('an entity with __resolveReference', () => {
  test.each([false, true])('nulls only itself when it is refused (asynchronous: %s)', async (isLater) => {
    const invoice = (customerId: string) => ({ customerId, total: 40 });
    const subgraph = createSubgraph({
      Invoice: ({ id }) => (isLater ? Promise.resolve(invoice(id)) : invoice(id)),
      Report: ({ id }) => ({ id }),
    });
    const of = ['ada', 'bo', 'ada'].map((id) => ({ __typename: 'Invoice', id }));
    const own = { __typename: 'Invoice', total: 40 };

    expect(await entities(subgraph, ada, [...of, { __typename: 'Report', id: 'r' }])).toEqual({
      found: [own, null, own, null],
      refused: expect.arrayContaining(['_entities.1 FORBIDDEN', '_entities.3 FORBIDDEN']),
    });
    expect(await entities(subgraph, anonymous, of)).toEqual({
      found: [null, null, null],
      refused: [0, 1, 2].map((index) => `_entities.${index} UNAUTHENTICATED`),
    });
  });

  test('has no owner when it returns what the client has sent', async () => {
    const subgraph = createSubgraph({ Invoice: (reference) => reference });
    const { log } = subgraph;

    expect(await entities(subgraph, ada, [{ __typename: 'Invoice', id: 'i', customerId: 'ada' }])).toEqual({
      found: [null],
      refused: ['_entities.0 FORBIDDEN'],
    });
    expect(log).toEqual([expect.objectContaining({ code: 'AUTH_OWNER_MISSING', coordinate: 'Invoice' })]);
  });
});
