import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultHttpTimeouts } from '../../../src/transports/http/http-limits.js';
import type { HttpServerDependencies } from '../../../src/transports/http/index.js';
import { eventually } from '../../helpers/eventually.js';
import { listenOnFreePort } from '../../helpers/listen.js';
import { createTestHttpServer, options, type TestHttpServer } from './http-server-fixture.js';

let edge: TestHttpServer;
let url: string;
let openedSockets: number;

async function start(
  graphql: HttpServerDependencies['graphql'] = async (request) => ({
    status: 200,
    headers: {},
    setCookies: [],
    body: JSON.stringify(request),
  }),
): Promise<void> {
  edge = createTestHttpServer({
    graphql,
    options,
    subscriptions: () => {
      openedSockets += 1;
      return async () => {};
    },
  });
  ({ url } = await edge.listen());
}

beforeEach(async () => {
  openedSockets = 0;
  await start();
});

afterEach(() => edge.close());

describe('an upgrade request for another protocol is handled as an ordinary request', () => {
  /** Sends raw bytes and returns everything that the server sends until it closes the connection. */
  function exchange(text: string): Promise<string> {
    const { port } = new URL(url);
    return new Promise((resolve, reject) => {
      let response = '';
      const socket: Socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      socket.setEncoding('utf8').on('data', (part: string) => {
        response += part;
      });
      socket.on('error', reject).on('close', () => resolve(response));
    });
  }
  const h2c =
    'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';

  test('for a GET that requests h2c, as the clients of Java and curl do', async () => {
    const response = await exchange(
      `GET /health/live HTTP/1.1\r\nhost: a\r\n${h2c}\r\nGET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );

    expect(response).toMatch(/^HTTP\/1.1 200 /);
    expect(response).toContain('{"status":"live"}');
    expect(response).toMatch(/HTTP\/1.1 404 /);
  });

  test('for a POST that requests h2c, with a whole or a chunked body', async () => {
    const body = '{"query":"{ a }"}';
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\n${h2c}content-type: application/json\r\n`;
    const last = 'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';

    const whole = await exchange(`${head}content-length: ${body.length}\r\n\r\n${body}${last}`);
    const chunked = await exchange(
      `${head}transfer-encoding: chunked\r\n\r\n5\r\n${body.slice(0, 5)}\r\nc\r\n${body.slice(5)}\r\n0\r\n\r\n${last}`,
    );

    for (const response of [whole, chunked]) {
      expect(response).toContain('"query":"{ a }"');
      expect(response).toContain('{"status":"live"}');
    }
  });

  test('for a POST that requests h2c with a body beyond the limit', async () => {
    const response = await exchange(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${h2c}content-type: application/json\r\ncontent-length: 200000\r\n\r\n`,
    );

    expect(response).toMatch(/^HTTP\/1.1 413 /);
  });

  test('for a pipelined request, after the responses to the requests before it', async () => {
    await edge.close();
    const released: (() => void)[] = [];
    await start(async ({ search }) => {
      if (search === '?slow') await new Promise<void>((resolve) => released.push(resolve));
      return { status: 200, headers: {}, setCookies: [], body: `${search};` };
    });
    const get = (search: string, headers = ''): string =>
      `GET /graphql?${search} HTTP/1.1\r\nhost: a\r\n${headers}\r\n`;
    const response = exchange(
      `${get('slow')}${get('second')}${get('third', h2c)}${get('fourth', 'connection: close\r\n')}`,
    );
    await until(() => released.length === 1);
    released[0]?.();

    expect([...(await response).matchAll(/\?(\w+);/g)].map(([, search]) => search)).toEqual([
      'slow',
      'second',
      'third',
      'fourth',
    ]);
  });

  test('and a pipelined WebSocket handshake is handled after the requests before it', async () => {
    const response = await exchange(
      'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\nGET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\norigin: https://evil.example\r\n\r\n',
    );

    expect(response).toMatch(/^HTTP\/1.1 200 [\s\S]*{"status":"live"}HTTP\/1.1 403 /);
  });

  test('for a WebSocket handshake at another path', async () => {
    const response = await exchange(
      'GET /elsewhere HTTP/1.1\r\nhost: a\r\nconnection: Upgrade, close\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nGET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
    );

    expect(response).toMatch(/^HTTP\/1.1 404 /);
    expect(openedSockets).toBe(0);
  });

  test('and a malformed WebSocket handshake is rejected in JSON', async () => {
    const response = await exchange(
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n',
    );

    expect(response).toMatch(/^HTTP\/1.1 400 /);
    expect(response).toContain('"error":"invalid_request"');
  });
});

const until = (isTrue: () => boolean): Promise<void> => eventually(() => expect(isTrue()).toBe(true));

describe('on a listener of the project, an upgrade request', () => {
  let listener: Server;
  let mounted: TestHttpServer;
  let path: string;

  beforeEach(async () => {
    mounted = createTestHttpServer({
      options: { ...options, timeouts: { ...defaultHttpTimeouts, requestMs: 50 } },
      subscriptions: () => async () => {},
    });
    listener = createServer(mounted.handler);
    mounted.acceptWebSockets(listener);
    await mounted.serveMounted();
    // A listener that serves one path leaves all others to Cordon and to further listeners.
    listener.on('upgrade', ({ url: requested }, socket) => {
      if (requested === '/own') socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    path = `http://127.0.0.1:${await listenOnFreePort(listener)}`;
  });
  afterEach(async () => {
    await mounted.close();
    listener.closeAllConnections();
    listener.close();
  });

  /** Returns whether the server closes the connection within a time. */
  function isClosed(requested: string, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(path).port), '127.0.0.1', () => {
        socket.write(`GET ${requested} HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: other\r\n\r\n`);
      });
      const timer = setTimeout(() => {
        socket.destroy();
        resolve(false);
      }, milliseconds);
      socket.resume().once('end', () => {
        clearTimeout(timer);
        socket.destroy();
        resolve(true);
      });
    });
  }

  test('that nobody answers does not keep its connection for ever', async () => {
    expect(await isClosed('/nowhere', 60_000)).toBe(true);
  });

  test('that the project answers keeps it', async () => {
    expect(await isClosed('/own', 500)).toBe(false);
  });
});
