import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../http-options.js';
import { permittedOrigins } from '../origin-check.js';
import { mountConsole } from './console-routes.js';
import { renderIndexPage } from './index-page.js';
import { type Page, sendPage } from './page.js';
import { sandboxPage } from './sandbox-page.js';

/** Mounts the console, the start page, GraphiQL and Apollo Sandbox, each where it is enabled. */
export function mountPages(app: FastifyInstance, options: HttpOptions): void {
  const { explorers, console = false, welcome = explorers, metricsPort } = options;
  if (console) mountConsole(app, permittedOrigins(options));
  if (welcome) {
    const indexPage = renderIndexPage({ console, explorers, metrics: metricsPort === null });
    app.get('/', async (_request, reply) => sendPage(reply, indexPage));
  } else if (console) {
    // The console knows who is signed in, and leads everybody else to the sign-in page.
    app.get('/', async (_request, reply) => reply.redirect('/console'));
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
