import { once } from 'node:events';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { contextOf } from '../callers.mjs';
import { overWebSocket } from '../transports.mjs';

export const graphqlWs = {
  name: 'graphql-ws',
  async start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    auth.assertGuarded(schema);
    const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    const context = ({ connectionParams }) => contextOf(connectionParams.caller);
    const server = useServer({ schema, context }, sockets);
    await once(sockets, 'listening');
    const url = `ws://127.0.0.1:${sockets.address().port}`;
    return {
      ask: async (request) => (await overWebSocket(url, request))[0],
      subscribe: (request) => overWebSocket(url, request),
      stop: () => server.dispose(),
    };
  },
};
