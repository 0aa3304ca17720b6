import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { findCaller } from './callers.js';
import { auth, schema } from './schema.js';

/**
 * Starts the server. The plugin refuses an operation before it runs, with the matching HTTP status, and
 * checks at the start that no guard was removed from the schema.
 */
export async function startApolloServer(port) {
  const server = new ApolloServer({ schema, plugins: [authPlugin(auth)] });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ caller: findCaller(req.headers.authorization) }),
  });
  return { url, stop: () => server.stop() };
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  const { url } = await startApolloServer(4002);
  console.log(`Ready at ${url}`);
}
