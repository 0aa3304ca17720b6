import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse } from 'graphql';
import { compileQuery } from 'graphql-jit';
import { contextOf } from '../callers.mjs';
import { readStream } from '../transports.mjs';

/** graphql-jit itself, which replaces the executor: guards refuse what it has compiled. */
export const graphqlJit = {
  name: 'graphql-jit',
  isRefused: true,
  start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    return {
      ask: ({ query, variables, caller }) =>
        compileQuery(schema, parse(query)).query(undefined, contextOf(caller), variables),
      async subscribe({ query, caller }) {
        const stream = await compileQuery(schema, parse(query)).subscribe(undefined, contextOf(caller), {});
        return readStream(stream);
      },
    };
  },
};
