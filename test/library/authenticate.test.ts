import { createServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import Fastify from 'fastify';
import type { RequestAuthentication } from '../../src/library/index.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { listenOnFreePort } from '../helpers/listen.js';
import { exchangeRaw } from '../helpers/raw-http-client.js';
import { createFirstAdministrator, type SignedInUser, signUp } from '../helpers/sign-in.js';

let server: TestServer;
let user: SignedInUser;
const listeners: HttpServer[] = [];

beforeAll(async () => {
  server = await createTestServer();
  await createFirstAdministrator(server);
  user = await signUp(server, 'ada');
});
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});
afterAll(() => server.close());

async function listen(handle: RequestListener): Promise<string> {
  const listener = createServer(handle);
  listeners.push(listener);
  return `http://127.0.0.1:${await listenOnFreePort(listener)}`;
}

const expressApp = () =>
  express().get('/whoami', async (request, response) => {
    response.json(await server.server.authenticate(request));
  });

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

test('returns the user of a request that Express has received', async () => {
  const url = await listen(expressApp());

  const known = await sendHttp(`${url}/whoami`, bearer(user.accessToken));
  const anonymous = await sendHttp(`${url}/whoami`);

  expect(known.body).toMatchObject({
    currentUser: { id: user.id, role: 'USER' },
    authenticationFailure: null,
  });
  expect(anonymous.body).toEqual({ currentUser: null, authenticationFailure: 'TOKEN_MISSING' });
});

test('returns the user of a request that Fastify has received', async () => {
  const app = Fastify();
  app.get('/whoami', (request) => server.server.authenticate(request));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });

  const { body } = await sendHttp(`${url}/whoami`, bearer(user.accessToken));

  expect(valueAt(body, 'currentUser', 'id')).toBe(user.id);
  await app.close();
});

test('returns the user of a request of the Fetch API', async () => {
  const request = new Request('https://api.example/', bearer(user.accessToken));

  expect((await server.server.authenticate(request)).currentUser?.id).toBe(user.id);
  expect((await server.server.authenticate({ raw: request })).currentUser?.id).toBe(user.id);
  expect(await server.server.authenticate(new Request('https://api.example/'))).toEqual({
    currentUser: null,
    authenticationFailure: 'TOKEN_MISSING',
  });
});

test('knows no user from anything but one well-formed Authorization header', async () => {
  const url = await listen(expressApp());
  const repeated = await exchangeRaw(
    url,
    `GET /whoami HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${user.accessToken}\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n`,
  );
  const twice = new Headers({ authorization: `Bearer ${user.accessToken}` });
  twice.append('authorization', `Bearer ${user.accessToken}`);
  const failures = await Promise.all([
    sendHttp(`${url}/whoami?access_token=${user.accessToken}`),
    sendHttp(`${url}/whoami`, { headers: { authorization: `Basic ${user.accessToken}` } }),
    sendHttp(`${url}/whoami`, { headers: { 'x-cordon-user-id': user.id } }),
  ]);

  expect(repeated).toContain('{"currentUser":null,"authenticationFailure":"TOKEN_MALFORMED"}');
  expect(
    await server.server.authenticate(new Request('https://api.example/', { headers: twice })),
  ).toMatchObject({
    authenticationFailure: 'TOKEN_MALFORMED',
  });
  expect(failures.map(({ body }) => valueAt(body, 'currentUser'))).toEqual([null, null, null]);
  await expect(server.server.authenticate({ headers: {} } as Request)).rejects.toThrow(
    /requires a request of/,
  );
});

test('knows no user once the session has ended', async () => {
  const eve = await signUp(server, 'eve');
  const request = new Request('https://api.example/', bearer(eve.accessToken));
  const answers: RequestAuthentication[] = [await server.server.authenticate(request)];

  await sendGraphql(server.url, 'mutation { logout { ok } }', { token: eve.accessToken });
  answers.push(await server.server.authenticate(request));

  expect(answers).toMatchObject([
    { currentUser: { id: eve.id } },
    { currentUser: null, authenticationFailure: 'SESSION_REVOKED' },
  ]);
});
