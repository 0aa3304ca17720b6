import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import type { RouteRequest } from '../../../src/shared/index.js';
import { otherPassword } from '../../helpers/create-test-app.js';
import {
  basicHeader,
  clients,
  createIntrospectionTestRoutes,
  type IntrospectionFixture,
  nextSecret,
  openIntrospectionFixture,
  secret,
  sha256,
} from './introspection-clients.js';

/** The authentication of clients at `POST /introspect` (RFC 7662). */

let server: IntrospectionFixture['server'];
let testApp: IntrospectionFixture['testApp'];
let post: IntrospectionFixture['post'];
let signIn: IntrospectionFixture['signIn'];
let close: IntrospectionFixture['close'];

beforeAll(async () => {
  ({ server, testApp, post, signIn, close } = await openIntrospectionFixture());
});
afterAll(() => close());

describe('a client', () => {
  test('of a library discovers the endpoint and gets a response', async () => {
    const issuer = new URL(server.url);
    const options = { [oauth.allowInsecureRequests]: true };
    const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    const as = await oauth.processDiscoveryResponse(issuer, found);
    const client = { client_id: 'reports' };
    const { access_token: token } = await signIn();

    const response = await oauth.introspectionRequest(
      as,
      client,
      oauth.ClientSecretBasic(secret),
      token,
      options,
    );

    const introspection = await oauth.processIntrospectionResponse(as, client, response);
    expect(introspection).toMatchObject({ active: true, username: 'ada' });
  });

  test('may send its secret as curl does, and the next one during a rotation', async () => {
    const responses = [
      await post('/introspect', { token: 'a' }, basicHeader('reports', secret)),
      await post('/introspect', { token: 'a' }, basicHeader('reports', nextSecret)),
      await post('/introspect', { token: 'a' }, basicHeader('reports', nextSecret).replace('Basic', 'bAsIc')),
    ];

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('may send its id form-encoded (RFC 6749 2.3.1) or raw', async () => {
    const spelling = ['team.reports-1', 'team%2Ereports%2D1', 'team%2ereports-1', 'a b', 'a+b', 'a%20b'];
    const named = [
      { id: 'team.reports-1', secretSha256: sha256(secret) },
      { id: 'a b', secretSha256: sha256(secret) },
    ];
    const [route] = createIntrospectionTestRoutes(testApp, server, named);
    const statuses = await Promise.all(
      spelling.map(async (id) => (await route?.handle(requestWith(basicHeader(id, secret))))?.status),
    );

    expect(statuses).toEqual(spelling.map(() => 200));
    expect((await route?.handle(requestWith(basicHeader('team%2', secret))))?.status).toBe(401);
  });

  test.each([
    ['nothing', undefined],
    ['a wrong secret', basicHeader('reports', otherPassword)],
    ['no secret', basicHeader('reports', '')],
    ['the secret of another', basicHeader('other', secret)],
    ['an unknown id', basicHeader('nobody', secret)],
    ['the hash itself', basicHeader('reports', sha256(secret).toString('hex'))],
    ['no colon', `Basic ${Buffer.from('reports').toString('base64')}`],
    ['no base64', 'Basic ***'],
    ['no UTF-8', `Basic ${Buffer.from([...Buffer.from('reports:'), 0xff]).toString('base64')}`],
    ['a bearer token', 'Bearer abc'],
    ['two credentials in one header', `${basicHeader('reports', secret)}, ${basicHeader('reports', secret)}`],
  ])(
    'that sends %s is rejected with a challenge and without information about the token',
    async (_name, header) => {
      const { access_token: token } = await signIn();

      const response = await post('/introspect', { token }, header);

      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({
        error: 'invalid_client',
        error_description: 'The client could not be authenticated',
        detail: 'The client could not be authenticated',
      });
    },
  );

  test('that sends id and secret in the form is rejected', async () => {
    const response = await post('/introspect', { token: 'a', client_id: 'reports', client_secret: secret });

    expect(response.status).toBe(401);
  });

  test('gets invalid_request only after it was authenticated', async () => {
    const repeated = await post('/introspect', 'token=a&token=b', basicHeader('reports', secret));
    const missing = await post('/introspect', '', basicHeader('reports', secret));
    const unauthenticated = await post('/introspect', 'token=a&token=b');

    expect([repeated.status, missing.status, unauthenticated.status]).toEqual([400, 400, 401]);
    expect(await repeated.json()).toMatchObject({ error: 'invalid_request' });
  });
});

test.each([
  ['no list of clients', []],
  ['two Authorization headers', clients],
])('with %s no client is authenticated', async (_name, registeredClients) => {
  const authorizationHeaderCount = registeredClients.length === 0 ? 1 : 2;
  const request = { ...requestWith(basicHeader('reports', secret)), authorizationHeaderCount };

  const response = await createIntrospectionTestRoutes(testApp, server, registeredClients)[0]?.handle(
    request,
  );

  expect(response).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

function requestWith(authorization: string): RouteRequest {
  return {
    method: 'POST',
    headers: { authorization },
    form: [['token', 'a']],
    query: [],
    authorizationHeaderCount: 1,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'r' },
  };
}
