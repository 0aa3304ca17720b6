import { beforeEach, describe, expect, test } from '@jest/globals';
import { createCordonClient } from '../src/index.js';
import { type ClientFixture, createClientFixture, credentials, queryMe } from './client-fixture.js';

let fixture: ClientFixture;

beforeEach(() => {
  fixture = createClientFixture();
});

describe('createCordonClient', () => {
  test('sends no token before a login and the new token after it', async () => {
    const client = fixture.client();

    expect((await queryMe(client)).status).toBe(401);
    await client.login(credentials);
    expect((await queryMe(client)).body).toEqual({ data: { me: 'a1' } });
    expect(fixture.requests).toEqual(['query:', 'login', 'query:a1']);
  });

  test('refreshes once for concurrent requests shortly before the token expires', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 291_000;

    const responses = await Promise.all(Array.from({ length: 20 }, () => queryMe(client)));

    expect(fixture.requestsOf('refresh')).toEqual(['refresh:r1']);
    expect(new Set(fixture.requestsOf('query'))).toEqual(new Set(['query:a2']));
    expect(responses.every(({ status }) => status === 200)).toBe(true);
  });

  test('repeats requests that were rejected as expired after one refresh', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 5_000;
    fixture.rejectsAllTokens = true;

    const responses = Promise.all([queryMe(client), queryMe(client), queryMe(client)]);
    while (fixture.requestsOf('refresh').length === 0) await new Promise((resolve) => setImmediate(resolve));
    fixture.rejectsAllTokens = false;

    expect((await responses).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(fixture.requestsOf('refresh')).toHaveLength(1);
  });

  test('refreshes at most once when the server rejects every new token as expired', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 5_000;
    fixture.rejectsAllTokens = true;

    for (let turn = 0; turn < 10; turn += 1) expect((await queryMe(client)).status).toBe(401);

    expect(fixture.requestsOf('refresh')).toHaveLength(1);
  });

  test('signs out after a refused refresh, reports it once, and does not repeat it', async () => {
    const client = fixture.client();
    const notified: (string | null)[] = [];
    client.onSession((sessionId) => notified.push(sessionId));
    await client.login(credentials);
    fixture.sessionEnded = true;
    fixture.clock.time += 400_000;

    await Promise.all([queryMe(client), queryMe(client)]);
    await queryMe(client);

    expect(notified).toEqual(['s1', null]);
    expect(fixture.requestsOf('refresh')).toHaveLength(1);
    expect(await client.accessToken()).toBeNull();
  });

  test('repeats a refresh with the same token within 10 seconds when its response is lost', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 295_000;
    fixture.injectedFailures.push(
      () => Promise.reject(new TypeError('network')),
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    );
    const before = fixture.clock.time;

    expect((await queryMe(client)).body).toEqual({ data: { me: 'a2' } });

    expect(fixture.requestsOf('refresh')).toEqual(['refresh:r1']);
    expect(fixture.clock.time - before).toBeLessThan(10_000);
  });

  test('backs off while the server is unreachable, keeps sending the old token and stays signed in', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 292_000;
    const down = () => Promise.reject(new TypeError('network'));
    fixture.injectedFailures.push(...Array.from({ length: 20 }, () => down));

    for (let turn = 0; turn < 10; turn += 1) expect((await queryMe(client)).status).toBe(200);

    expect(fixture.requestsOf('failure')).toHaveLength(3);
    fixture.injectedFailures.length = 0;
    fixture.clock.time += 60_000;
    expect((await queryMe(client)).body).toEqual({ data: { me: 'a2' } });
  });

  test('does not repeat a rate-limited refresh immediately', async () => {
    const client = fixture.client();
    await client.login(credentials);
    fixture.clock.time += 292_000;
    fixture.injectedFailures.push(() =>
      Response.json({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] }, { status: 429 }),
    );

    await queryMe(client);
    await queryMe(client);

    expect(fixture.requestsOf('failure')).toHaveLength(1);
    expect(fixture.requestsOf('refresh')).toHaveLength(0);
  });

  test('does not repeat a mutation that may have been executed in part', async () => {
    let sent = 0;
    const client = fixture.client({
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if ((await request.clone().text()).includes('login(') || sent > 0) {
          if (!(await request.clone().text()).includes('rename')) return fixture.fetch(request);
        }
        sent += 1;
        return Response.json({
          data: { rename: true, me: null },
          errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' } }],
        });
      },
    });
    await client.login(credentials);
    fixture.clock.time += 5_000;

    await client.fetch('https://id.example/graphql', {
      method: 'POST',
      body: JSON.stringify({ query: 'mutation { rename me }' }),
    });

    expect(sent).toBe(1);
    expect(fixture.requestsOf('refresh')).toHaveLength(1);
  });

  test.each([
    ['an ended session', 'SESSION_REVOKED'],
    ['a token that a proxy removed', 'TOKEN_MISSING'],
  ])('does not refresh for %s', async (_, reason) => {
    const client = fixture.client({
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const isLogin = (await request.clone().text()).includes('login(');
        const errors = [{ extensions: { code: 'UNAUTHENTICATED', reason } }];
        return isLogin ? fixture.fetch(request) : Response.json({ errors }, { status: 401 });
      },
    });
    await client.login(credentials);
    fixture.clock.time += 5_000;

    expect((await queryMe(client)).status).toBe(401);
    expect(fixture.requestsOf('refresh')).toHaveLength(0);
  });

  test('sends the token to the origin of the endpoint only, and keeps an existing Authorization header', async () => {
    const authorizations: (string | null)[] = [];
    const client = fixture.client({
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (request.method === 'POST') return fixture.fetch(request);
        authorizations.push(request.headers.get('authorization'));
        return new Response('ok');
      },
    });
    await client.login(credentials);

    await client.fetch('https://id.example/userinfo');
    await client.fetch('https://id.example.evil.example/graphql');
    await client.fetch('https://id.example/introspect', { headers: { authorization: 'Basic abc' } });

    expect(authorizations).toEqual(['Bearer a1', null, 'Basic abc']);
  });

  test('stays signed in after a reload with storage, and ignores unreadable and forbidden storage', async () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
    const forbidden = (): never => {
      throw new Error('forbidden');
    };
    await fixture.client({ storage }).login(credentials);

    expect(await fixture.client({ storage }).accessToken()).toBe('a1');
    await fixture.client({ storage }).logout();
    expect(items.size).toBe(0);
    items.set('cordon:https://id.example/graphql', '{"accessToken":1}');
    expect(await fixture.client({ storage }).accessToken()).toBeNull();
    const forbiddenStorage = { getItem: forbidden, setItem: forbidden, removeItem: forbidden };
    const clientWithoutStorage = fixture.client({ storage: forbiddenStorage });
    await clientWithoutStorage.login(credentials);
    expect(await clientWithoutStorage.accessToken()).toEqual(expect.stringMatching(/^a\d$/));
  });

  test('sends one refresh after loading with cookie delivery to find out whether a user is signed in', async () => {
    fixture.sessionEnded = true;
    const client = fixture.client({ delivery: 'COOKIE' });

    await queryMe(client);
    await queryMe(client);

    expect(fixture.requestsOf('refresh')).toEqual(['refresh:undefined']);
  });

  test('distinguishes a user who is not signed in from a server that could not be asked', async () => {
    const client = fixture.client({ delivery: 'COOKIE' });
    const busy = () => Response.json({ errors: [{ message: 'busy', extensions: {} }] }, { status: 503 });
    fixture.injectedFailures.push(busy);

    expect(await client.isSignedIn()).toBeNull();
    expect(await client.accessToken()).toBeNull();
    fixture.clock.time += 60_000;
    expect(await client.isSignedIn()).toBe(false);
    await client.login(credentials);
    expect(await client.isSignedIn()).toBe(true);
    expect(await fixture.client().isSignedIn()).toBe(false);
  });

  test('signs up with the cookie delivery of the client', async () => {
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      sent.push(String(init?.body));
      return Response.json({ data: { signUp: { ok: true, tokens: null, user: null, userErrors: [] } } });
    };
    const input = { username: 'ada', email: 'ada@example.com', password: 'x' };

    for (const delivery of ['COOKIE', 'BODY'] as const)
      await createCordonClient({ endpoint: 'https://id.example/graphql', delivery, fetch }).signUp(input);

    expect(sent.map((body) => JSON.parse(body).variables.input)).toEqual([
      { ...input, delivery: 'COOKIE' },
      input,
    ]);
  });

  test('sends no refresh without tokens', async () => {
    const client = fixture.client();

    expect(await client.refresh()).toBe(false);

    expect(fixture.requests).toEqual([]);
  });

  test('refreshes in environments without AbortSignal.timeout', async () => {
    const timeout = AbortSignal.timeout;
    Reflect.deleteProperty(AbortSignal, 'timeout');
    try {
      const client = fixture.client();
      await client.login(credentials);
      fixture.clock.time += 400_000;

      expect(await client.accessToken()).toBe('a2');
    } finally {
      AbortSignal.timeout = timeout;
    }
  });

  test('returns connection parameters with a fresh token for each WebSocket', async () => {
    const client = fixture.client();

    expect(await client.connectionParams()).toEqual({});
    await client.login(credentials);
    expect(await client.connectionParams()).toEqual({ authorization: 'Bearer a1' });
    fixture.clock.time += 400_000;
    expect(await client.connectionParams()).toEqual({ authorization: 'Bearer a2' });
  });

  test('marks queries sent with GET as not cross-site, at the endpoint only', async () => {
    const marked: (string | null)[] = [];
    const client = fixture.client({
      fetch: async (input, init) => {
        marked.push(new Request(input, init).headers.get('apollo-require-preflight'));
        return new Response();
      },
    });

    await client.fetch('https://id.example/graphql?query={me}');
    await client.fetch('https://id.example/userinfo');
    await client.fetch('https://elsewhere.example/graphql?query={me}');

    expect(marked).toEqual(['true', null, null]);
  });
});
