import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNginx } from './nginx.js';

/** What reached the service. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service that knows nothing of Cordon, behind a real nginx. */
export interface ProtectedService {
  /** Where clients find it: at nginx. */
  readonly url: string;
  /** What has reached it so far. */
  readonly receivedRequests: ReceivedRequest[];
  close(): Promise<void>;
}

/** Starts a service behind nginx with the configuration of docs/operations.md, which asks the Cordon at this address. */
export async function createNginxProtectedService(cordonUrl: string): Promise<ProtectedService> {
  const receivedRequests: ReceivedRequest[] = [];
  const service = createService(receivedRequests);
  const servicePort = await listen(service);
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

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on TCP, so the address is no pipe's name.
  return (server.address() as AddressInfo).port;
}
