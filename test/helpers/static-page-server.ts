import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { listenOnFreePort } from './listen.js';
import { repositoryRoot } from './run-program.js';

/** A web server with an empty page and the built cordon/client. */
export interface StaticPageServer {
  /** `http://localhost:...`: a secure context, and the same site as every other server on this machine. */
  readonly origin: string;
  /** The number of refreshToken mutations that were forwarded so far. */
  refreshCount(): number;
  close(): Promise<void>;
}

/**
 * Starts a page server, which forwards /graphql to the server at `graphqlUpstream` when that is given: a URL,
 * or a function that returns the one of the moment.
 */
export async function createStaticPageServer(
  graphqlUpstream?: string | (() => string),
): Promise<StaticPageServer> {
  let refreshCount = 0;
  const forward = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const body = Buffer.concat(parts);
    if (body.includes('refreshToken(input')) refreshCount += 1;
    const upstreamRequest = request(
      `${typeof graphqlUpstream === 'function' ? graphqlUpstream() : graphqlUpstream}${incoming.url}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstreamRequest.on('error', () => response.destroy());
    upstreamRequest.end(body);
  };
  const server = createServer((incoming, response) => {
    const isGraphql = incoming.url?.split('?', 1)[0] === '/graphql';
    if (isGraphql && graphqlUpstream !== undefined) return void forward(incoming, response);
    const file = /^\/client\/([a-z-]+\.js)$/.exec(incoming.url ?? '')?.[1];
    if (file === undefined) {
      return response.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>');
    }
    response.setHeader('content-type', 'text/javascript');
    return response.end(readFileSync(`${repositoryRoot}packages/client/dist/${file}`));
  });
  const port = await listenOnFreePort(server);
  return {
    origin: `http://localhost:${port}`,
    refreshCount: () => refreshCount,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
