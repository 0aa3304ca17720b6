import { describe, expect, test } from '@jest/globals';
import type { PasswordLogin } from '../../../src/modules/login/index.js';
import type { Sessions } from '../../../src/modules/sessions/index.js';
import type { Reason, RouteRequest } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';
import { callRoute, createError, createRoutes, tokens } from './route-fixture.js';

const form: RouteRequest['form'] = [
  ['username', 'ada'],
  ['password', 'a rather long one'],
];

describe('POST /token', () => {
  test('returns tokens as in RFC 6749 5.1, with headers that forbid caching', async () => {
    const response = await callRoute(createRoutes({}), 'POST', '/token', { form });

    expect(response).toEqual({
      status: 200,
      headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
      body: {
        access_token: 'an.access.token',
        token_type: 'bearer',
        expires_in: 900,
        refresh_token: 'a-refresh-token',
        scope: 'account:read account:write',
      },
    });
  });

  test('passes the token and the client to the refresh', async () => {
    const requests: unknown[] = [];
    const refresh: Sessions['refreshSession'] = async (request) => {
      requests.push(request);
      return tokens;
    };

    const response = await callRoute(createRoutes({ refresh }), 'POST', '/token', {
      form: [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'one'],
        ['scope', 'everything'],
      ],
    });

    expect(response.status).toBe(200);
    expect(requests).toEqual([
      { refreshToken: 'one', client: expect.objectContaining({ ipAddress: '203.0.113.1' }) },
    ]);
  });

  test.each<[Reason, number, string, string]>([
    ['INVALID_CREDENTIALS', 401, 'invalid_grant', 'Incorrect username or password'],
    ['ACCOUNT_DISABLED', 400, 'invalid_grant', 'Inactive user'],
    ['SCOPE_NOT_ALLOWED', 400, 'invalid_scope', 'A sentence.'],
    ['REFRESH_TOKEN_INVALID', 400, 'invalid_grant', 'A sentence.'],
    ['REFRESH_TOKEN_EXPIRED', 400, 'invalid_grant', 'A sentence.'],
    ['REFRESH_TOKEN_REUSED', 400, 'invalid_grant', 'A sentence.'],
    ['SESSION_REVOKED', 400, 'invalid_grant', 'A sentence.'],
    ['INVALID_INPUT', 400, 'invalid_request', 'A sentence.'],
    ['BAD_USER_INPUT', 400, 'invalid_request', 'A sentence.'],
  ])('translates %s into %i %s', async (reason, status, error, description) => {
    const login: PasswordLogin = () => Promise.reject(createError(reason));

    const response = await callRoute(createRoutes({ login }), 'POST', '/token', { form });

    expect(response.status).toBe(status);
    expect(response.body).toEqual({ error, error_description: description, detail: description });
    expect(response.headers?.['WWW-Authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
  });

  test.each<[Reason, number]>([
    ['RATE_LIMITED', 429],
    ['SERVICE_UNAVAILABLE', 503],
  ])('translates %s into %i with Retry-After', async (reason, status) => {
    const login: PasswordLogin = () => Promise.reject(createError(reason, 17));

    const response = await callRoute(createRoutes({ login }), 'POST', '/token', { form });

    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({ 'Retry-After': '17' });
    expect(response.body).toMatchObject({ error: 'temporarily_unavailable' });
  });

  test('responds with 503 when the database is unavailable', async () => {
    const login: PasswordLogin = () => Promise.reject(new Error('ECONNREFUSED'));

    const response = await callRoute(createRoutes({ login }), 'POST', '/token', { form });

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });

  test('rethrows an internal error, which the HTTP transport hides', async () => {
    const error = new Error('internal');
    const login: PasswordLogin = () => Promise.reject(error);

    await expect(callRoute(createRoutes({ login }), 'POST', '/token', { form })).rejects.toBe(error);
  });

  test('returns no tokens while the password must be changed', async () => {
    const login: PasswordLogin = async () => ({
      status: 'PASSWORD_CHANGE_REQUIRED',
      passwordChangeToken: 'cordon_change_secret',
      refusals: [{ reason: 'PASSWORD_CHANGE_REQUIRED', message: 'A sentence.' }],
    });

    const response = await callRoute(createRoutes({ login }), 'POST', '/token', { form });

    expect(response).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(JSON.stringify(response)).not.toContain('cordon_change_secret');
  });

  test('rejects a body that is not a form with an OAuth error', () => {
    const route = createRoutes({}).find(({ path }) => path === '/token');

    expect(route?.onBadBody?.(stub<RouteRequest>({}))).toMatchObject({
      status: 400,
      headers: { 'Cache-Control': 'no-store' },
      body: { error: 'invalid_request' },
    });
  });

  test('rejects the password grant where it is disabled', async () => {
    const response = await callRoute(createRoutes({ passwordGrantEnabled: false }), 'POST', '/token', {
      form,
    });

    expect(response).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });
});
