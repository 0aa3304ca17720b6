/** Two guarded subgraphs behind Apollo's gateway. Prints the result of each case as JSON. */
import { isDeepStrictEqual } from 'node:util';
import { composeServices } from '@apollo/composition';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createAuthDirective } from '@cordon/auth-directive';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { parse } from 'graphql';
import { LINK, logger, startGateway } from './adapters/gateway.mjs';
import { contextOf, HEADER } from './callers.mjs';
import { post } from './transports.mjs';

const ROLE = 'enum Role { USER ADMIN }';
/** The mutations that ran: every case is refused one. */
const paid = [];

const accounts = {
  sdl: `type Customer @key(fields: "id") { id: ID! name: String email: String @auth(owner: "id") }
    type Query { customers: [Customer] @auth(requires: USER) open: Int @public }
    type Mutation { rename: Int @auth(requires: USER) }`,
  resolvers: {
    Query: {
      customers: () => ['ada', 'bo'].map(customerOf),
      open: () => 1,
    },
    Mutation: { rename: () => 1 },
    Customer: { __resolveReference: ({ id }) => customerOf(id) },
  },
};

const billing = {
  sdl: `type Customer @key(fields: "id") { id: ID! invoices: [Invoice] balance: Int @auth(owner: "id") }
    type Invoice @key(fields: "id") @auth(owner: "customerId") { id: ID! customerId: ID total: Int customer: Customer }
    type Draft @key(fields: "id") @auth(owner: "customerId") { id: ID! customerId: ID }
    type Query { invoices: [Invoice] @auth(requires: USER) drafts: [Draft] @auth(requires: ADMIN) }
    type Mutation { pay: Int @auth(requires: USER) refund: Int @auth(requires: ADMIN) }`,
  resolvers: {
    Query: { invoices: () => ['i-ada', 'i-bo'].map(invoiceOf) },
    Mutation: { pay: () => paid.push('pay'), refund: () => paid.push('refund') },
    Customer: {
      __resolveReference: ({ id }) => ({ id, balance: 7 }),
      invoices: ({ id }) => [invoiceOf(`i-${id}`)],
    },
    Invoice: {
      __resolveReference: ({ id }) => invoiceOf(id),
      customer: ({ customerId }) => ({ id: customerId, balance: 7 }),
    },
    // Drafts have no __resolveReference: the object would be what the client has sent.
  },
};

function customerOf(id) {
  return { id, name: id.toUpperCase(), email: `${id}@example.org` };
}

function invoiceOf(id) {
  return { id, customerId: id.slice(2), total: 40 };
}

const ENTITIES =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Invoice { total } ... on Draft { customerId } } }';

/** Composes what the subgraphs export for a router. Returns the supergraph. */
function composeExports(subgraphs) {
  const services = Object.entries(subgraphs).map(([name, { auth, schema, url }]) => {
    const typeDefs = parse(auth.federationDirectives(schema).sdl);
    return { name, url, typeDefs };
  });
  const { errors, supergraphSdl = '' } = composeServices(services);
  return errors === undefined ? supergraphSdl : errors.join('\n');
}

/** Each case: who asks what, where, and the data and errors ("path CODE coordinate") of the response. */
const federationCases = [
  {
    law: 'honest entities arrive from both subgraphs',
    query: '{ customers { name } invoices { total customer { name } } }',
    data: {
      customers: [{ name: 'ADA' }, { name: 'BO' }],
      invoices: [{ total: 40, customer: { name: 'ADA' } }, null],
    },
    errors: ['invoices.1 FORBIDDEN Query.invoices'],
  },
  {
    law: 'a refused field of an entity is refused in its own place',
    query: '{ customers { name email balance } }',
    data: {
      customers: [
        { name: 'ADA', email: 'ada@example.org', balance: 7 },
        { name: 'BO', email: null, balance: null },
      ],
    },
    errors: ['customers.1.email FORBIDDEN Customer.email', 'customers.1.balance FORBIDDEN Customer.balance'],
  },
  {
    law: 'a refused root field leaves those of the other subgraph',
    query: '{ customers { id } drafts { id } }',
    data: { customers: [{ id: 'ada' }, { id: 'bo' }], drafts: null },
    errors: ['drafts FORBIDDEN Query.drafts'],
  },
  {
    law: 'an anonymous caller learns that the caller is anonymous',
    caller: 'anonymous',
    query: '{ open invoices { id } }',
    data: { open: 1, invoices: null },
    errors: ['invoices UNAUTHENTICATED Query.invoices'],
  },
  {
    law: 'a refused mutation of a subgraph runs nothing there',
    query: 'mutation { pay refund }',
    data: { pay: null, refund: null },
    errors: ['pay FORBIDDEN Mutation.refund', 'refund FORBIDDEN Mutation.refund'],
  },
  {
    law: 'a client that reaches a subgraph cannot forge an owner in a representation',
    at: 'billing',
    query: ENTITIES,
    variables: {
      of: [
        { __typename: 'Invoice', id: 'i-ada' },
        { __typename: 'Invoice', id: 'i-bo', customerId: 'ada' },
        { __typename: 'Draft', id: 'd', customerId: 'ada' },
      ],
    },
    data: { _entities: [{ total: 40 }, null, null] },
    errors: ['_entities.1 FORBIDDEN Invoice', '_entities.2 FORBIDDEN Query._entities'],
  },
  {
    law: 'the supergraph has neither the directives nor their types',
    query: '{ __schema { types { name } directives { name } } }',
    check: ({ __schema: { types, directives } }) =>
      ![...types, ...directives].some(({ name }) => /^(auth|public|AuthRule|AuthDeny|Role|_Any)$/.test(name)),
  },
];

async function startSubgraph({ sdl, resolvers }) {
  const auth = createAuthDirective({
    roles: ['USER', 'ADMIN'],
    caller: ({ caller }) => caller,
    log: () => undefined,
  });
  const typeDefs = parse([LINK, auth.typeDefs, ROLE, sdl].join('\n'));
  const schema = auth.transform(buildSubgraphSchema({ typeDefs, resolvers }));
  const server = new ApolloServer({
    schema,
    plugins: [authPlugin(auth)],
    logger,
    stopOnTerminationSignals: false,
  });
  const context = async ({ req }) => contextOf(req.headers[HEADER]);
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 }, context });
  return { auth, schema, url, stop: () => server.stop() };
}

function matches({ data, errors = [], check }, response) {
  if (paid.length > 0) return false;
  if (check !== undefined) return check(response.data);
  const found = (response.errors ?? []).map(
    ({ path = [], extensions }) => `${path.join('.')} ${extensions.code} ${extensions.coordinate}`,
  );
  return isDeepStrictEqual(response.data, data) && isDeepStrictEqual(found.sort(), [...errors].sort());
}

const servers = { accounts: await startSubgraph(accounts), billing: await startSubgraph(billing) };
const gateway = await startGateway(Object.entries(servers).map(([name, { url }]) => ({ name, url })));
const results = {};
for (const each of federationCases) {
  const url = (servers[each.at] ?? gateway).url;
  const response = await post(url, {
    query: each.query,
    variables: each.variables,
    caller: each.caller ?? 'user',
  });
  results[each.law] = matches(each, response) ? 'passes' : `answers ${JSON.stringify(response)}`;
}
const supergraph = composeExports(servers);
const isExported = /invoices: \[Invoice\][^\n]*@policy\(policies: \[\["role:USER"/.test(supergraph);
results['the exported directives compose into a supergraph'] = isExported ? 'passes' : `is ${supergraph}`;
await Promise.all([gateway, ...Object.values(servers)].map(({ stop }) => stop()));
process.stdout.write(JSON.stringify({ 'two subgraphs behind @apollo/gateway': results }));
