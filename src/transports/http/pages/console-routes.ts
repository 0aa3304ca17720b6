import type { FastifyInstance } from 'fastify';
import { HttpRefusalError, httpRefusals } from '../http-refusals.js';
import { readConsoleFile, readConsolePage } from './console-files.js';
import { type Page, sendPage } from './page.js';

/** The addresses of the pages; the script of the page knows those below them. */
export const consolePaths: readonly string[] = [
  '/sign-in',
  '/sign-up',
  '/reset',
  '/verify-email',
  '/email-change',
  '/invitation',
  '/setup',
  '/account',
  '/account/*',
  '/console',
  '/console/*',
];

/** Mounts the pages for people and administrators. */
export function mountConsole(app: FastifyInstance, origins: readonly string[]): void {
  // Read at the first request, because a start needs no page.
  let page: Page | null = null;
  for (const path of consolePaths) {
    app.get(path, async (_request, reply) => {
      page ??= readConsolePage(origins);
      return sendPage(reply, page);
    });
  }
}

/** Mounts the files of the console and of GraphiQL. */
export function mountConsoleFiles(app: FastifyInstance): void {
  app.get<{ readonly Params: { readonly file: string } }>('/console/assets/:file', async (request, reply) => {
    const file = await readConsoleFile(request.params.file, request.headers['accept-encoding'] ?? '');
    if (file === null) throw new HttpRefusalError(httpRefusals.notFound);
    if (file.encoding !== null) reply.header('content-encoding', file.encoding);
    return (
      reply
        // The name contains the hash of the contents, so that they never change.
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'Origin, Accept-Encoding')
        .type(file.type)
        .send(file.content)
    );
  });
}
