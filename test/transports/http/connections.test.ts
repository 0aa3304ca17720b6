import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultConnectionLimits, defaultHttpTimeouts } from '../../../src/transports/http/http-limits.js';
import type { HttpServerDependencies } from '../../../src/transports/http/index.js';
import { eventually } from '../../helpers/eventually.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

const timeouts = { ...defaultHttpTimeouts, headersMs: 200, requestMs: 400, checkIntervalMs: 50 };
const clients: Socket[] = [];
/** The sockets of the server. */
let accepted: Socket[] = [];
let edge: TestHttpServer;

const onSocket = (message: unknown): void => {
  // The message of a diagnostics channel of Node.
  accepted.push((message as { readonly socket: Socket }).socket);
};

beforeEach(() => {
  accepted = [];
  subscribe('net.server.socket', onSocket);
});

afterEach(async () => {
  unsubscribe('net.server.socket', onSocket);
  for (const client of clients.splice(0)) client.destroy();
  await edge.close();
});

async function start(
  overrides: Partial<typeof options> = {},
  dependencies: Partial<HttpServerDependencies> = {},
): Promise<string> {
  edge = createTestHttpServer({ options: { ...options, timeouts, ...overrides }, ...dependencies });
  return (await edge.listen()).url;
}

/** Opens a connection that sends the text and never closes its own half. */
async function open(url: string, text = ''): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  clients.push(client);
  client.on('error', () => undefined);
  await once(client, 'connect');
  if (text !== '') client.write(text);
  return client;
}

/** Reads to the end of what the server sends. */
async function read(client: Socket): Promise<string> {
  let received = '';
  for await (const chunk of client.iterator({ destroyOnReturn: false })) received += String(chunk);
  return received;
}

const openCount = (): number => accepted.filter(({ destroyed }) => !destroyed).length;

const until = (isTrue: () => boolean): Promise<void> => eventually(() => expect(isTrue()).toBe(true));

const handshake = (headers: string): string =>
  `GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n${headers}\r\n`;

describe('a connection is released as soon as the response was sent, although the client keeps its half open', () => {
  test.each([
    ['a silent client', '', 408],
    ['a slow client', 'GET / HTTP/1.1\r\nhost: a\r\nx: ', 408],
    ['a request that cannot be parsed', 'NONSENSE\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['a malformed WebSocket handshake', handshake(''), 400],
    ['a WebSocket handshake of another origin', handshake('origin: https://evil.example\r\n'), 403],
  ])('%s', async (_what, text, status) => {
    // A slow machine may take longer to send a request than these time-outs allow.
    const limits = status === 408 ? timeouts : defaultHttpTimeouts;
    const url = await start({ timeouts: limits }, { subscriptions: () => async () => undefined });

    const responses = await Promise.all(Array.from({ length: 5 }, async () => read(await open(url, text))));

    for (const response of responses) expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    await until(() => openCount() === 0);
  });

  test('a silent client of the metrics port', async () => {
    edge = createTestHttpServer({ options: { ...options, timeouts, metricsPort: 0 } });
    const { metricsUrl } = await edge.listen();

    expect(await read(await open(metricsUrl))).toMatch(/^HTTP\/1\.1 408 /);
    await until(() => openCount() === 0);
  });
});

test('a client that does not read its response is disconnected', async () => {
  const url = await start(
    { timeouts: { ...timeouts, inactiveMs: 200 } },
    {
      graphql: async () => ({ status: 200, headers: {}, setCookies: [], body: 'x'.repeat(20_000_000) }),
    },
  );
  const client = await open(url, 'GET /graphql HTTP/1.1\r\nhost: a\r\n\r\n');
  client.pause();

  await until(() => accepted.length === 1 && openCount() === 0);
});

describe('the number of waiting connections has a limit', () => {
  const patient = { ...defaultHttpTimeouts };
  const limited = { timeouts: patient, connectionLimits: { waiting: 3, total: 100 } };

  test('beyond which the one that has waited longest is closed, so that a new client is served', async () => {
    const url = await start(limited);
    const silent: Socket[] = [];
    for (let count = 0; count < 5; count += 1) silent.push(await open(url));
    await until(() => accepted.length === 5 && openCount() === 3);

    const response = await fetch(`${url}/health/live`, { headers: { connection: 'close' } });

    expect(response.status).toBe(200);
    expect(accepted.slice(0, 2).every(({ destroyed }) => destroyed)).toBe(true);
  });

  test('that does not count requests in progress, and counts their connections afterwards', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = 0;
    const url = await start(limited, {
      graphql: async () => {
        begun += 1;
        await held;
        return { status: 200, headers: {}, setCookies: [], body: '{}' };
      },
    });
    for (let count = 0; count < 5; count += 1) await open(url, 'GET /graphql HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => begun === 5);
    expect(openCount()).toBe(5);

    release();

    await until(() => openCount() === 3);
  });

  test('and so has the number of all connections', async () => {
    const url = await start({ timeouts: patient, connectionLimits: { waiting: 10, total: 2 } });

    for (let count = 0; count < 4; count += 1) await open(url);

    await until(() => openCount() === 2);
    await delay(50);
    expect(openCount()).toBe(2);
    expect(defaultConnectionLimits).toEqual({ waiting: 2_000, total: 10_000 });
  });
});

describe('the server stops soon', () => {
  test('beside silent connections, idle ones and half a request', async () => {
    // As long as a test may take.
    const endless = { ...defaultHttpTimeouts, headersMs: 300_000, requestMs: 300_000, inactiveMs: 300_000 };
    const url = await start({ timeouts: endless });
    for (let count = 0; count < 20; count += 1) await open(url);
    await open(url, 'GET / HTTP/1.1\r\nhost: a\r\nx: ');
    await open(url, 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n');
    await until(() => accepted.length === 22);

    await edge.close();
  });
});
