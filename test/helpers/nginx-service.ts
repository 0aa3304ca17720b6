import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { listenOnFreePort } from './listen.js';
import { startNginx } from './nginx.js';

/** A request that the service received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service without Cordon code behind nginx. */
export interface ProtectedService {
  /** The URL of nginx. */
  readonly url: string;
  /** The requests that the service received so far. */
  readonly receivedRequests: ReceivedRequest[];
  close(): Promise<void>;
}

/**
 * Starts a service behind nginx with the configuration of docs/operations.md, which sends verify requests to
 * the Cordon server at this address.
 */
export async function createNginxProtectedService(cordonUrl: string): Promise<ProtectedService> {
  const receivedRequests: ReceivedRequest[] = [];
  const service = createService(receivedRequests);
  const servicePort = await listenOnFreePort(service);
  const nginx = await startNginx(directives(servicePort, cordonUrl)).catch((error: unknown) => {
    service.close();
    throw error;
  });
  return {
    url: `${nginx.url}/reports/`,
    receivedRequests,
    close: async () => {
      await nginx.close();
      service.close();
    },
  };
}

function createService(receivedRequests: ReceivedRequest[]): Server {
  return createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      receivedRequests.push({ method, url: path, headers, body: Buffer.concat(chunks).toString() });
      response.end('the report');
    });
  });
}

/** The auth_request snippet of docs/operations.md with these addresses, requiring an ADMIN. */
function directives(servicePort: number, cordonUrl: string): string {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```nginx\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return (blocks.find((block) => block.includes('auth_request')) ?? '')
    .replace('http://127.0.0.1:4000', cordonUrl)
    .replace('http://127.0.0.1:8080', `http://127.0.0.1:${servicePort}`)
    .replace('requires=SUPPORT', 'requires=ADMIN');
}
