import { type CordonClient, type CordonClientOptions, createCordonClient, type Tabs } from '../src/index.js';

/** A server that knows one person, with tokens that live 300 seconds by its clock; and a clock that moves by itself only while somebody sleeps. */
export interface ClientFixture {
  readonly clock: { time: number; now(): number; sleep(milliseconds: number): Promise<void> };
  /** What was requested of the server, in order: `refresh:<token>`, `ask:<bearer>`, `login`, `logout:<token>`. */
  readonly requested: string[];
  /** What the next refreshes meet instead of the server. */
  readonly injectedFailures: (() => Promise<Response> | Response)[];
  ended: boolean;
  /** Whether answered access tokens count as expired whatever the clock says. */
  skewed: boolean;
  readonly fetch: typeof fetch;
  client(options?: Partial<CordonClientOptions>): CordonClient;
  requestsOf(kind: string): readonly string[];
}

const endpoint = 'https://id.example/graphql';

/** What that person signs in with. */
export const credentials = { username: 'ada', password: 'seventeen green herons' };

/** A fixture of that kind, in which nobody is signed in. */
export function createClientFixture(): ClientFixture {
  let turn = 0;
  const lifetimeSeconds = 300;
  const issued = new Map<string, number>();
  let refreshToken = '';
  const issue = () => {
    turn += 1;
    refreshToken = `r${turn}`;
    issued.set(`a${turn}`, fixture.clock.time);
    return { accessToken: `a${turn}`, expiresIn: lifetimeSeconds, refreshToken, sessionId: 's1' };
  };
  const refused = (code: string) => ({
    ok: false,
    tokens: null,
    userErrors: [{ code, message: '', field: null }],
  });
  const answer = (
    query: string,
    variables: { input?: { refreshToken?: string } },
    bearer: string,
  ): unknown => {
    const sent = variables.input?.refreshToken;
    if (query.includes('login(')) {
      fixture.requested.push('login');
      return {
        data: { login: { ok: true, status: 'COMPLETE', tokens: issue(), user: null, userErrors: [] } },
      };
    }
    if (query.includes('logout(')) {
      fixture.requested.push(`logout:${sent}`);
      fixture.ended = true;
      return { data: { logout: { ok: true, revokedSessions: 1, userErrors: [] } } };
    }
    if (query.includes('refreshToken(')) {
      fixture.requested.push(`refresh:${sent}`);
      const isGood = !fixture.ended && sent === refreshToken;
      return {
        data: {
          refreshToken: isGood ? { ok: true, tokens: issue(), userErrors: [] } : refused('SESSION_REVOKED'),
        },
      };
    }
    fixture.requested.push(`ask:${bearer}`);
    const since = issued.get(bearer);
    const isExpired =
      since === undefined || fixture.clock.time >= since + lifetimeSeconds * 1000 || fixture.skewed;
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
    requested: [],
    injectedFailures: [],
    ended: false,
    skewed: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { query = '', variables = {} } = JSON.parse((await request.text()) || '{}');
      // A turn of the event loop, as any network takes: what runs at the same time meets here.
      await new Promise((resolve) => setImmediate(resolve));
      const failure = query.includes('refreshToken(') ? fixture.injectedFailures.shift() : undefined;
      if (failure !== undefined) {
        fixture.requested.push('failure');
        return failure();
      }
      const body = answer(
        query,
        variables,
        (request.headers.get('authorization') ?? '').replace('Bearer ', ''),
      );
      const status = typeof body === 'object' && body !== null && 'data' in body ? 200 : 401;
      return Response.json(body, { status });
    },
    client: (options = {}) =>
      createCordonClient({ endpoint, fetch: fixture.fetch, clock: fixture.clock, tabs: null, ...options }),
    requestsOf: (kind) => fixture.requested.filter((one) => one.startsWith(kind)),
  };
  return fixture;
}

/** Asks for `me` through the wrapped fetch, as Apollo's HttpLink would. */
export async function queryMe(
  client: CordonClient,
  url: string = endpoint,
): Promise<{ status: number; body: unknown }> {
  const response = await client.fetch(url, { method: 'POST', body: JSON.stringify({ query: '{ me }' }) });
  return { status: response.status, body: await response.json() };
}

/** Tabs of one origin: messages arrive a turn later, in every tab but the teller's; the lock is first come, first served. */
export function createBrowserOrigin(): { tab(): Tabs } {
  const listeners = new Map<object, (message: unknown) => void>();
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    tab: () => {
      const self = {};
      const exclusively: Tabs['exclusively'] = async (work) => {
        const waited = waiting > 0;
        waiting += 1;
        const mine = last.then(() => work(waited));
        last = mine.finally(() => {
          waiting -= 1;
        });
        return last;
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
