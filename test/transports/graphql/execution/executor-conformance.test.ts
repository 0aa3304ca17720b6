import { ApolloServer } from '@apollo/server';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { type Adapter, cases, contextOf, runCase, type World } from '../../../../conformance/quick.mjs';
import { createExecutor } from '../../../../src/transports/graphql/execution/create-executor.js';
import { createLocalExecution } from '../../../../src/transports/graphql/execution/local-execution.js';

async function startServer(
  { auth, typeDefs, resolvers }: World,
  hasPlugin: boolean,
): ReturnType<Adapter['start']> {
  const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
  const { gateway, plugin } = createLocalExecution(schema, createExecutor(), {});
  const server = new ApolloServer<object>({
    gateway,
    plugins: [...(hasPlugin ? [authPlugin(auth)] : []), plugin],
    stopOnTerminationSignals: false,
  });
  await server.start();
  return {
    ask: async ({ query, variables = {}, caller }) => {
      const contextValue = contextOf(caller);
      const { body } = await server.executeOperation({ query, variables }, { contextValue });
      return body.kind === 'single' ? body.singleResult : null;
    },
    stop: () => server.stop(),
  };
}

const adapters: readonly Adapter[] = [
  { name: 'the plan and the guards', start: (world) => startServer(world, true) },
  { name: 'the guards alone', start: (world) => startServer(world, false) },
];

// The cases of `npm run conformance`, as an Apollo Server with the executor of Cordon answers them.
describe.each(adapters.map((adapter) => [adapter.name, adapter] as const))('with %s', (_, adapter) => {
  test.each(cases.map((each) => [each.law, each] as const))('%s', async (_law, each) => {
    expect(['passes', 'not offered']).toContain(await runCase(adapter, each));
  });
});
