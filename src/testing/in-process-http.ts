import { createServer, type RequestListener, request, type Server } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A response of the server. */
export interface TestResponse {
  readonly status: number;
  readonly body: string;
}

/** HTTP inside this process, without a socket; with one after `listen`. */
export interface InProcessHttp {
  /** Sends a JSON body to /graphql. */
  post(headers: Readonly<Record<string, string>>, body: string): Promise<TestResponse>;
  /** Listens on a free port of the loopback interface and returns the URL. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Creates the HTTP server; `acceptWebSockets` receives it before it listens. */
export function createInProcessHttp(
  handler: RequestListener,
  acceptWebSockets: (server: Server) => void,
): InProcessHttp {
  const server = createServer(handler);
  acceptWebSockets(server);
  return {
    post: (headers, body) => {
      const [connection, accepted] = duplexPair();
      // The server treats any stream like a socket; a socket has an address.
      server.emit('connection', Object.assign(accepted, { remoteAddress: '127.0.0.1' }));
      return postTo(connection, headers, body);
    },
    listen: async () => {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('the server has no address');
      return `http://127.0.0.1:${address.port}`;
    },
    close: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function postTo(
  connection: Duplex,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      // Instead of an agent: the connection is closed after the response.
      createConnection: () => connection,
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, body: answer }), reject);
    });
    outgoing.end(body);
  });
}
