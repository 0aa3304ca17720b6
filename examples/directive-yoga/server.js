import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { findCaller } from './callers.js';
import { schema } from './schema.js';

/** Creates the HTTP server; the guards are part of the schema, so Yoga needs no plugin. */
export function createYogaServer() {
  const yoga = createYoga({
    schema,
    context: ({ request }) => ({ caller: findCaller(request.headers.get('authorization')) }),
    logging: 'warn',
  });
  return createServer(yoga);
}

if (import.meta.url === new URL(process.argv[1], 'file:').href) {
  createYogaServer().listen(4001, () => console.log('Ready at http://localhost:4001/graphql'));
}
