import { describe, expect, test } from '@jest/globals';
import type { PasswordLogin } from '../../../src/modules/login/index.js';
import type { Sessions } from '../../../src/modules/sessions/index.js';
import type { Reason, RouteRequest } from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';
import { ask, refusal, routes, tokens } from './route-fixture.js';

const form: RouteRequest['form'] = [
  ['username', 'ada'],
  ['password', 'a rather long one'],
];

describe('POST /token', () => {
  test('answers the tokens in the words of RFC 6749 5.1 and keeps them out of every cache', async () => {
    const response = await ask(routes({}), 'POST', '/token', { form });

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

  test('refreshes with the token and the client that were given', async () => {
    const asked: unknown[] = [];
    const refresh: Sessions['refresh'] = async (request) => {
      asked.push(request);
      return tokens;
    };

    const response = await ask(routes({ refresh }), 'POST', '/token', {
      form: [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'one'],
        ['scope', 'everything'],
      ],
    });

    expect(response.status).toBe(200);
    expect(asked).toEqual([
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
  ])('answers %s as %i %s', async (reason, status, error, words) => {
    const login: PasswordLogin = () => Promise.reject(refusal(reason));

    const response = await ask(routes({ login }), 'POST', '/token', { form });

    expect(response.status).toBe(status);
    expect(response.body).toEqual({ error, error_description: words, detail: words });
    expect(response.headers?.['WWW-Authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    expect(response.headers).toMatchObject({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
  });

  test.each<[Reason, number]>([
    ['RATE_LIMITED', 429],
    ['SERVICE_UNAVAILABLE', 503],
  ])('answers %s as %i and says when to come back', async (reason, status) => {
    const login: PasswordLogin = () => Promise.reject(refusal(reason, 17));

    const response = await ask(routes({ login }), 'POST', '/token', { form });

    expect(response.status).toBe(status);
    expect(response.headers).toMatchObject({ 'Retry-After': '17' });
    expect(response.body).toMatchObject({ error: 'temporarily_unavailable' });
  });

  test('answers a database out of reach as 503', async () => {
    const login: PasswordLogin = () => Promise.reject(new Error('ECONNREFUSED'));

    const response = await ask(routes({ login }), 'POST', '/token', { form });

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });

  test('leaves a fault to the HTTP edge, which hides it', async () => {
    const fault = new Error('a fault');
    const login: PasswordLogin = () => Promise.reject(fault);

    await expect(ask(routes({ login }), 'POST', '/token', { form })).rejects.toBe(fault);
  });

  test('hands out nothing while the password must be changed', async () => {
    const login: PasswordLogin = async () => ({
      status: 'PASSWORD_CHANGE_REQUIRED',
      passwordChangeToken: 'cordon_change_secret',
      refusals: [{ reason: 'PASSWORD_CHANGE_REQUIRED', message: 'A sentence.' }],
    });

    const response = await ask(routes({ login }), 'POST', '/token', { form });

    expect(response).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(JSON.stringify(response)).not.toContain('cordon_change_secret');
  });

  test('answers a body that is no form in the words of OAuth', () => {
    const route = routes({}).find(({ path }) => path === '/token');

    expect(route?.onBadBody?.(stub<RouteRequest>({}))).toMatchObject({
      status: 400,
      headers: { 'Cache-Control': 'no-store' },
      body: { error: 'invalid_request' },
    });
  });

  test('refuses the password grant where it is switched off', async () => {
    const response = await ask(routes({ passwordGrantEnabled: false }), 'POST', '/token', { form });

    expect(response).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });
});
