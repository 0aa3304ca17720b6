import { makeExecutableSchema } from '@graphql-tools/schema';
import fastify from 'fastify';
import mercuriusPlugin from 'mercurius';
import { contextOf, HEADER } from '../callers.mjs';
import { overWebSocket, post } from '../transports.mjs';

export const mercurius = { name: 'mercurius', start: (world) => startMercurius(world, {}) };

/** With the hook of the README, which makes mercurius execute each document instead of compiling it. */
export const mercuriusJit = {
  name: 'mercurius with jit and the hook',
  async start(world) {
    const server = await startMercurius(world, { jit: 1 });
    server.app.graphql.addHook('preExecution', async (_schema, document) => ({ document }));
    return warmedUp(server, world);
  },
};

/** Without the hook, guards refuse what graphql-jit has compiled. */
export const mercuriusJitAlone = {
  name: 'mercurius with jit, without the hook',
  isRefused: true,
  async start(world) {
    return warmedUp(await startMercurius(world, { jit: 1 }), world);
  },
};

async function startMercurius({ auth, typeDefs, resolvers }, options) {
  const app = fastify({ forceCloseConnections: true });
  app.register(mercuriusPlugin, {
    schema: auth.transform(makeExecutableSchema({ typeDefs, resolvers })),
    context: (request) => contextOf(request.headers[HEADER]),
    subscription: { onConnect: ({ payload }) => contextOf(payload.caller) },
    ...options,
  });
  await app.ready();
  auth.assertGuarded(app.graphql.schema);
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  return {
    app,
    ask: (request) => post(url, request),
    subscribe: (request) => overWebSocket(url.replace('http', 'ws'), request),
    stop: () => app.close(),
  };
}

/** mercurius compiles a query when it is asked again. The first callers are anonymous and reach nothing. */
function warmedUp({ ask, subscribe, stop }, { log }) {
  return {
    async ask(request) {
      for (let time = 0; time < 3; time += 1) await ask({ ...request, caller: 'anonymous' });
      log.length = 0;
      return ask(request);
    },
    subscribe,
    stop,
  };
}
