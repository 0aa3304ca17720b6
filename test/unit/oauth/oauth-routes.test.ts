import { describe, expect, test } from '@jest/globals';
import type { Authenticator, CurrentUser } from '../../../src/access/index.js';
import {
  DomainError,
  type Reason,
  type Route,
  type RouteRequest,
  type RouteResponse,
  type Transactions,
  type UserId,
} from '../../../src/kernel/index.js';
import type { PasswordLogin } from '../../../src/login/index.js';
import { createOauthRoom } from '../../../src/oauth/index.js';
import type { IssuedTokens, Sessions } from '../../../src/sessions/index.js';
import type { User, Users } from '../../../src/users/index.js';
import { twin } from '../../support/twin.js';

const tokens = twin<IssuedTokens>({
  accessToken: 'an.access.token',
  tokenType: 'Bearer',
  expiresIn: 900,
  refreshToken: 'a-refresh-token',
  scope: ['account:read', 'account:write'],
});
const user = twin<User>({
  id: '01890000-0000-7000-8000-000000000001' as UserId,
  username: 'Ada',
  email: 'ada@example.com',
  emailVerified: false,
  fullName: null,
  role: 'USER',
  updatedAt: new Date('2026-03-01T09:30:00.999Z'),
});

interface Twins {
  readonly login?: PasswordLogin;
  readonly refresh?: Sessions['refresh'];
  readonly authenticator?: Authenticator;
  readonly found?: User | null;
  readonly passwordGrantEnabled?: boolean;
}

function routes({
  login,
  refresh,
  authenticator,
  found = user,
  passwordGrantEnabled = true,
}: Twins): readonly Route[] {
  const room = createOauthRoom({
    login: login ?? (async () => ({ status: 'COMPLETE', user, tokens })),
    sessions: twin<Sessions>({ refresh: refresh ?? (async () => tokens) }),
    authenticators: authenticator === undefined ? [] : [authenticator],
    users: twin<Users>({ find: async () => found }),
    transactions: twin<Transactions>({ reader: twin({}) }),
    explain: (error) =>
      error instanceof Error && error.message === 'ECONNREFUSED' ? refusal('SERVICE_UNAVAILABLE', 2) : null,
    issuer: 'https://id.example.com',
    passwordGrantEnabled,
  });
  return room.routes ?? [];
}

function refusal(reason: Reason, retryAfterSeconds?: number): DomainError {
  return new DomainError({
    reason,
    message: 'A sentence.',
    detail: 'secret detail',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function ask(
  all: readonly Route[],
  method: string,
  path: string,
  request: Partial<RouteRequest>,
): Promise<RouteResponse> {
  const route = all.find((candidate) => candidate.method === method && candidate.path === path);
  if (route === undefined) throw new Error(`no route ${method} ${path}`);
  return route.handle({
    method,
    headers: {},
    form: [],
    query: [],
    authorizationHeaders: 0,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'r' },
    ...request,
  });
}

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

    expect(route?.onBadBody?.(twin<RouteRequest>({}))).toMatchObject({
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

describe('/userinfo', () => {
  const good: Authenticator = {
    authenticate: async () => ({ user: twin<CurrentUser>({ id: user.id }), failure: null }),
  };
  const request = { headers: { authorization: 'Bearer abc' }, authorizationHeaders: 1 };

  test.each(['GET', 'POST'])('tells the caller who they are by %s', async (method) => {
    const response = await ask(routes({ authenticator: good }), method, '/userinfo', request);

    expect(response).toEqual({
      status: 200,
      headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
      body: {
        sub: user.id,
        preferred_username: 'Ada',
        email: 'ada@example.com',
        email_verified: false,
        role: 'USER',
        updated_at: 1772357400,
      },
    });
  });

  test('tells a name where there is one', async () => {
    const found = twin<User>({ ...user, fullName: 'Ada Lovelace' });

    const response = await ask(routes({ authenticator: good, found }), 'GET', '/userinfo', request);

    expect(response.body).toMatchObject({ name: 'Ada Lovelace' });
  });

  test('challenges a request without a token by the scheme alone', async () => {
    const response = await ask(routes({ authenticator: good }), 'GET', '/userinfo', {});

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer', 'Cache-Control': 'no-store' },
      body: { detail: 'Could not validate credentials' },
    });
  });

  test.each([
    'TOKEN_INVALID',
    'TOKEN_EXPIRED',
    'ACCOUNT_DISABLED',
    'SESSION_REVOKED',
    'EPOCH_STALE',
  ] as const)('answers %s as 401 invalid_token', async (failure) => {
    const authenticator: Authenticator = { authenticate: async () => ({ user: null, failure }) };

    const response = await ask(routes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
      body: { error: 'invalid_token', detail: 'Could not validate credentials' },
    });
  });

  test('refuses two Authorization headers, a token in another scheme, and somebody who is gone', async () => {
    const all = routes({ authenticator: good });
    const gone = routes({ authenticator: good, found: null });

    const responses = [
      await ask(all, 'GET', '/userinfo', { ...request, authorizationHeaders: 2 }),
      await ask(all, 'GET', '/userinfo', {
        headers: { authorization: 'Basic abc' },
        authorizationHeaders: 1,
      }),
      await ask(gone, 'GET', '/userinfo', request),
    ];

    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test('answers 503 when nobody can say whether the session lives', async () => {
    const authenticator: Authenticator = {
      authenticate: () => Promise.reject(refusal('SERVICE_UNAVAILABLE', 2)),
    };

    const response = await ask(routes({ authenticator }), 'GET', '/userinfo', request);

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  });
});
