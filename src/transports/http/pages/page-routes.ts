import type { FastifyInstance } from 'fastify';
import type { HttpOptions } from '../http-options.js';
import { permittedOrigins } from '../origin-check.js';
import { readGraphiqlPage } from './console-files.js';
import { mountConsole, mountConsoleFiles } from './console-routes.js';
import { renderIndexPage } from './index-page.js';
import { renderMailboxPage } from './mailbox-page.js';
import { type Page, sendPage } from './page.js';
import { sandboxPage } from './sandbox-page.js';

/** Mounts the console, the start page, GraphiQL and Apollo Sandbox, each where it is enabled. */
export function mountPages(app: FastifyInstance, options: HttpOptions): void {
  const { explorers, console = false, welcome = explorers, mailbox, metricsPort } = options;
  if (console) mountConsole(app, permittedOrigins(options));
  if (console || explorers) mountConsoleFiles(app);
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
  let graphiql: Page | null = null;
  app.get('/graphiql', async (_request, reply) => {
    graphiql ??= readGraphiqlPage();
    return sendPage(reply, graphiql);
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
