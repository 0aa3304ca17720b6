import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendGraphql, sendHttp, stringAt } from '../helpers/http-client.js';
import { hasNginx } from '../helpers/nginx.js';
import { createNginxProtectedService, type ProtectedService } from '../helpers/nginx-service.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';

/**
 * The nginx configuration of docs/operations.md between a client and a service without Cordon code (Debian:
 * nginx-light). Skipped when nginx is not installed.
 */

const describeWithNginx = hasNginx ? describe : describe.skip;

const password = 'seventeen green herons';

interface SignedInUser {
  readonly id: string;
  readonly token: string;
}

describeWithNginx('a service behind nginx', () => {
  const opened: Pick<Installation, 'close'>[] = [];
  let cordon: ServerProcess;
  let protectedService: ProtectedService;
  let admin: SignedInUser;
  let ada: SignedInUser;

  beforeAll(async () => {
    const installation = await createInstallation();
    opened.push(installation);
    cordon = await installation.start();
    admin = await signInWith('acceptInvitation', {
      token: cordon.setupLink?.split('#token=')[1],
      username: 'root',
      email: 'root@example.com',
      password,
    });
    ada = await signInWith('signUp', { username: 'ada', email: 'ada@example.com', password });
    protectedService = await createNginxProtectedService(cordon.url);
    opened.push(protectedService);
  });

  afterAll(async () => {
    for (const { close } of opened.reverse()) await close();
  });

  async function signInWith(mutation: string, input: Record<string, unknown>): Promise<SignedInUser> {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${mutation}(input: $input) { tokens { accessToken } user { id } } }`;
    const answer = await sendGraphql(cordon.url, text, { variables: { input } });
    return {
      id: stringAt(answer, 'data', mutation, 'user', 'id'),
      token: stringAt(answer, 'data', mutation, 'tokens', 'accessToken'),
    };
  }

  const bearer = ({ token }: SignedInUser) => ({ authorization: `Bearer ${token}` });

  async function requestReport(headers: Record<string, string>, more: RequestInit = {}, search = '') {
    protectedService.receivedRequests.length = 0;
    const answer = await sendHttp(protectedService.url + search, { ...more, headers });
    return { ...answer, receivedRequests: [...protectedService.receivedRequests] };
  }

  test('is reached by an administrator and receives the identity headers', async () => {
    const answer = await requestReport(bearer(admin));

    expect(answer.status).toBe(200);
    expect(answer.text).toBe('the report');
    expect(answer.receivedRequests[0]?.headers).toMatchObject({
      'x-cordon-user-id': admin.id,
      'x-cordon-role': 'ADMIN',
      'x-cordon-session-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('never receives identity headers of the client', async () => {
    const answer = await requestReport({
      ...bearer(admin),
      'X-Cordon-User-Id': 'another-user',
      'X-Cordon-Role': 'OWNER',
      'X-Cordon-Session-Id': 'none',
    });

    expect(answer.receivedRequests[0]?.headers).toMatchObject({
      'x-cordon-user-id': admin.id,
      'x-cordon-role': 'ADMIN',
      'x-cordon-session-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('is not reached without a token: 401 with the challenge', async () => {
    const answer = await requestReport({ 'X-Cordon-Role': 'ADMIN' });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.receivedRequests).toEqual([]);
  });

  test('is not reached with an invalid token, nor by a user with a lower role', async () => {
    const answers = [
      await requestReport({ authorization: 'Bearer nonsense' }),
      await requestReport(bearer(ada)),
      await requestReport(bearer(ada), {}, '?requires=USER'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403]);
    expect(answers.map(({ headers }) => headers.get('www-authenticate'))[0]).toBe(
      'Bearer error="invalid_token"',
    );
    expect(answers.flatMap((answer) => answer.receivedRequests)).toEqual([]);
  });

  test('is not reached with two Authorization headers', async () => {
    protectedService.receivedRequests.length = 0;

    const status = await statusOf([
      'Authorization',
      bearer(admin).authorization,
      'Authorization',
      'Bearer x',
    ]);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(protectedService.receivedRequests).toEqual([]);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('receives the body of a %s unchanged', async (method) => {
    const body = JSON.stringify({ report: 'x'.repeat(50_000) });
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' };

    const passed = await requestReport({ ...headers, ...bearer(admin) }, { method, body });
    const refused = await requestReport({ ...headers, ...bearer(ada) }, { method, body });

    expect(passed.status).toBe(200);
    expect(passed.receivedRequests).toMatchObject([{ method, body }]);
    expect(refused.status).toBe(403);
    expect(refused.receivedRequests).toEqual([]);
  });

  test('receives a compressed body, which Cordon itself would reject', async () => {
    const answer = await requestReport(
      { ...bearer(admin), 'content-encoding': 'gzip' },
      { method: 'POST', body: 'as good as gzip' },
    );

    expect(answer.receivedRequests).toMatchObject([{ headers: { 'content-encoding': 'gzip' } }]);
  });

  test('answers the preflight requests of browsers itself', async () => {
    const preflight = {
      origin: 'https://app.example',
      'access-control-request-method': 'PUT',
      'X-Cordon-User-Id': 'root',
    };

    const passed = await requestReport(preflight, { method: 'OPTIONS' });
    const refused = await requestReport(preflight, { method: 'GET' });

    expect([passed.status, refused.status]).toEqual([200, 401]);
    expect(passed.receivedRequests).toMatchObject([{ method: 'OPTIONS' }]);
    expect(passed.receivedRequests[0]?.headers['x-cordon-user-id'] ?? '').toBe('');
    expect(refused.receivedRequests).toEqual([]);
  });

  test.each(['PROPFIND', 'MKCOL', 'LOCK'])('is reached by the WebDAV method %s', async (method) => {
    const passed = await requestReport(bearer(admin), { method });
    const refused = await requestReport(bearer(ada), { method });

    expect([passed.status, refused.status]).toEqual([200, 403]);
    expect(passed.receivedRequests).toMatchObject([{ method }]);
  });

  test('is reached by HEAD and OPTIONS with a token only', async () => {
    const statuses = [];
    for (const method of ['HEAD', 'OPTIONS']) {
      statuses.push(
        (await requestReport(bearer(admin), { method })).status,
        (await requestReport({}, { method })).status,
      );
    }

    expect(statuses).toEqual([200, 401, 200, 401]);
  });

  test('rejects the next request after a logout, and every request while Cordon is stopped', async () => {
    const login =
      'mutation { login(input: {username: "root", password: "seventeen green herons"}) { tokens { accessToken } } }';
    const token = stringAt(await sendGraphql(cordon.url, login), 'data', 'login', 'tokens', 'accessToken');
    const other = { id: admin.id, token };
    const before = await requestReport(bearer(other));
    await sendGraphql(cordon.url, 'mutation { logout { ok } }', { token });
    const after = await requestReport(bearer(other));
    await cordon.stop();
    const away = await requestReport(bearer(admin));

    expect([before.status, after.status, away.status]).toEqual([200, 401, 500]);
    expect([...after.receivedRequests, ...away.receivedRequests]).toEqual([]);
  });

  /** Sends headers exactly as given; fetch would join repeated ones. */
  function statusOf(headers: readonly string[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        protectedService.url,
        { headers: ['Host', new URL(protectedService.url).host, ...headers] },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      outgoing.on('error', reject).end();
    });
  }
});
