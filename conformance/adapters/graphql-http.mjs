import { makeExecutableSchema } from '@graphql-tools/schema';
import { createHandler } from 'graphql-http/lib/use/fetch';
import { contextOf, HEADER } from '../callers.mjs';
import { post } from '../transports.mjs';

/** graphql-http has no subscriptions. */
export const graphqlHttp = {
  name: 'graphql-http',
  start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    auth.assertGuarded(schema);
    const handle = createHandler({ schema, context: ({ headers }) => contextOf(headers.get(HEADER)) });
    const fetchLike = (url, options) => handle(new Request(url, options));
    return { ask: (request) => post('http://localhost/graphql', request, fetchLike) };
  },
};
