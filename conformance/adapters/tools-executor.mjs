import { execute, subscribe } from '@graphql-tools/executor';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse } from 'graphql';
import { contextOf } from '../callers.mjs';
import { readStream } from '../transports.mjs';

export const toolsExecutor = {
  name: '@graphql-tools/executor',
  start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    auth.assertGuarded(schema);
    const operation = ({ query, variables, caller }) => ({
      schema,
      document: parse(query),
      variableValues: variables,
      contextValue: contextOf(caller),
    });
    return {
      ask: (request) => execute(operation(request)),
      subscribe: async (request) => readStream(await subscribe(operation(request))),
    };
  },
};
