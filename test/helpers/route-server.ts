import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Route } from '../../src/shared/index.js';
import { listenOnFreePort } from './listen.js';

/** A plain HTTP server with the routes of modules, for tests of their protocol. */
export interface RouteServer {
  readonly url: string;
  serve(routes: readonly Route[]): void;
  close(): Promise<void>;
}

/** Listens on a free port. The routes are set later, because some need the URL. */
export async function createRouteServer(): Promise<RouteServer> {
  let routes: readonly Route[] = [];
  const server = createServer((request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const port = await listenOnFreePort(server);
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (all) => {
      routes = all;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const route = routes.find(
    (candidate) =>
      candidate.path === path && (candidate.method === request.method || candidate.method === 'ANY'),
  );
  if (route === undefined) {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { rawHeaders } = request;
  const { status, headers, body } = await route.handle({
    method: request.method ?? '',
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    form: route.body === 'form' ? [...new URLSearchParams(Buffer.concat(chunks).toString())] : [],
    query: [...searchParams],
    authorizationHeaderCount: rawHeaders.filter(
      (name, index) => index % 2 === 0 && /^authorization$/i.test(name),
    ).length,
    client: { ipAddress: request.socket.remoteAddress ?? '', userAgent: null, requestId: 'request-1' },
  });
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(body === null ? undefined : JSON.stringify(body));
}
