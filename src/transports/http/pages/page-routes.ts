import type { FastifyInstance, FastifyReply } from 'fastify';
import type { HttpOptions } from '../http-options.js';
import { indexPage } from './index-page.js';
import type { Page } from './page.js';
import { sandboxPage } from './sandbox-page.js';
import { setupPage } from './setup-page.js';

/** Mounts /setup, and where they are wanted `/`, /graphiql and /sandbox. */
export function mountPages(
  app: FastifyInstance,
  { explorers, welcome = explorers }: Pick<HttpOptions, 'explorers' | 'welcome'>,
): void {
  app.get('/setup', async (_request, reply) => sendPage(reply, setupPage));
  if (welcome) app.get('/', async (_request, reply) => sendPage(reply, indexPage));
  if (!explorers) return;
  app.get('/sandbox', async (_request, reply) => sendPage(reply, sandboxPage));
  let graphiql: Promise<Page> | null = null;
  app.get('/graphiql', async (_request, reply) => {
    // Its megabytes are read by whoever opens it, not by every server at start.
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
