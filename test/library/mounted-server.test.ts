import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import express from 'express';
import { createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { auditLog } from '../helpers/audit-log-sql.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { listenOnFreePort } from '../helpers/listen.js';
import { exchangeRaw } from '../helpers/raw-http-client.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';

let installation: TestInstallation;
let cordon: InProcessServer;
let listener: HttpServer;
let url: string;
let isRunning = false;
let admin: SignedInUser;
let finishSlowField: () => void;
let slowFieldStarted: Promise<void>;
let startSlowField: () => void;

const extension = {
  typeDefs: 'extend type Query { slow: String @public }',
  resolvers: {
    Query: {
      slow: () =>
        new Promise<string>((resolve) => {
          finishSlowField = () => resolve('finished');
          startSlowField();
        }),
    },
  },
};

beforeAll(async () => {
  installation = await createTestInstallation({ environment: { CORDON_ISSUER: 'http://localhost:9' } });
  const first = await installation.start();
  admin = await createFirstAdministrator(first);
  await first.stop();
});
beforeEach(async () => {
  slowFieldStarted = new Promise((resolve) => {
    startSlowField = resolve;
  });
  if (!isRunning) await mount();
});
afterAll(async () => {
  await stop();
  await installation.close();
});

async function mount(): Promise<void> {
  cordon = await installation.start({}, extension, { listen: false });
  const app = express();
  app.get('/own', (_request, response) => void response.send('from Express'));
  app.post('/parsed', express.json(), cordon.server.handler);
  app.use(cordon.server.handler);
  listener = createHttpServer(app);
  cordon.server.acceptWebSockets(listener);
  url = `http://127.0.0.1:${await listenOnFreePort(listener)}`;
  isRunning = true;
}

/** The next test starts a server of its own. */
async function stop(): Promise<void> {
  isRunning = false;
  await cordon.stop();
  listener.closeAllConnections();
  listener.close();
}

/** Tries to open a WebSocket for subscriptions and returns why it was refused. */
function refusedWebSocket(serverUrl: string): Promise<string> {
  const socket = new WebSocket(`${serverUrl.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  return new Promise((resolve) => socket.once('error', ({ message }) => resolve(message)));
}

describe('a server that is mounted in Express and does not listen itself', () => {
  test('answers everything that Express does not answer', async () => {
    const own = await sendHttp(`${url}/own`);
    const ready = await sendHttp(`${url}/health/ready`);
    const unknown = await sendHttp(`${url}/nowhere`);
    const me = await sendGraphql(url, '{ me { username } }', { token: admin.accessToken });
    const token = await sendHttp(`${url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: admin.refreshToken }),
    });

    expect(own.text).toBe('from Express');
    expect(ready.body).toEqual({ status: 'ready' });
    expect([unknown.status, valueAt(unknown.body, 'error')]).toEqual([404, 'not_found']);
    expect(valueAt(me.body, 'data', 'me', 'username')).toBe('admin');
    expect([token.status, valueAt(token.body, 'token_type')]).toEqual([200, 'bearer']);
    admin = { ...admin, accessToken: String(valueAt(token.body, 'access_token')) };
  });

  test('opens no port and has no URL', () => {
    expect(cordon.url).toBe('');
    expect(cordon.setupLink).toBe('');
  });

  test('keeps its limits: a body is cut off at 100 kB, and strict JSON is required', async () => {
    const post = (body: string) =>
      sendHttp(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    expect((await post(`{"query":"${'x'.repeat(100_000)}"}`)).status).toBe(413);
    expect((await post('{"query":"{ me { id } }","query":"{ slow }"}')).status).toBe(400);
  });

  test('answers 500 instead of waiting for a body that a parser has read before', async () => {
    const { status } = await sendHttp(`${url}/parsed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });

    expect(status).toBe(500);
  });

  test('sees the address of the client', async () => {
    await signUp({ url }, 'bob');

    const rows = await cordon.sql(
      `SELECT DISTINCT host(ip_address::inet) AS address FROM ${auditLog} WHERE action = 'session.started'`,
    );
    expect(rows).toEqual([{ address: '127.0.0.1' }]);
  });

  test('finishes requests in flight when it stops, and answers 503 from then on', async () => {
    const slow = sendGraphql(url, '{ slow }');
    await slowFieldStarted;
    const stopping = cordon.stop();
    const late = await sendHttp(`${url}/health/live`);
    finishSlowField();

    expect(valueAt((await slow).body, 'data', 'slow')).toBe('finished');
    await stopping;
    const stopped = await sendHttp(`${url}/graphql`);
    expect([late.status, stopped.status, stopped.headers.get('retry-after')]).toEqual([503, 503, '5']);
    expect((await sendHttp(`${url}/own`)).status).toBe(200);
    await stop();
  });
});

describe('the WebSockets of the listener of a project', () => {
  function subscribe(): { readonly events: AsyncIterableIterator<unknown>; dispose(): unknown } {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      connectionParams: { authorization: `Bearer ${admin.accessToken}` },
    });
    return {
      events: client.iterate({ query: 'subscription { userChanged { username } }' }),
      dispose: () => client.dispose(),
    };
  }

  test('at /graphql carry subscriptions', async () => {
    const { events, dispose } = subscribe();
    const next = events.next();
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
      await signUp({ url }, `user-${Date.now()}`);
      const received = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 200, null))]);
      if (received !== null) break;
    }

    expect(await next).toMatchObject({
      value: { data: { userChanged: { username: expect.stringMatching(/^user-/) } } },
    });
    await dispose();
  });

  test('are served once when they are accepted twice', async () => {
    cordon.server.acceptWebSockets(listener);
    const { events, dispose } = subscribe();
    const next = events.next();
    next.catch(() => {});
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const opened = await new Promise((resolve) => {
      socket.once('open', () => resolve('opened')).once('error', resolve);
    });
    socket.terminate();
    await dispose();

    expect(opened).toBe('opened');
  });

  test('are refused after the stop', async () => {
    await cordon.stop();

    expect(await refusedWebSocket(url)).toContain('503');
    await stop();
  });

  test('at other paths belong to the other listeners of the project', async () => {
    const own = new WebSocketServer({ noServer: true });
    listener.on('upgrade', (request, socket, head) => {
      if (request.url === '/own')
        own.handleUpgrade(request, socket, head, (opened) => opened.send('from the project'));
    });

    const socket = new WebSocket(`${url.replace('http', 'ws')}/own`);
    const message = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));

    expect(message).toBe('from the project');
    socket.terminate();
    await stop();
  });

  test('do not turn requests for another protocol away, such as h2c of Java and curl', async () => {
    const h2c =
      'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';

    const response = await exchangeRaw(
      url,
      `GET /own HTTP/1.1\r\nhost: a\r\n${h2c}\r\nGET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );

    expect(response).toContain('from Express');
    expect(response).toContain('{"status":"live"}');
  });

  test('open only after the requests before them on the connection were answered', async () => {
    const handshake =
      'GET /graphql HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';
    const slow = 'GET /graphql?query=%7Bslow%7D HTTP/1.1\r\nhost: a\r\napollo-require-preflight: 1\r\n\r\n';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(slow + handshake));
    let response = '';
    const opened = new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        response += String(bytes);
        if (response.includes(' 101 ')) resolve();
      });
    });
    await slowFieldStarted;
    finishSlowField();
    await opened;
    socket.destroy();

    expect(response.indexOf('finished')).toBeGreaterThan(0);
    expect(response.indexOf('finished')).toBeLessThan(response.indexOf('HTTP/1.1 101'));
  });
});

test('requests and WebSockets are answered 503 before the start', async () => {
  const unstarted = createServer(readConfig({ LOG_LEVEL: 'silent' }));
  const early = createHttpServer(unstarted.handler);
  unstarted.acceptWebSockets(early);
  const earlyUrl = `http://127.0.0.1:${await listenOnFreePort(early)}`;

  const { status, body } = await sendHttp(`${earlyUrl}/graphql`);
  const refusal = await refusedWebSocket(earlyUrl);

  expect([status, valueAt(body, 'detail')]).toEqual([503, 'The server is not running.']);
  expect(refusal).toContain('503');
  early.close();
});
