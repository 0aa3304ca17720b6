import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import responseCachePlugin from '@apollo/server-plugin-response-cache';
import { useResponseCache } from '@graphql-yoga/plugin-response-cache';
import { describe, expect, test } from '@jest/globals';
import { createYoga } from 'graphql-yoga';
import { authPlugin } from '../src/apollo.js';
import { anonymous, type Context, createSchemaFixture, principal } from './helpers/schema-fixture.js';

const SDL = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  type Note { text: String @auth(owner: "by") @cacheControl(maxAge: 60) title: String @cacheControl(maxAge: 60) }
  type Invoice @auth(requires: ADMIN) { id: ID }
  union Item = Note | Invoice
  enum Level { LOW HIGH @auth(requires: ADMIN) }
  type Query {
    news: Int @public @cacheControl(maxAge: 60)
    audit: Int @auth(requires: ADMIN) @cacheControl(maxAge: 60)
    widened: Int @auth(requires: ADMIN)
    fresh: Int @auth(requires: ADMIN, freshWithin: 60) @cacheControl(maxAge: 60)
    note: Note @public @cacheControl(maxAge: 60)
    item: Item @public @cacheControl(maxAge: 60)
    level: Level @public @cacheControl(maxAge: 60)
    filtered(all: Boolean @auth(requires: ADMIN)): Int @public @cacheControl(maxAge: 60)
    masked: Int @auth(requires: ADMIN, onDeny: NULL) @cacheControl(maxAge: 60)
    letters: [Letter] @auth(requires: USER, onDeny: FILTER) @cacheControl(maxAge: 60)
  }
  type Letter @auth(owner: "to") { text: String @cacheControl(maxAge: 60) }`;

interface CacheInfo {
  readonly cacheControl: { readonly setCacheHint: (hint: object) => void };
}

function createFixture() {
  return createSchemaFixture(SDL, {
    Query: {
      news: () => 1,
      audit: () => 2,
      widened: (_, __, ___, info) => {
        (info as unknown as CacheInfo).cacheControl.setCacheHint({ maxAge: 60, scope: 'PUBLIC' });
        return 2;
      },
      fresh: () => 3,
      note: () => ({ text: 'mine', title: 'a title', by: 'ada' }),
      item: () => ({ __typename: 'Invoice', id: 'i' }),
      level: () => 'HIGH',
      filtered: () => 4,
      masked: () => 5,
      letters: (_, __, { caller }) =>
        caller === ada ? [{ to: 'bo' }, { to: 'ada', text: 'a' }] : [{ to: 'bo' }],
    },
  });
}

/** Sets the policy of every response before the execution, as a plugin of a host may do. */
const presetPolicy: ApolloServerPlugin<Context> = {
  async requestDidStart({ overallCachePolicy }) {
    overallCachePolicy.replace({ maxAge: 60, scope: 'PUBLIC' });
    return {};
  },
};

const cacheBySession = responseCachePlugin<Context>({
  sessionId: async ({ contextValue: { caller } }) => (caller?.kind === 'principal' ? caller.id : null),
});

type Order = 'the auth plugin first' | 'the auth plugin last' | 'without the auth plugin';

function createApollo(order: Order, others: readonly ApolloServerPlugin<Context>[]) {
  const fixture = createFixture();
  const own = order === 'without the auth plugin' ? [] : [authPlugin(fixture.auth)];
  const plugins = order === 'the auth plugin last' ? [...others, ...own] : [...own, ...others];
  const server = new ApolloServer<Context>({ schema: fixture.schema, plugins: [...plugins] });
  return async (query: string, caller: Context['caller'] = anonymous) => {
    const contextValue = { caller };
    const request = { query, http: { method: 'POST', search: '', body: {}, headers: new HeaderMap() } };
    const { body, http } = await server.executeOperation(request, { contextValue });
    if (body.kind !== 'single') throw new Error('The answer is incremental.');
    const { data, errors } = body.singleResult;
    return { data: data && { ...data }, codes: errors?.map(({ extensions }) => extensions?.['code']), http };
  };
}

const admin = principal('root', 'ADMIN');
const ada = principal('ada');
const orders: readonly Order[] = ['the auth plugin first', 'the auth plugin last', 'without the auth plugin'];

describe.each(orders)("Apollo's caches, %s", (order) => {
  test.each([
    ['{ news }', anonymous, 'max-age=60, public'],
    ['{ news audit }', admin, 'max-age=60, private'],
    ['{ a: audit b: audit }', admin, 'max-age=60, private'],
    ['{ widened }', admin, 'max-age=60, private'],
    ['{ masked }', admin, 'max-age=60, private'],
    ['{ masked news }', ada, 'max-age=60, private'],
    ['{ fresh }', admin, 'no-store'],
    ['{ note { title } }', anonymous, 'max-age=60, public'],
    ['{ note { text } }', ada, 'no-store'],
    ['{ item { __typename } }', admin, 'no-store'],
    ['{ level }', admin, 'no-store'],
    ['{ filtered }', ada, 'no-store'],
    ['{ news audit }', ada, 'no-store'],
    ['{ letters { text } }', ada, 'no-store'],
    ['{ letters { text } }', principal('cy'), 'no-store'],
    ['{ letters { text } }', principal('bo'), 'no-store'],
    ['{ letters { text } news }', anonymous, 'no-store'],
  ])('answer %s with the header of a guarded response', async (query, caller, header) => {
    const ask = createApollo(order, []);

    await ask(query, caller);

    expect((await ask(query, caller)).http.headers.get('cache-control')).toBe(header);
  });

  test.each([
    ['{ news audit }', admin, ada],
    ['{ widened }', admin, ada],
    ['{ note { text } }', ada, principal('bo')],
    ['{ item { __typename } }', admin, ada],
    ['{ level }', admin, ada],
    ['{ masked }', admin, ada],
    ['{ fresh }', admin, anonymous],
    ['{ letters { text } }', ada, principal('bo')],
  ])('never hand the answer of %s to another caller', async (query, owner, other) => {
    const expected = await createApollo(order, [])(query, other);
    const ask = createApollo(order, [cacheBySession]);
    await ask(query, owner);

    const { data, codes } = await ask(query, other);

    expect({ data, codes }).toEqual({ data: expected.data, codes: expected.codes });
  });

  test('still keep responses that no guard restricted', async () => {
    const ask = createApollo(order, [cacheBySession]);
    await ask('{ news }');

    expect((await ask('{ news }')).http.headers.get('age')).toBeDefined();
  });
});

describe("Apollo's caches with a policy that was set before the execution", () => {
  const first = 'the auth plugin first';

  test('are restricted by the auth plugin', async () => {
    const ask = createApollo(first, [presetPolicy]);

    expect((await ask('{ news }')).http.headers.get('cache-control')).toBe('max-age=60, public');
    expect((await ask('{ audit }', admin)).http.headers.get('cache-control')).toBe('max-age=60, private');
    expect((await ask('{ note { text } }', ada)).http.headers.get('cache-control')).toBe('no-store');
  });

  test('store nothing where cache control is disabled', async () => {
    const ask = createApollo(first, [presetPolicy, ApolloServerPluginCacheControlDisabled(), cacheBySession]);
    await ask('{ audit }', admin);

    expect((await ask('{ audit }', admin)).http.headers.get('age')).toBeUndefined();
  });
});

describe("Yoga's response cache, enabled for anonymous callers only", () => {
  function createServer() {
    const { schema } = createFixture();
    const yoga = createYoga<{ request: Request }>({
      schema,
      logging: false,
      context: ({ request }) => {
        const id = request.headers.get('authorization');
        return { caller: id === null ? anonymous : principal(id, id === 'root' ? 'ADMIN' : 'USER') };
      },
      plugins: [
        useResponseCache({
          session: () => null,
          enabled: (request) => !request.headers.has('authorization'),
          includeExtensionMetadata: true,
        }),
      ],
    });
    return async (query: string, authorization?: string) => {
      const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
      const body = JSON.stringify({ query });
      const response = await yoga.fetch('http://yoga/graphql', { method: 'POST', headers, body });
      return (await response.json()) as { data: unknown; extensions?: { responseCache?: unknown } };
    };
  }

  test.each([
    ['{ audit }', 'root', 'ada'],
    ['{ note { text } }', 'ada', 'bo'],
    ['{ x: masked }', 'root', undefined],
  ])('never hands the answer of %s to another caller', async (query, owner, other) => {
    const expected = await createServer()(query, other);
    const ask = createServer();
    await ask(query, owner);

    expect((await ask(query, other)).data).toEqual(expected.data);
  });

  test('keeps public responses', async () => {
    const ask = createServer();
    await ask('{ news }');

    expect((await ask('{ news }')).extensions?.responseCache).toEqual({ hit: true });
  });
});
