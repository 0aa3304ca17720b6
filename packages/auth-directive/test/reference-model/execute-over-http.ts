import { startStandaloneServer } from '@apollo/server/standalone';
import {
  actualFromHttp,
  createApolloServer,
  createRequestContext,
  guardScenario,
  type HttpResult,
} from './engine.js';
import type { Actual, Request, Scenario } from './types.js';

/**
 * Runs a request on Apollo's HTTP server with the plugin. Returns status, challenge and body as a client
 * receives them.
 */
export async function executeOverHttp(scenario: Scenario, request: Request): Promise<Actual> {
  const context = createRequestContext(scenario, request);
  const server = createApolloServer(guardScenario(scenario));
  const listen = { host: '127.0.0.1', port: 0 };
  const { url } = await startStandaloneServer(server, { listen, context: async () => context });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: request.source, variables: request.variables }),
    });
    const raw = await response.text();
    const challenge = response.headers.get('www-authenticate') ?? undefined;
    // The body is written by Apollo.
    const result = JSON.parse(raw) as HttpResult['result'];
    return actualFromHttp({ result, status: response.status, challenge, raw }, context);
  } finally {
    await server.stop();
  }
}
