import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { parse } from 'graphql';
import { contextOf, HEADER } from '../callers.mjs';
import { post } from '../transports.mjs';

export const logger = { debug() {}, info() {}, warn() {}, error() {} };
export const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';

/** A subgraph behind Apollo's gateway, which has no subscriptions. */
export const gateway = {
  name: 'subgraph behind @apollo/gateway',
  async start({ auth, typeDefs, resolvers }) {
    const document = parse(`${LINK}\n${typeDefs}`);
    const schema = auth.transform(buildSubgraphSchema({ typeDefs: document, resolvers }));
    const subgraph = new ApolloServer({
      schema,
      plugins: [authPlugin(auth)],
      logger,
      stopOnTerminationSignals: false,
    });
    const context = async ({ req }) => contextOf(req.headers[HEADER]);
    const listen = { host: '127.0.0.1', port: 0 };
    const { url } = await startStandaloneServer(subgraph, { listen, context });
    const server = await startGateway([{ name: 'subgraph', url }]);
    return {
      ask: (request) => post(server.url, request),
      stop: () => Promise.all([server.stop(), subgraph.stop()]),
    };
  },
};

/** Starts a gateway that forwards the caller's name to its subgraphs. */
export async function startGateway(subgraphs) {
  const apolloGateway = new ApolloGateway({
    supergraphSdl: new IntrospectAndCompose({ subgraphs }),
    buildService: ({ url }) => new Forwarding({ url }),
    logger,
  });
  const server = new ApolloServer({ gateway: apolloGateway, stopOnTerminationSignals: false });
  const context = async ({ req }) => ({ caller: req.headers[HEADER] });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 }, context });
  return { url, stop: () => server.stop() };
}

class Forwarding extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.caller !== undefined) request.http.headers.set(HEADER, context.caller);
  }
}
