import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHost as createEdge, type Host, options } from './edge-fixture.js';

const hosts: Host[] = [];

// A test that fails must not leave a server behind, which would keep the whole run alive.
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

const createHost: typeof createEdge = (overrides) => {
  const host = createEdge(overrides);
  hosts.push(host);
  return host;
};

/** Sends raw bytes and answers all that comes back until the server hangs up. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(text);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe('listening', () => {
  test('on a taken port fails with one clear sentence and what to do', async () => {
    const first = createHost();
    const { url } = await first.listen();
    const second = createHost({ options: { ...options, port: Number(new URL(url).port) } });

    const refusal = second.listen();

    await expect(refusal).rejects.toMatchObject({
      name: 'StartupError',
      fault: 'PORT_OCCUPIED',
      message: `Port ${new URL(url).port} on 127.0.0.1 is taken by another process.`,
      remedy: expect.stringContaining('PORT'),
    });
    await second.close();
    await first.close();
  });

  test('on a taken metrics port fails likewise and lets go of the other port', async () => {
    const first = createHost();
    const { url } = await first.listen();
    const second = createHost({ options: { ...options, metricsPort: Number(new URL(url).port) } });

    await expect(second.listen()).rejects.toMatchObject({
      remedy: expect.stringContaining('CORDON_METRICS_PORT'),
    });
    await second.close();
    await first.close();
  });

  test('gives /metrics a port of its own where one is configured', async () => {
    const host = createHost({ options: { ...options, metricsPort: 0 } });
    const { url, metricsUrl } = await host.listen();
    await fetch(`${url}/health/live`);

    const beside = await fetch(`${url}/metrics`);
    const own = await fetch(metricsUrl);
    const text = await own.text();
    await host.close();

    expect(beside.status).toBe(404);
    expect(own.status).toBe(200);
    expect(text).toContain(
      'cordon_http_request_duration_seconds_count{method="GET",route="/health/live",status="200"} 1',
    );
  });
});

describe('a request that cannot be read', () => {
  test('gets a short JSON answer and the connection is closed', async () => {
    const host = createHost();
    const { url } = await host.listen();

    const nonsense = await raw(url, 'NONSENSE\r\n\r\n');
    const huge = await raw(url, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`);
    await host.close();

    expect(nonsense).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(nonsense).toContain('content-type: application/json');
    expect(huge).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('of two Authorization headers is counted, since Node keeps only the first', async () => {
    const host = createHost();
    const { url } = await host.listen();

    const answer = await raw(
      url,
      'GET /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer a\r\nAuthorization: Bearer b\r\nconnection: close\r\n\r\n',
    );
    await host.close();

    expect(answer).toContain('"authorizationHeaderCount":2');
  });

  test('of a strange Host is no fault of ours', async () => {
    const host = createHost();
    const { url } = await host.listen();

    const answer = await raw(url, 'GET /graphql HTTP/1.1\r\nhost: a b/c?d\r\nconnection: close\r\n\r\n');
    await host.close();

    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('of a body that grows beyond 100 kB without having said so is cut', async () => {
    const host = createHost();
    const { url } = await host.listen();
    const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;

    const answer = await raw(
      url,
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(25)}`,
    );

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('of headers that never end is cut after ten seconds', async () => {
    const host = createHost();
    const { url } = await host.listen();
    const answer = await raw(url, 'GET /health/live HTTP/1.1\r\nhost: a\r\nx: ');
    await host.close();

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7', 'x-request-id': 'proxy-request-1' };

  async function seenFrom(trustedProxies: readonly string[], headers: Record<string, string>) {
    const host = createHost({ options: { ...options, trustedProxies } });
    const { url } = await host.listen();
    const answer = await fetch(`${url}/graphql`, { headers });
    const { client } = (await answer.json()) as { client: { ipAddress: string; requestId: string } };
    await host.close();
    return { ...client, answered: answer.headers.get('x-request-id') };
  }

  test('that is trusted, the client is the one it names, and its request id is kept', async () => {
    expect(await seenFrom(['127.0.0.0/8'], forwarded)).toEqual({
      ipAddress: '203.0.113.7',
      userAgent: 'node',
      requestId: 'proxy-request-1',
      answered: 'proxy-request-1',
    });
  });

  test('that is not trusted, both are ignored', async () => {
    const seen = await seenFrom(['10.0.0.0/8'], forwarded);

    expect(seen.ipAddress).toBe('127.0.0.1');
    expect(seen.requestId).not.toBe('proxy-request-1');
    expect(seen.answered).toBe(seen.requestId);
  });

  test('only the last untrusted address counts, whatever a client wrote before it', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 127.0.0.9' };

    expect((await seenFrom(['127.0.0.0/8'], headers)).ipAddress).toBe('203.0.113.7');
  });

  test.each(['not an address', '203.0.113.7:80', ''])(
    'an address that is none (%p) is not believed',
    async (text) => {
      expect((await seenFrom(['127.0.0.1'], { 'x-forwarded-for': text })).ipAddress).toBe('127.0.0.1');
    },
  );

  test.each(['short', 'a'.repeat(129), 'with space and more', '{"json":true}'])(
    'a request id that is not well-formed (%p) is replaced',
    async (id) => {
      expect((await seenFrom(['127.0.0.1'], { 'x-request-id': id })).requestId).not.toBe(id);
    },
  );
});

describe('closing', () => {
  test('finishes what is under way, says not ready, and is over although a client keeps its connection', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const host = createHost({
      graphql: async () => {
        await held;
        return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"data":{}}' };
      },
    });
    const { url } = await host.listen();
    await fetch(`${url}/health/live`); // leaves a kept-alive connection behind
    const inFlight = fetch(`${url}/graphql`);
    await delay(100);

    const closing = host.close();
    await delay(100);
    const refused = await fetch(`${url}/health/ready`).then(
      (answer) => answer.status,
      () => 'no connection',
    );
    release();

    expect(refused).not.toBe(200);
    expect((await inFlight).status).toBe(200);
    // A kept-alive connection that nobody uses must not hold the stop up until the test's own time-out.
    await closing;
  });

  test('twice is once', async () => {
    const host = createHost();
    await host.listen();

    await Promise.all([host.close(), host.close()]);
    await host.close();
  });

  test('before listening is allowed', async () => {
    await createHost().close();
  });
});
