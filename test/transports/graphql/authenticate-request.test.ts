import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, openHost } from './edge-fixture.js';

let host: Host;

beforeAll(async () => {
  host = await openHost();
});

afterAll(() => host.stop());

describe('a credential', () => {
  test('that is good lets its person in', async () => {
    const { status, body } = await host.execute('{ me { name } }', { authorization: 'Bearer good' });

    expect(status).toBe(200);
    expect(body.data.me.name).toBe('Ann');
  });

  test('that is missing is 401 with a plain challenge and no data', async () => {
    const { status, headers, body } = await host.execute('{ me { name } }');

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
  ])('%p that is bad is 401 with its reason where a caller is needed', async (authorization, reason) => {
    const { status, headers, body } = await host.execute('{ me { name } }', { authorization });

    expect(status).toBe(401);
    expect(headers['www-authenticate']).toContain('error="invalid_token"');
    expect(body.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason });
  });

  test.each(['Bearer TOKEN_EXPIRED', 'Basic abc', 'Bearer down', 'Bearer bug'])(
    '%p never refuses a public field',
    async (authorization) => {
      const { status, body } = await host.execute('{ version }', { authorization });

      expect(status).toBe(200);
      expect(body).toEqual({ data: { version: '1' } });
    },
  );

  test('that cannot be judged is 503, not 401, where a caller is needed', async () => {
    const { status, headers, body } = await host.execute('{ me { name } }', { authorization: 'Bearer down' });

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('9');
    expect(headers['www-authenticate']).toBeUndefined();
    expect(body.errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 9 });
  });

  test('that cannot be judged leaves public neighbours their answers', async () => {
    const { status, body } = await host.execute('{ version me { name } }', { authorization: 'Bearer down' });

    expect(status).toBe(200);
    expect(body.data).toEqual({ version: '1', me: null });
    expect(body.errors[0].extensions.code).toBe('SERVICE_UNAVAILABLE');
  });

  test('is not let in by an authenticator that fails in a way nobody foresaw', async () => {
    host.log.length = 0;

    const { status, body } = await host.execute('{ me { name } }', { authorization: 'Bearer bug' });

    expect(status).toBe(503);
    expect(body).not.toHaveProperty('data');
    expect(host.log.map((line) => line.message)).toContain('an authenticator failed');
  });
});

describe('an elevating mutation', () => {
  const login =
    'mutation($p: String!) { login(input: { username: "ann", password: $p }) { ok user { name } } }';

  test('shows its payload to the person it has signed in', async () => {
    const { body } = await host.execute(login, { variables: { p: 'right' } });

    expect(body).toEqual({ data: { login: { ok: true, user: { name: 'Ann' } } } });
  });

  test('answers a refusal without an error for the null user', async () => {
    const { body } = await host.execute(login, { variables: { p: 'wrong' } });

    expect(body).toEqual({ data: { login: { ok: false, user: null } } });
  });

  test('works beside a stale token', async () => {
    const { body } = await host.execute(login, {
      variables: { p: 'right' },
      authorization: 'Bearer TOKEN_EXPIRED',
    });

    expect(body.data.login.user.name).toBe('Ann');
  });
});
