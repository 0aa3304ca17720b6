import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { ClientInfo } from '../../../src/shared/index.js';
import type { PlainSocket } from '../../../src/transports/http/index.js';
import { createHost, type Host, options } from './edge-fixture.js';

/** WebSockets at /graphql: who may open one, what it is answered, how it ends; over real sockets. */

let host: Host;
let url: string;
let opened: { readonly socket: PlainSocket; readonly client: ClientInfo }[];
let ends: (readonly [number, string])[];
let onMessage: (text: string, socket: PlainSocket) => Promise<void>;
const sockets: WebSocket[] = [];

async function start(overrides: Partial<typeof options> = {}): Promise<void> {
  host = createHost({
    options: { ...options, allowedOrigins: ['https://app.example'], ...overrides },
    subscriptions: (socket, client) => {
      opened.push({ socket, client });
      socket.onMessage((text) => onMessage(text, socket));
      return async (code, reason) => void ends.push([code, reason]);
    },
  });
  ({ url } = await host.listen());
}

beforeEach(async () => {
  opened = [];
  ends = [];
  onMessage = (text, socket) => socket.send(`heard ${text}`);
  await start();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.close();
});

interface Dialled {
  readonly socket: WebSocket;
  /** Null when it was opened; otherwise the refusal's status. */
  readonly status: number | null;
}

function dial(
  headers: Readonly<Record<string, string>> = {},
  protocol = 'graphql-transport-ws',
): Promise<Dialled> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { headers });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('error', () => {});
    socket.once('open', () => resolve({ socket, status: null }));
    socket.once('unexpected-response', (_request, response) =>
      resolve({ socket, status: response.statusCode ?? 0 }),
    );
    setTimeout(() => reject(new Error('neither opened nor refused')), 5_000).unref();
  });
}

const received = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
const end = (socket: WebSocket): Promise<readonly [number, string]> =>
  new Promise((resolve) => socket.once('close', (code, reason) => resolve([code, reason.toString()])));

test('text goes both ways, and its end is received', async () => {
  const { socket } = await dial();
  socket.send('hello');
  expect(await received(socket)).toBe('heard hello');
  expect(opened[0]?.client).toMatchObject({ ipAddress: '127.0.0.1' });
  expect(opened[0]?.socket.protocol).toBe('graphql-transport-ws');

  socket.close(1000, 'done');
  await end(socket);
  await until(() => ends.length === 1);

  expect(ends).toEqual([[1000, 'done']]);
});

describe('a page', () => {
  test.each([
    ['of an allowed origin may connect', { origin: 'https://app.example' }, null],
    ['of this server may connect', { origin: 'same' }, null],
    [
      'of this server behind a proxy that rewrites Host may connect',
      { origin: 'https://id.example', 'sec-fetch-site': 'same-origin' },
      null,
    ],
    ['of another origin may not', { origin: 'https://evil.example' }, 403],
    ['of a neighbour on the same site may not', { origin: 'same', 'sec-fetch-site': 'same-site' }, 403],
    ['of an allowed name on another port may not', { origin: 'https://app.example:8443' }, 403],
    ['without an origin of its own may not', { origin: 'null' }, 403],
    ['of an origin that is no URL may not', { origin: 'app.example' }, 403],
  ])('%s', async (_who, headers, status) => {
    const own = { ...headers, ...(headers.origin === 'same' ? { origin: url } : {}) };

    expect((await dial(own)).status).toBe(status);
    expect(opened).toHaveLength(status === null ? 1 : 0);
  });
});

test('from one address there are at most a hundred, and one that ends gives its place to another', async () => {
  const first = await dial();
  await Promise.all(Array.from({ length: 99 }, () => dial()));
  expect((await dial()).status).toBe(429);

  first.socket.close();
  await end(first.socket);
  await until(() => ends.length === 1);

  expect((await dial()).status).toBeNull();
});

test('a trusted proxy says whose connection it is, and nobody else', async () => {
  await dial({ 'x-forwarded-for': '198.51.100.7' });
  expect(opened[0]?.client.ipAddress).toBe('127.0.0.1');
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.close();

  await start({ trustedProxies: ['127.0.0.0/8'] });
  await dial({ 'x-forwarded-for': '203.0.113.9, 198.51.100.7' });

  expect(opened[1]?.client.ipAddress).toBe('198.51.100.7');
});

test.each([
  ['a message longer than the limit', (socket: WebSocket) => socket.send('x'.repeat(100_001)), 1009],
  ['bytes instead of text', (socket: WebSocket) => socket.send(Buffer.from([1, 2])), 1003],
])('%s ends the connection', async (_what, send, code) => {
  const { socket } = await dial();

  send(socket);

  expect((await end(socket))[0]).toBe(code);
});

test('a fault of ours ends the connection without a word about it', async () => {
  onMessage = async () => {
    throw new Error('the secret is swordfish');
  };
  const { socket } = await dial();

  socket.send('hello');

  expect(await end(socket)).toEqual([1011, 'Internal error']);
});

test('stopping tells everybody to go elsewhere (1001) and is over soon, though somebody does not listen', async () => {
  const { socket } = await dial();
  const unresponsive = await dial();
  unresponsive.socket.pause();
  const goodbye = end(socket);

  await host.close();

  expect(await goodbye).toEqual([1001, 'The server is stopping.']);
  await until(() => ends.length === 2);
});

describe('a request that asks for another protocol is answered as if it had not', () => {
  /** Everything that comes back for these bytes. */
  function exchange(text: string): Promise<string> {
    const { port } = new URL(url);
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket: Socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (part: string) => {
        answer += part;
      });
      socket.on('error', reject).on('close', () => resolve(answer));
    });
  }
  const h2c =
    'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';

  test('as the clients of Java and curl do with a GET', async () => {
    const answer = await exchange(
      `GET /health/live HTTP/1.1\r\nhost: a\r\n${h2c}\r\nGET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('{"status":"live"}');
    expect(answer).toMatch(/HTTP\/1.1 404 /);
  });

  test('and with a POST, body included, in one piece or in several', async () => {
    const body = '{"query":"{ a }"}';
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\n${h2c}content-type: application/json\r\n`;
    const last = 'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';

    const whole = await exchange(`${head}content-length: ${body.length}\r\n\r\n${body}${last}`);
    const chunked = await exchange(
      `${head}transfer-encoding: chunked\r\n\r\n5\r\n${body.slice(0, 5)}\r\nc\r\n${body.slice(5)}\r\n0\r\n\r\n${last}`,
    );

    for (const answer of [whole, chunked]) {
      expect(answer).toContain('"query":"{ a }"');
      expect(answer).toContain('{"status":"live"}');
    }
  });

  test('a body beyond the limit stays beyond it', async () => {
    const answer = await exchange(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${h2c}content-type: application/json\r\ncontent-length: 200000\r\n\r\n`,
    );

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  test('a WebSocket anywhere else is an ordinary request', async () => {
    const answer = await exchange(
      'GET /elsewhere HTTP/1.1\r\nhost: a\r\nconnection: Upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nGET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(opened).toEqual([]);
  });

  test('a handshake that is none is refused in JSON', async () => {
    const answer = await exchange(
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"error":"invalid_request"');
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo() && turn < 400; turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}
