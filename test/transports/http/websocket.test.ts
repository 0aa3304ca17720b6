import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { ClientInfo } from '../../../src/shared/index.js';
import type { HttpServerDependencies, TextSocket } from '../../../src/transports/http/index.js';
import { eventually } from '../../helpers/eventually.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;
let url: string;
let opened: { readonly socket: TextSocket; readonly client: ClientInfo }[];
let closes: (readonly [number, string])[];
let onMessage: (text: string, socket: TextSocket) => Promise<void>;
const sockets: WebSocket[] = [];

async function start(
  overrides: Partial<typeof options> = {},
  graphql: HttpServerDependencies['graphql'] = async (request) => ({
    status: 200,
    headers: {},
    setCookies: [],
    body: JSON.stringify(request),
  }),
): Promise<void> {
  edge = createTestHttpServer({
    graphql,
    options: { ...options, allowedOrigins: ['https://app.example', 'capacitor://localhost'], ...overrides },
    subscriptions: (socket, client) => {
      opened.push({ socket, client });
      socket.onMessage((text) => onMessage(text, socket));
      return async (code, reason) => void closes.push([code, reason]);
    },
  });
  ({ url } = await edge.listen());
}

beforeEach(async () => {
  opened = [];
  closes = [];
  onMessage = (text, socket) => socket.send(`echo ${text}`);
  await start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await edge.close();
});

interface ConnectResult {
  readonly socket: WebSocket;
  /** Null when the socket was opened; otherwise the HTTP status of the refusal. */
  readonly status: number | null;
}

function openSocket(
  headers: Readonly<Record<string, string>> = {},
  protocol = 'graphql-transport-ws',
): Promise<ConnectResult> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', () => {});
    socket.once('open', () => resolve({ socket, status: null }));
    socket.once('unexpected-response', (_request, response) =>
      resolve({ socket, status: response.statusCode ?? 0 }),
    );
    setTimeout(() => reject(new Error('neither opened nor refused')), 60_000).unref();
  });
}

const nextMessage = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
const closeOf = (socket: WebSocket): Promise<readonly [number, string]> =>
  new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, reason.toString()])));

test('passes text in both directions and reports the close', async () => {
  const { socket } = await openSocket();
  socket.send('hello');
  expect(await nextMessage(socket)).toBe('echo hello');
  expect(opened[0]?.client).toMatchObject({ ipAddress: '127.0.0.1' });
  expect(opened[0]?.socket.protocol).toBe('graphql-transport-ws');

  socket.close(1000, 'done');
  await closeOf(socket);
  await until(() => closes.length === 1);

  expect(closes).toEqual([[1000, 'done']]);
});

describe('the origin of a page', () => {
  test.each([
    ['accepts an allowed origin', { origin: 'https://app.example' }, null],
    ['accepts the origin of this server', { origin: 'same' }, null],
    [
      'accepts the origin of this server behind a proxy that rewrites Host',
      { origin: 'https://other.example', 'sec-fetch-site': 'same-origin' },
      null,
    ],
    ['accepts the public origin, without Sec-Fetch-Site', { origin: 'https://id.example' }, null],
    ['accepts the scheme of an app', { origin: 'capacitor://localhost' }, null],
    ['rejects another app', { origin: 'capacitor://elsewhere' }, 403],
    ['rejects another origin', { origin: 'https://evil.example' }, 403],
    ['rejects another origin of the same site', { origin: 'same', 'sec-fetch-site': 'same-site' }, 403],
    ['rejects an allowed host on another port', { origin: 'https://app.example:8443' }, 403],
    ['rejects an opaque origin', { origin: 'null' }, 403],
    ['rejects an origin that is not a URL', { origin: 'app.example' }, 403],
  ])('%s', async (_what, headers, status) => {
    const own = { ...headers, ...(headers.origin === 'same' ? { origin: url } : {}) };

    expect((await openSocket(own)).status).toBe(status);
    expect(opened).toHaveLength(status === null ? 1 : 0);
  });
});

test('allows at most 100 sockets per address, and a new one after one was closed', async () => {
  const first = await openSocket();
  await Promise.all(Array.from({ length: 99 }, () => openSocket()));
  expect((await openSocket()).status).toBe(429);

  first.socket.close();
  await closeOf(first.socket);
  await until(() => closes.length === 1);

  expect((await openSocket()).status).toBeNull();
});

test('accepts the client address of a trusted proxy only', async () => {
  await openSocket({ 'x-forwarded-for': '198.51.100.7' });
  expect(opened[0]?.client.ipAddress).toBe('127.0.0.1');
  for (const socket of sockets.splice(0)) socket.terminate();
  await edge.close();

  await start({ trustedProxies: ['127.0.0.0/8'] });
  await openSocket({ 'x-forwarded-for': '203.0.113.9, 198.51.100.7' });
  await openSocket({ forwarded: 'for="[2001:DB8::0:1]:4711"' });

  expect(opened[1]?.client.ipAddress).toBe('198.51.100.7');
  expect(opened[2]?.client.ipAddress).toBe('2001:db8::1');
});

test.each([
  ['a message beyond the limit', (socket: WebSocket) => socket.send('x'.repeat(100_001)), 1009],
  ['a binary message', (socket: WebSocket) => socket.send(Buffer.from([1, 2])), 1003],
])('closes the socket after %s', async (_what, send, code) => {
  const { socket } = await openSocket();

  send(socket);

  expect((await closeOf(socket))[0]).toBe(code);
});

test('closes the socket after an internal error without details', async () => {
  onMessage = async () => {
    throw new Error('the secret is swordfish');
  };
  const { socket } = await openSocket();

  socket.send('hello');

  expect(await closeOf(socket)).toEqual([1011, 'Internal error']);
});

test('closes all sockets with 1001 when the server stops, also those of a client that does not respond', async () => {
  const { socket } = await openSocket();
  const unresponsive = await openSocket();
  unresponsive.socket.pause();
  const closed = closeOf(socket);

  await edge.close();

  expect(await closed).toEqual([1001, 'The server is stopping.']);
  await until(() => closes.length === 2);
});

const until = (isTrue: () => boolean): Promise<void> => eventually(() => expect(isTrue()).toBe(true));
