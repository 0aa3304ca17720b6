import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestGraphqlServer, type TestGraphqlServer } from './graphql-server-fixture.js';

let edge: TestGraphqlServer;

beforeAll(async () => {
  edge = await openTestGraphqlServer();
});

afterAll(() => edge.stop());

describe('a request', () => {
  test('with a valid credential is executed as its user', async () => {
    const { status, body } = await edge.execute('{ me { name } }', { authorization: 'Bearer good' });

    expect(status).toBe(200);
    expect(body.data.me.name).toBe('Ann');
  });

  test('without a credential gets 401 with a plain challenge and no data', async () => {
    const { status, headers, body } = await edge.execute('{ me { name } }');

    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body).not.toHaveProperty('data');
    expect(body.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });

  test.each([
    ['Bearer TOKEN_EXPIRED', 'TOKEN_EXPIRED'],
    ['Bearer SESSION_REVOKED', 'SESSION_REVOKED'],
    ['Basic abc', 'TOKEN_MALFORMED'],
    ['Bearer', 'TOKEN_MALFORMED'],
  ])(
    'with the invalid credential %p gets 401 with the reason where a user is required',
    async (authorization, reason) => {
      const { status, headers, body } = await edge.execute('{ me { name } }', { authorization });

      expect(status).toBe(401);
      expect(headers['www-authenticate']).toContain('error="invalid_token"');
      expect(body.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason });
    },
  );

  test.each(['Bearer TOKEN_EXPIRED', 'Basic abc', 'Bearer down', 'Bearer bug'])(
    'with %p still receives a public field',
    async (authorization) => {
      const { status, body } = await edge.execute('{ version }', { authorization });

      expect(status).toBe(200);
      expect(body).toEqual({ data: { version: '1' } });
    },
  );

  test('whose credential cannot be checked gets 503, not 401, where a user is required', async () => {
    const { status, headers, body } = await edge.execute('{ me { name } }', { authorization: 'Bearer down' });

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('9');
    expect(headers['www-authenticate']).toBeUndefined();
    expect(body.errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 9 });
  });

  test('whose credential cannot be checked gets the public fields of the same operation', async () => {
    const { status, body } = await edge.execute('{ version me { name } }', { authorization: 'Bearer down' });

    expect(status).toBe(200);
    expect(body.data).toEqual({ version: '1', me: null });
    expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  test('gets 503 when an authenticator throws an unknown error', async () => {
    edge.log.length = 0;

    const { status, body } = await edge.execute('{ me { name } }', { authorization: 'Bearer bug' });

    expect(status).toBe(503);
    expect(body).not.toHaveProperty('data');
    expect(edge.log.map((line) => line.message)).toContain('an authenticator failed');
  });
});

describe('an elevating mutation', () => {
  const login =
    'mutation($p: String!) { login(input: { username: "ann", password: $p }) { ok user { name } } }';

  test('returns its payload to the user it has signed in', async () => {
    const { body } = await edge.execute(login, { variables: { p: 'right' } });

    expect(body).toEqual({ data: { login: { ok: true, user: { name: 'Ann' } } } });
  });

  test('returns a refusal without an error for the null user', async () => {
    const { body } = await edge.execute(login, { variables: { p: 'wrong' } });

    expect(body).toEqual({ data: { login: { ok: false, user: null } } });
  });

  test('works with an expired token in the request', async () => {
    const { body } = await edge.execute(login, {
      variables: { p: 'right' },
      authorization: 'Bearer TOKEN_EXPIRED',
    });

    expect(body.data.login.user.name).toBe('Ann');
  });
});
