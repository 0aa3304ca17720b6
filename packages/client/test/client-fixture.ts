import { type CordonClient, type CordonClientOptions, createCordonClient, type Tabs } from '../src/index.js';

/**
 * A server with one user and access tokens of 300 seconds, and a clock that advances without the test only in
 * `sleep`.
 */
export interface ClientFixture {
  readonly clock: { time: number; now(): number; sleep(milliseconds: number): Promise<void> };
  /**
   * The requests to the server in order: `refresh:<token>`, `query:<bearer>`, `login`, `logout:<token>`,
   * `failure`.
   */
  readonly requests: string[];
  /** Responses to the next refreshes in place of the server's. */
  readonly injectedFailures: (() => Promise<Response> | Response)[];
  /** Makes the server refuse every refresh. */
  sessionEnded: boolean;
  /** Makes the server reject every access token as expired. */
  rejectsAllTokens: boolean;
  readonly fetch: typeof fetch;
  client(options?: Partial<CordonClientOptions>): CordonClient;
  requestsOf(kind: string): readonly string[];
}

const endpoint = 'https://id.example/graphql';

export const credentials = { username: 'ada', password: 'seventeen green herons' };

export function createClientFixture(): ClientFixture {
  let issuedPairs = 0;
  const lifetimeSeconds = 300;
  const issued = new Map<string, number>();
  let refreshToken = '';
  const issue = () => {
    issuedPairs += 1;
    refreshToken = `r${issuedPairs}`;
    issued.set(`a${issuedPairs}`, fixture.clock.time);
    return { accessToken: `a${issuedPairs}`, expiresIn: lifetimeSeconds, refreshToken, sessionId: 's1' };
  };
  const refused = (code: string) => ({
    ok: false,
    tokens: null,
    userErrors: [{ code, message: '', field: null }],
  });
  const respond = (
    query: string,
    variables: { input?: { refreshToken?: string } },
    bearer: string,
  ): unknown => {
    const sent = variables.input?.refreshToken;
    if (query.includes('login(')) {
      fixture.requests.push('login');
      return {
        data: { login: { ok: true, status: 'COMPLETE', tokens: issue(), user: null, userErrors: [] } },
      };
    }
    if (query.includes('logout(')) {
      fixture.requests.push(`logout:${sent}`);
      fixture.sessionEnded = true;
      return { data: { logout: { ok: true, revokedSessions: 1, userErrors: [] } } };
    }
    if (query.includes('refreshToken(')) {
      fixture.requests.push(`refresh:${sent}`);
      const isAccepted = !fixture.sessionEnded && sent === refreshToken;
      return {
        data: {
          refreshToken: isAccepted
            ? { ok: true, tokens: issue(), userErrors: [] }
            : refused('SESSION_REVOKED'),
        },
      };
    }
    fixture.requests.push(`query:${bearer}`);
    const issuedAt = issued.get(bearer);
    const isExpired =
      issuedAt === undefined ||
      fixture.clock.time >= issuedAt + lifetimeSeconds * 1000 ||
      fixture.rejectsAllTokens;
    const reason = bearer === '' ? 'TOKEN_MISSING' : isExpired ? 'TOKEN_EXPIRED' : null;
    return reason === null
      ? { data: { me: bearer } }
      : { errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED', reason } }] };
  };
  const fixture: ClientFixture = {
    clock: {
      time: 1_000_000,
      now: () => fixture.clock.time,
      sleep: async (milliseconds) => {
        fixture.clock.time += milliseconds;
      },
    },
    requests: [],
    injectedFailures: [],
    sessionEnded: false,
    rejectsAllTokens: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { query = '', variables = {} } = JSON.parse((await request.text()) || '{}');
      // One iteration of the event loop, like any network, so that concurrent requests overlap.
      await new Promise((resolve) => setImmediate(resolve));
      const failure = query.includes('refreshToken(') ? fixture.injectedFailures.shift() : undefined;
      if (failure !== undefined) {
        fixture.requests.push('failure');
        return failure();
      }
      const body = respond(
        query,
        variables,
        (request.headers.get('authorization') ?? '').replace('Bearer ', ''),
      );
      const status = typeof body === 'object' && body !== null && 'data' in body ? 200 : 401;
      return Response.json(body, { status });
    },
    client: (options = {}) =>
      createCordonClient({ endpoint, fetch: fixture.fetch, clock: fixture.clock, tabs: null, ...options }),
    requestsOf: (kind) => fixture.requests.filter((request) => request.startsWith(kind)),
  };
  return fixture;
}

/** Queries `me` through the fetch of the client, as Apollo's HttpLink does. */
export async function queryMe(
  client: CordonClient,
  url: string = endpoint,
): Promise<{ status: number; body: unknown }> {
  const response = await client.fetch(url, { method: 'POST', body: JSON.stringify({ query: '{ me }' }) });
  return { status: response.status, body: await response.json() };
}

/** Tabs of one origin. Messages arrive one microtask later in all other tabs; locks are granted in order. */
export function createBrowserOrigin(): { tab(): Tabs } {
  const listeners = new Map<object, (message: unknown) => void>();
  let lastWork: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    tab: () => {
      const self = {};
      const exclusively: Tabs['exclusively'] = async (work) => {
        const waited = waiting > 0;
        waiting += 1;
        const ownWork = lastWork.then(() => work(waited));
        lastWork = ownWork.finally(() => {
          waiting -= 1;
        });
        return lastWork;
      };
      return {
        exclusively,
        tell: (message) => {
          const copy: unknown = structuredClone(message);
          for (const [listener, handler] of listeners) {
            if (listener !== self) queueMicrotask(() => handler(copy));
          }
        },
        hear: (handler) => void listeners.set(self, handler),
        close: () => void listeners.delete(self),
      };
    },
  };
}
