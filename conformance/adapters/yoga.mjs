import { makeExecutableSchema } from '@graphql-tools/schema';
import { createYoga } from 'graphql-yoga';
import { contextOf, HEADER } from '../callers.mjs';
import { post } from '../transports.mjs';

const URL = 'http://localhost/graphql';

export const yoga = {
  name: 'GraphQL Yoga',
  start({ auth, typeDefs, resolvers }) {
    const schema = auth.transform(makeExecutableSchema({ typeDefs, resolvers }));
    auth.assertGuarded(schema);
    const server = createYoga({
      schema,
      logging: false,
      context: ({ request }) => contextOf(request.headers.get(HEADER)),
    });
    return {
      ask: (request) => post(URL, request, server.fetch),
      subscribe: ({ query, caller }) => readEvents(server, query, caller),
    };
  },
};

/** Yoga answers subscriptions as server-sent events, and a refused one as a single event. */
async function readEvents(server, query, caller) {
  const response = await server.fetch(URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', [HEADER]: caller },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return [...text.matchAll(/^data: ?(\{.*)$/gm)].map(([, json]) => JSON.parse(json));
}
