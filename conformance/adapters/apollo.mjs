import { ApolloServer } from '@apollo/server';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { contextOf } from '../callers.mjs';

/** Apollo Server has no subscriptions of its own; they are served by graphql-ws. */
export const apollo = {
  name: 'Apollo Server with authPlugin',
  start: (world) => startApollo(world, [authPlugin(world.auth)]),
};

export const apolloWithoutPlugin = {
  name: 'Apollo Server without authPlugin',
  start: (world) => startApollo(world, []),
};

async function startApollo({ auth, typeDefs, resolvers }, plugins) {
  const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
  const server = new ApolloServer({ schema, plugins, stopOnTerminationSignals: false });
  await server.start();
  return {
    async ask({ query, variables, caller }) {
      const contextValue = contextOf(caller);
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      return body.singleResult;
    },
    stop: () => server.stop(),
  };
}
