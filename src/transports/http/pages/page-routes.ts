import type { FastifyInstance, FastifyReply } from 'fastify';
import type { HttpOptions } from '../http-options.js';
import { renderIndexPage } from './index-page.js';
import type { Page } from './page.js';
import { sandboxPage } from './sandbox-page.js';
import { setupPage } from './setup-page.js';

/** Mounts /setup and, where enabled, `/`, /graphiql and /sandbox. */
export function mountPages(
  app: FastifyInstance,
  { explorers, welcome = explorers, metricsPort }: Pick<HttpOptions, 'explorers' | 'welcome' | 'metricsPort'>,
): void {
  app.get('/setup', async (_request, reply) => sendPage(reply, setupPage));
  if (welcome) {
    const indexPage = renderIndexPage({ explorers, metrics: metricsPort === null });
    app.get('/', async (_request, reply) => sendPage(reply, indexPage));
  }
  if (!explorers) return;
  app.get('/sandbox', async (_request, reply) => sendPage(reply, sandboxPage));
  let graphiql: Promise<Page> | null = null;
  app.get('/graphiql', async (_request, reply) => {
    // Loaded at the first request, because it would slow down every start of the server.
    graphiql ??= import('./graphiql-page.js').then((module) => module.renderGraphiqlPage());
    return sendPage(reply, await graphiql);
  });
}

function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply
    .header('content-security-policy', page.contentSecurityPolicy)
    .type('text/html; charset=utf-8')
    .send(page.html);
}
