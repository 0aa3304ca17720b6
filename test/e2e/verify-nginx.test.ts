import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CordonProcess, createInstallation, type Installation } from '../support/cordon-process.js';
import { ask, send, textAt } from '../support/graphql-over-http.js';
import { type GuardedService, openGuardedService } from './nginx.js';

/**
 * The nginx configuration of docs/operations.md in a real nginx, between a client and a service that knows nothing of Cordon. Debian: nginx-light.
 * Skipped, and shown as such, where there is no nginx.
 */

const describeWithNginx = spawnSync('nginx', ['-v']).error === undefined ? describe : describe.skip;

const password = 'seventeen green herons';

interface SignedIn {
  readonly id: string;
  readonly token: string;
}

describeWithNginx('a service behind nginx', () => {
  const opened: Pick<Installation, 'close'>[] = [];
  let cordon: CordonProcess;
  let guarded: GuardedService;
  let admin: SignedIn;
  let ada: SignedIn;

  beforeAll(async () => {
    const installation = await createInstallation();
    opened.push(installation);
    cordon = await installation.start();
    admin = await signedIn('acceptInvitation', {
      token: cordon.setupLink?.split('#token=')[1],
      username: 'root',
      email: 'root@example.com',
      password,
    });
    ada = await signedIn('signUp', { username: 'ada', email: 'ada@example.com', password });
    guarded = await openGuardedService(cordon.url);
    opened.push(guarded);
  }, 120_000);

  afterAll(async () => {
    for (const { close } of opened.reverse()) await close();
  });

  async function signedIn(mutation: string, input: Record<string, unknown>): Promise<SignedIn> {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { tokens { accessToken } user { id } } }`;
    const answer = await ask(cordon.url, text, { variables: { input } });
    return {
      id: textAt(answer, 'data', mutation, 'user', 'id'),
      token: textAt(answer, 'data', mutation, 'tokens', 'accessToken'),
    };
  }

  const bearer = ({ token }: SignedIn) => ({ authorization: `Bearer ${token}` });

  async function visit(headers: Record<string, string>, more: RequestInit = {}, search = '') {
    guarded.arrived.length = 0;
    const answer = await send(guarded.url + search, { ...more, headers });
    return { ...answer, arrived: [...guarded.arrived] };
  }

  test('is reached by an administrator, and told who it is', async () => {
    const answer = await visit(bearer(admin));

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('the report');
    expect(answer.arrived[0]?.headers).toMatchObject({
      'x-cordon-user-id': admin.id,
      'x-cordon-role': 'ADMIN',
      'x-cordon-session-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('never hears what a client says of itself', async () => {
    const answer = await visit({
      ...bearer(admin),
      'X-Cordon-User-Id': 'somebody else',
      'X-Cordon-Role': 'OWNER',
      'X-Cordon-Session-Id': 'none',
    });

    expect(answer.arrived[0]?.headers).toMatchObject({
      'x-cordon-user-id': admin.id,
      'x-cordon-role': 'ADMIN',
      'x-cordon-session-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('is not reached without a token: 401 with the challenge', async () => {
    const answer = await visit({ 'X-Cordon-Role': 'ADMIN' });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.arrived).toEqual([]);
  });

  test('is not reached with a bad token, nor by somebody of a lower role', async () => {
    const answers = [
      await visit({ authorization: 'Bearer nonsense' }),
      await visit(bearer(ada)),
      await visit(bearer(ada), {}, '?requires=USER'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
    expect(answers.map(({ headers }) => headers.get('www-authenticate'))[0]).toBe(
      'Bearer error="invalid_token"',
    );
    expect(answers.flatMap((answer) => answer.arrived)).toEqual([]);
  });

  test('is not reached with two Authorization headers, of which each side might read another', async () => {
    guarded.arrived.length = 0;

    const status = await statusOf([
      'Authorization',
      bearer(admin).authorization,
      'Authorization',
      'Bearer x',
    ]);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(guarded.arrived).toEqual([]);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('gets the body of a %s untouched', async (method) => {
    const body = JSON.stringify({ report: 'x'.repeat(50_000) });
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' };

    const passed = await visit({ ...headers, ...bearer(admin) }, { method, body });
    const refused = await visit({ ...headers, ...bearer(ada) }, { method, body });

    expect(passed.status).toBe(200);
    expect(passed.arrived).toMatchObject([{ method, body }]);
    expect(refused.status).toBe(403);
    expect(refused.arrived).toEqual([]);
  });

  test('gets a compressed body, which Cordon itself would refuse', async () => {
    const answer = await visit(
      { ...bearer(admin), 'content-encoding': 'gzip' },
      { method: 'POST', body: 'as good as gzip' },
    );

    expect(answer.arrived).toMatchObject([{ headers: { 'content-encoding': 'gzip' } }]);
  });

  test('is reached by HEAD and OPTIONS with a token only', async () => {
    const statuses = [];
    for (const method of ['HEAD', 'OPTIONS']) {
      statuses.push((await visit(bearer(admin), { method })).status, (await visit({}, { method })).status);
    }

    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  test('is closed at the next request after a logout, and while Cordon is away', async () => {
    const login =
      'mutation { login(input: {username: "root", password: "seventeen green herons"}) { tokens { accessToken } } }';
    const token = textAt(await ask(cordon.url, login), 'data', 'login', 'tokens', 'accessToken');
    const other = { id: admin.id, token };
    const before = await visit(bearer(other));
    await ask(cordon.url, 'mutation { logout { ok } }', { token });
    const after = await visit(bearer(other));
    await cordon.stop();
    const away = await visit(bearer(admin));

    expect([before.status, after.status, away.status]).toEqual([200, 401, 500]);
    expect([...after.arrived, ...away.arrived]).toEqual([]);
  });

  /** Headers exactly as given, repetitions kept: fetch would join them. */
  function statusOf(headers: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        guarded.url,
        { headers: ['Host', new URL(guarded.url).host, ...headers] },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on('error', reject).end();
    });
  }
});
