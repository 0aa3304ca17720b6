import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from './broken-servers.js';

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
  const folder = mkdtempSync(join(tmpdir(), 'cordon-nginx-'));
  const port = await findFreePort();
  writeFileSync(join(folder, 'nginx.conf'), configuration(port, servicePort, cordonUrl));
  const nginx = spawn('nginx', ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf'], { stdio: 'ignore' });
  const close = async (): Promise<void> => {
    if (nginx.exitCode === null) {
      nginx.kill('SIGTERM');
      await new Promise((resolve) => nginx.once('exit', resolve));
    }
    service.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilListening(nginx, port, folder);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/reports/`, receivedRequests, close };
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
function configuration(port: number, servicePort: number, cordonUrl: string): string {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```nginx\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const snippet = (blocks.find((block) => block.includes('auth_request')) ?? '')
    .replace('http://127.0.0.1:4000', cordonUrl)
    .replace('http://127.0.0.1:8080', `http://127.0.0.1:${servicePort}`)
    .replace('requires=SUPPORT', 'requires=ADMIN');
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off; master_process off; pid nginx.pid; events {}
      http {
        access_log off;
        ${places.map((place) => `${place}_temp_path ${place};`).join('\n')}
        server { listen 127.0.0.1:${port}; ${snippet} }
      }`;
}

async function waitUntilListening(nginx: ChildProcess, port: number, folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (nginx.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`nginx did not start:\n${readFileSync(join(folder, 'error.log'), 'utf8')}`);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on TCP, so the address is no pipe's name.
  return (server.address() as AddressInfo).port;
}
