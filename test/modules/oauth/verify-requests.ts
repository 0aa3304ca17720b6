import type { Route } from '../../../src/shared/index.js';
import { createHttpServer, createMetrics, type HttpServer } from '../../../src/transports/http/index.js';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';

/** The request of a proxy. */
export interface ProxyRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string;
}

/** Creates the real HTTP transport with the given routes only. */
export function createTestHttpServer(routes: readonly Route[]): HttpServer {
  const silent = (): void => undefined;
  return createHttpServer({
    options: {
      host: '127.0.0.1',
      port: 0,
      metricsPort: null,
      allowedOrigins: ['https://app.example'],
      trustedProxies: [],
      explorers: false,
      strictTransportSecurity: false,
    },
    graphql: async () => ({ status: 200, headers: {}, setCookies: [], body: '' }),
    routes,
    isReachable: async () => true,
    translateDatabaseError: () => null,
    metrics: createMetrics(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

/** Requests `/verify` as a proxy does, with a token and a query string. */
export function requestVerify(
  edge: HttpServer,
  token: string | null,
  search = '',
  request: ProxyRequest = {},
) {
  return edge.inject({
    ...request,
    // The types of light-my-request know the common methods only.
    method: (request.method ?? 'GET') as 'GET',
    url: `/verify${search}`,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...request.headers },
  });
}

/** `/verify` behind the real HTTP transport, and a signed-in user `ada` with the role SUPPORT. */
export interface VerifyFixture {
  readonly testApp: TestApp;
  readonly edge: HttpServer;
  readonly tokenOfAda: string;
  /** Signs a user in and returns the access token. */
  readonly tokenOf: (username: string, scope?: readonly string[]) => Promise<string>;
  readonly verify: (
    token: string | null,
    search?: string,
    request?: ProxyRequest,
  ) => ReturnType<typeof requestVerify>;
  readonly close: () => Promise<void>;
}

export async function openVerifyFixture(): Promise<VerifyFixture> {
  const testApp = await createTestApp();
  const edge = createTestHttpServer(testApp.routes);
  const tokenOf: VerifyFixture['tokenOf'] = async (username, scope) => {
    const input = { username, password: goodPassword, ...(scope === undefined ? {} : { scope }) };
    const { tokens } = await testApp.mutate('login', { input });
    return (tokens as { readonly accessToken: string }).accessToken;
  };
  await testApp.createUser('ada', { role: 'SUPPORT' });
  return {
    testApp,
    edge,
    tokenOf,
    tokenOfAda: await tokenOf('ada'),
    verify: (token, search, request) => requestVerify(edge, token, search, request),
    close: async () => {
      await edge.close();
      await testApp.close();
    },
  };
}
