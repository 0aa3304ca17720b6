import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../http-options.js';
import { permittedOrigins } from '../origin-check.js';
import { mountConsole } from './console-routes.js';
import { renderIndexPage } from './index-page.js';
import { renderMailboxPage } from './mailbox-page.js';
import { type Page, sendPage } from './page.js';
import { sandboxPage } from './sandbox-page.js';

/** Mounts the console, the start page, GraphiQL and Apollo Sandbox, each where it is enabled. */
export function mountPages(app: FastifyInstance, options: HttpOptions): void {
  const { explorers, console = false, welcome = explorers, mailbox, metricsPort } = options;
  if (console) mountConsole(app, permittedOrigins(options));
  if (welcome) {
    const indexPage = renderIndexPage({
      console,
      explorers,
      mailbox: mailbox !== undefined,
      metrics: metricsPort === null,
    });
    app.get('/', async (_request, reply) => sendPage(reply, indexPage));
  } else if (console) {
    // The console knows who is signed in, and leads everybody else to the sign-in page.
    app.get('/', async (_request, reply) => reply.redirect('/console'));
  }
  if (mailbox !== undefined) mountMailbox(app, mailbox);
  if (!explorers) return;
  app.get('/sandbox', async (_request, reply) => sendPage(reply, sandboxPage));
  let graphiql: Promise<Page> | null = null;
  app.get('/graphiql', async (_request, reply) => {
    // Loaded at the first request, because it would slow down every start of the server.
    graphiql ??= import('./graphiql-page.js').then((module) => module.renderGraphiqlPage());
    return sendPage(reply, await graphiql);
  });
}

/**
 * Mails have links with tokens, so the page is served under the names of this machine only: the page of
 * another site whose name leads to this machine (DNS rebinding) could read it otherwise.
 */
function mountMailbox(app: FastifyInstance, mails: NonNullable<HttpOptions['mailbox']>): void {
  app.get('/mailbox', async (request, reply) => {
    if (!isLoopbackName(request.hostname)) {
      return reply
        .code(403)
        .type('text/plain')
        .send('Open the mailbox at a name of this machine: localhost.\n');
    }
    return sendPage(reply, renderMailboxPage(await mails()));
  });
}

function isLoopbackName(name: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i.test(name);
}
