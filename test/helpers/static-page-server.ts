import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { repositoryRoot } from './run-program.js';

/** A web server of somebody's app: an empty page and the built cordon/client, and nothing else. */
export interface StaticPageServer {
  /** `http://localhost:...`, an origin of its own: a secure context, and one site with all others on this machine. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts it. */
export async function createStaticPageServer(): Promise<StaticPageServer> {
  const server = createServer((incoming, response) => {
    const file = /^\/client\/([a-z-]+\.js)$/.exec(incoming.url ?? '')?.[1];
    if (file === undefined) {
      return response.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>');
    }
    response.setHeader('content-type', 'text/javascript');
    return response.end(readFileSync(`${repositoryRoot}dist/client/${file}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page server has no port');
  return {
    origin: `http://localhost:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
