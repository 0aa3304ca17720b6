import { type CordonClient, type CordonClientOptions, createCordonClient, type Tabs } from '../src/index.js';

/** A server that knows one person, with tokens that live 300 seconds by its clock; and a clock that moves by itself only while somebody sleeps. */
export interface ClientWorld {
  readonly clock: { time: number; now(): number; sleep(milliseconds: number): Promise<void> };
  /** What was asked of the server, in order: `refresh:<token>`, `ask:<bearer>`, `login`, `logout:<token>`. */
  readonly asked: string[];
  /** What the next refreshes meet instead of the server. */
  readonly mishaps: (() => Promise<Response> | Response)[];
  ended: boolean;
  /** Whether answered access tokens count as expired whatever the clock says. */
  skewed: boolean;
  readonly fetch: typeof fetch;
  client(options?: Partial<CordonClientOptions>): CordonClient;
  asking(kind: string): readonly string[];
}

const endpoint = 'https://id.example/graphql';

/** What that person signs in with. */
export const credentials = { username: 'ada', password: 'seventeen green herons' };

/** A world of that kind, in which nobody is signed in. */
export function createClientWorld(): ClientWorld {
  let turn = 0;
  const lifetimeSeconds = 300;
  const issued = new Map<string, number>();
  let refreshToken = '';
  const issue = () => {
    turn += 1;
    refreshToken = `r${turn}`;
    issued.set(`a${turn}`, world.clock.time);
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
      world.asked.push('login');
      return {
        data: { login: { ok: true, status: 'COMPLETE', tokens: issue(), user: null, userErrors: [] } },
      };
    }
    if (query.includes('logout(')) {
      world.asked.push(`logout:${sent}`);
      world.ended = true;
      return { data: { logout: { ok: true, revokedSessions: 1, userErrors: [] } } };
    }
    if (query.includes('refreshToken(')) {
      world.asked.push(`refresh:${sent}`);
      const isGood = !world.ended && sent === refreshToken;
      return {
        data: {
          refreshToken: isGood ? { ok: true, tokens: issue(), userErrors: [] } : refused('SESSION_REVOKED'),
        },
      };
    }
    world.asked.push(`ask:${bearer}`);
    const since = issued.get(bearer);
    const isExpired =
      since === undefined || world.clock.time >= since + lifetimeSeconds * 1000 || world.skewed;
    const reason = bearer === '' ? 'TOKEN_MISSING' : isExpired ? 'TOKEN_EXPIRED' : null;
    return reason === null
      ? { data: { me: bearer } }
      : { errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED', reason } }] };
  };
  const world: ClientWorld = {
    clock: {
      time: 1_000_000,
      now: () => world.clock.time,
      sleep: async (milliseconds) => {
        world.clock.time += milliseconds;
      },
    },
    asked: [],
    mishaps: [],
    ended: false,
    skewed: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { query = '', variables = {} } = JSON.parse((await request.text()) || '{}');
      // A turn of the event loop, as any network takes: what runs at the same time meets here.
      await new Promise((resolve) => setImmediate(resolve));
      const mishap = query.includes('refreshToken(') ? world.mishaps.shift() : undefined;
      if (mishap !== undefined) {
        world.asked.push('mishap');
        return mishap();
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
      createCordonClient({ endpoint, fetch: world.fetch, clock: world.clock, tabs: null, ...options }),
    asking: (kind) => world.asked.filter((one) => one.startsWith(kind)),
  };
  return world;
}

/** Asks for `me` through the wrapped fetch, as Apollo's HttpLink would. */
export async function askMe(
  client: CordonClient,
  url: string = endpoint,
): Promise<{ status: number; body: unknown }> {
  const response = await client.fetch(url, { method: 'POST', body: JSON.stringify({ query: '{ me }' }) });
  return { status: response.status, body: await response.json() };
}

/** Tabs of one origin: messages arrive a turn later, in every tab but the teller's; the lock is first come, first served. */
export function createOrigin(): { tab(): Tabs } {
  const hearers = new Map<object, (message: unknown) => void>();
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
          for (const [hearer, handler] of hearers) {
            if (hearer !== self) queueMicrotask(() => handler(copy));
          }
        },
        hear: (handler) => void hearers.set(self, handler),
        close: () => void hearers.delete(self),
      };
    },
  };
}
