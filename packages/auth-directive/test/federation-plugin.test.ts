import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { authPlugin } from '../src/apollo.js';
import { createAuthDirective } from '../src/index.js';
import { type Context, principal } from './helpers/schema-fixture.js';

const SDL =
  'enum Role { USER ADMIN } type Query { a: Int @auth(requires: ADMIN) b: Int @auth(requires: ADMIN) }';

test('authPlugin in a subgraph leaves refusals in their own places, with status 200', async () => {
  const auth = createAuthDirective<Context>({ roles: ['USER', 'ADMIN'], caller: ({ caller }) => caller });
  const schema = auth.transform(buildSubgraphSchema(parse(auth.typeDefs + SDL)));
  const ignore = () => undefined;
  const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const server = new ApolloServer<Context>({ schema, plugins: [authPlugin(auth)], logger });

  const contextValue = { caller: principal('ada') };
  const { http, body } = await server.executeOperation({ query: '{ a b }' }, { contextValue });
  await server.stop();

  expect(http.status ?? 200).toBe(200);
  const { data, errors } = body.kind === 'single' ? body.singleResult : {};
  expect({ ...data }).toEqual({ a: null, b: null });
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
    [['a'], 'FORBIDDEN'],
    [['b'], 'FORBIDDEN'],
  ]);
});
