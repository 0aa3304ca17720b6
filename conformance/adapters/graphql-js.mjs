import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql, parse, subscribe, versionInfo } from 'graphql';
import { contextOf } from '../callers.mjs';
import { readStream } from '../transports.mjs';

/** graphql-js itself: the guards alone decide. */
export const graphqlJs = {
  name: `graphql-js ${versionInfo.major}`,
  start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    auth.assertGuarded(schema);
    return {
      ask: ({ query, variables, caller }) =>
        graphql({ schema, source: query, variableValues: variables, contextValue: contextOf(caller) }),
      subscribe: async ({ query, caller }) =>
        readStream(await subscribe({ schema, document: parse(query), contextValue: contextOf(caller) })),
    };
  },
};
