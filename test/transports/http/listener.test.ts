import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/shared/index.js';
import { createCrossOriginLog } from '../../../src/transports/http/cross-origin-log.js';
import { createFastifyApp } from '../../../src/transports/http/fastify-app.js';
import { defaultHttpTimeouts } from '../../../src/transports/http/index.js';
import { listenOn } from '../../../src/transports/http/listener.js';
import { createClientReader } from '../../../src/transports/http/request-metadata.js';
import {
  createDependencies,
  createTestHttpServer as createEdge,
  options,
  type TestHttpServer,
} from './http-server-fixture.js';

const edges: TestHttpServer[] = [];

// A server that a failed test left open would prevent the run from exiting.
afterEach(() => Promise.all(edges.splice(0).map((edge) => edge.close())));

const createTestHttpServer: typeof createEdge = (overrides) => {
  const edge = createEdge(overrides);
  edges.push(edge);
  return edge;
};

/** Sends raw bytes and returns everything that the server sends until it closes the connection. */
async function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(text);
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  return received;
}

describe('listening', () => {
  test('on a port in use fails with a StartupError that names the port and the remedy', async () => {
    const first = createTestHttpServer();
    const { url } = await first.listen();
    const second = createTestHttpServer({ options: { ...options, port: Number(new URL(url).port) } });

    const refusal = second.listen();

    await expect(refusal).rejects.toMatchObject({
      name: 'StartupError',
      fault: 'PORT_OCCUPIED',
      message: `Port ${new URL(url).port} on 127.0.0.1 is already in use by another process.`,
      remedy: expect.stringContaining('PORT'),
    });
    await second.close();
    await first.close();
  });

  test('on localhost binds one address, so that every listener has the limits of connections', async () => {
    const server = createServer();
    const bound: string[] = [];

    const url = await listenOn(server, { host: 'localhost', port: 0, variable: 'PORT' }, ({ host, port }) => {
      bound.push(host);
      return once(server.listen(port, host), 'listening');
    });
    server.close();

    expect(bound).toEqual([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]);
    expect(new URL(url).hostname).toBe('localhost');
  });

  test('on a metrics port in use fails and releases the main port', async () => {
    const first = createTestHttpServer();
    const { url } = await first.listen();
    const second = createTestHttpServer({ options: { ...options, metricsPort: Number(new URL(url).port) } });

    await expect(second.listen()).rejects.toMatchObject({
      remedy: expect.stringContaining('CORDON_METRICS_PORT'),
    });
    await second.close();
    await first.close();
  });

  test('serves /metrics on its own port only when one is configured', async () => {
    const edge = createTestHttpServer({ options: { ...options, metricsPort: 0 } });
    const { url, metricsUrl } = await edge.listen();
    await fetch(`${url}/health/live`);

    const onMainPort = await fetch(`${url}/metrics`);
    const onMetricsPort = await fetch(metricsUrl);
    const text = await onMetricsPort.text();
    await edge.close();

    expect(onMainPort.status).toBe(404);
    expect(onMetricsPort.status).toBe(200);
    expect(text).toContain(
      'cordon_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"} 1',
    );
  });
});

describe('a malformed or incomplete request', () => {
  test('gets a JSON response and the connection is closed', async () => {
    const edge = createTestHttpServer();
    const { url } = await edge.listen();

    const malformed = await sendRaw(url, 'NONSENSE\r\n\r\n');
    const tooLarge = await sendRaw(url, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    await edge.close();

    expect(malformed).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(malformed).toContain('content-type: application/json');
    expect(tooLarge).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('with two Authorization headers is reported as such, although Node keeps only the first', async () => {
    const edge = createTestHttpServer();
    const { url } = await edge.listen();

    const response = await sendRaw(
      url,
      'GET /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer a\r\nAuthorization: Bearer b\r\nconnection: close\r\n\r\n',
    );
    await edge.close();

    expect(response).toContain('"authorizationHeaderCount":2');
  });

  test('with an invalid Host header does not cause an internal error', async () => {
    const edge = createTestHttpServer();
    const { url } = await edge.listen();

    const response = await sendRaw(
      url,
      'GET /graphql HTTP/1.1\r\nhost: a b/c?d\r\nconnection: close\r\n\r\n',
    );
    await edge.close();

    expect(response).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('with a query string in plain bytes that are not ASCII is rejected with 400', async () => {
    const edge = createTestHttpServer();
    const { url } = await edge.listen();

    const response = await sendRaw(
      url,
      'GET /graphql?query=\u00e4 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );

    expect(response).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('with a chunked body beyond 100 kB is rejected with 413', async () => {
    const edge = createTestHttpServer();
    const { url } = await edge.listen();
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;

    const response = await sendRaw(
      url,
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(25)}`,
    );

    expect(response).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('with headers that never end is rejected with 408 after the header timeout', async () => {
    const timeouts = { ...defaultHttpTimeouts, headersMs: 300, requestMs: 600, checkIntervalMs: 50 };
    const edge = createTestHttpServer({ options: { ...options, timeouts } });
    const { url } = await edge.listen();

    const response = await sendRaw(url, 'GET /health/live HTTP/1.1\r\nhost: a\r\nx: ');

    expect(response).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('may take 10 seconds for its headers and 30 seconds in all by default', () => {
    const { server } = createFastifyApp(
      createDependencies([]),
      createCrossOriginLog({ warn: () => undefined }, options),
      createClientReader(() => false),
    );

    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
    });
  });
});

test('a client that hangs up in the middle of its body is no failure of the database or the server', async () => {
  const unavailable = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'The database is lost.' });
  const edge = createTestHttpServer({ translateDatabaseError: () => unavailable });
  const { url } = await edge.listen();
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query',
  );
  await delay(100);

  socket.resetAndDestroy();
  await delay(200);

  expect(edge.log.filter(({ fields }) => 'err' in fields)).toEqual([]);
});

describe('closing', () => {
  test('finishes the requests in flight, reports not ready, and does not wait for idle keep-alive connections', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const edge = createTestHttpServer({
      graphql: async () => {
        begin();
        await held;
        return { status: 200, headers: {}, setCookies: [], body: '{"data":{}}' };
      },
    });
    const { url } = await edge.listen();
    await fetch(`${url}/health/live`); // leaves an idle keep-alive connection
    const inFlight = fetch(`${url}/graphql`);
    await begun;

    const closing = edge.close();
    await delay(100);
    const refused = await fetch(`${url}/health/ready`).then(
      (response) => response.status,
      () => 'no connection',
    );
    release();

    expect(refused).not.toBe(200);
    expect((await inFlight).status).toBe(200);
    // An idle keep-alive connection must not delay this until the timeout of the test.
    await closing;
  });

  test('can be called twice', async () => {
    const edge = createTestHttpServer();
    await edge.listen();

    await Promise.all([edge.close(), edge.close()]);
    await edge.close();
  });

  test('can be called before listen', async () => {
    await createTestHttpServer().close();
  });
});
