import { type Authenticator, cordonRoles } from '../../../src/modules/access/index.js';
import type { PasswordLogin } from '../../../src/modules/login/index.js';
import { createOauthModule } from '../../../src/modules/oauth/index.js';
import type { IssuedTokens, Sessions } from '../../../src/modules/sessions/index.js';
import type { User, Users } from '../../../src/modules/users/index.js';
import {
  DomainError,
  type Reason,
  type Route,
  type RouteRequest,
  type RouteResponse,
  type Transactions,
  type UserId,
} from '../../../src/shared/index.js';
import { stub } from '../../helpers/stub.js';

/** The tokens that login and refresh return. */
export const tokens = stub<IssuedTokens>({
  accessToken: 'an.access.token',
  tokenType: 'Bearer',
  expiresIn: 900,
  refreshToken: 'a-refresh-token',
  scope: ['account:read', 'account:write'],
});

/** The only user. */
export const user = stub<User>({
  id: '01890000-0000-7000-8000-000000000001' as UserId,
  username: 'Ada',
  email: 'ada@example.com',
  emailVerified: false,
  fullName: null,
  role: 'USER',
  updatedAt: new Date('2026-03-01T09:30:00.999Z'),
});

interface RouteFixtureOptions {
  readonly login?: PasswordLogin;
  readonly refresh?: Sessions['refreshSession'];
  readonly authenticator?: Authenticator;
  readonly foundUser?: User | null;
  readonly passwordGrantEnabled?: boolean;
}

/** Creates the routes of the module with stubs, which succeed unless given otherwise. */
export function createRoutes({
  login,
  refresh,
  authenticator,
  foundUser = user,
  passwordGrantEnabled = true,
}: RouteFixtureOptions): readonly Route[] {
  const module = createOauthModule({
    roles: cordonRoles,
    login: login ?? (async () => ({ status: 'COMPLETE', user, tokens, assurance: 1 })),
    sessions: stub<Sessions>({ refreshSession: refresh ?? (async () => tokens) }),
    authenticators: authenticator === undefined ? [] : [authenticator],
    users: stub<Users>({ find: async () => foundUser }),
    transactions: stub<Transactions>({ reader: stub({}) }),
    translateDatabaseError: (error) =>
      error instanceof Error && error.message === 'ECONNREFUSED'
        ? createError('SERVICE_UNAVAILABLE', 2)
        : null,
    issuer: 'https://id.example.com',
    passwordGrantEnabled,
  });
  return module.routes ?? [];
}

/** Creates an error with a public message and a private detail. */
export function createError(reason: Reason, retryAfterSeconds?: number): DomainError {
  return new DomainError({
    reason,
    message: 'A sentence.',
    detail: 'secret detail',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** Calls one of the routes as the HTTP transport does. */
export function callRoute(
  routes: readonly Route[],
  method: string,
  path: string,
  request: Partial<RouteRequest>,
): Promise<RouteResponse> {
  const route = routes.find((candidate) => candidate.method === method && candidate.path === path);
  if (route === undefined) throw new Error(`no route ${method} ${path}`);
  return route.handle({
    method,
    headers: {},
    form: [],
    query: [],
    authorizationHeaderCount: 0,
    client: { ipAddress: '203.0.113.1', userAgent: null, requestId: 'r' },
    ...request,
  });
}
