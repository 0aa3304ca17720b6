import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { repositoryRoot } from './run-program.js';

/** A little web server: a page, the built cordon/client, and the GraphQL endpoint of a server behind it, whose refreshCount it counts. */
export interface RefreshCountingProxy {
  /** `http://localhost:...`: a secure context, as far as browsers are concerned. */
  readonly url: string;
  /** How many times refreshToken was asked so far. */
  refreshCount(): number;
  close(): Promise<void>;
}

/** Starts it in front of a server. */
export async function createRefreshCountingProxy(upstream: string): Promise<RefreshCountingProxy> {
  let refreshCount = 0;
  const forward = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const body = Buffer.concat(parts);
    if (body.includes('refreshToken(input')) refreshCount += 1;
    const upstreamRequest = request(
      `${upstream}/graphql`,
      { method: 'POST', headers: incoming.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstreamRequest.on('error', () => response.destroy());
    upstreamRequest.end(body);
  };
  const server = createServer((incoming, response) => {
    const file = /^\/client\/([a-z-]+\.js)$/.exec(incoming.url ?? '')?.[1];
    if (incoming.url === '/graphql') return void forward(incoming, response);
    if (incoming.url === '/')
      return response.setHeader('content-type', 'text/html').end('<!doctype html><title>app</title>');
    if (file === undefined) return response.writeHead(404).end();
    response.setHeader('content-type', 'text/javascript');
    return response.end(readFileSync(`${repositoryRoot}dist/client/${file}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://localhost:${address.port}`,
    refreshCount: () => refreshCount,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
