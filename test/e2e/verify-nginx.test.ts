import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CordonProcess, createInstallation, type Installation } from '../support/cordon-process.js';
import { ask, send, textAt } from '../support/graphql-over-http.js';

/**
 * README's own nginx configuration in a real nginx, between a client and a service that knows nothing of Cordon. Debian: nginx-light.
 * Skipped, and shown as such, where there is no nginx.
 */

const describeWithNginx = spawnSync('nginx', ['-v']).error === undefined ? describe : describe.skip;

const password = 'seventeen green herons';

/** What reached the service. */
interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface SignedIn {
  readonly id: string;
  readonly token: string;
}

describeWithNginx('a service behind nginx', () => {
  const arrived: Arrived[] = [];
  let installation: Installation | undefined;
  let cordon: CordonProcess;
  let service: Server;
  let nginx: ChildProcess;
  let folder: string;
  let url: string;
  let admin: SignedIn;
  let ada: SignedIn;

  beforeAll(async () => {
    const made = await createInstallation();
    installation = made;
    cordon = await made.start();
    admin = await signedIn('acceptInvitation', {
      token: cordon.setupLink?.split('#token=')[1],
      username: 'root',
      email: 'root@example.com',
      password,
    });
    ada = await signedIn('signUp', { username: 'ada', email: 'ada@example.com', password });
    service = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url: path = '', headers } = incoming;
        arrived.push({ method, url: path, headers, body: Buffer.concat(chunks).toString() });
        response.end('the report');
      });
    });
    folder = mkdtempSync(join(tmpdir(), 'cordon-nginx-'));
    const servicePort = await listen(service);
    const port = await freePort();
    url = `http://127.0.0.1:${port}/reports/`;
    writeFileSync(join(folder, 'nginx.conf'), configuration(port, servicePort));
    nginx = spawn('nginx', ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf'], { stdio: 'ignore' });
    await untilListening(port);
  }, 120_000);

  afterAll(async () => {
    if (nginx?.exitCode === null) {
      nginx.kill('SIGTERM');
      await new Promise((resolve) => nginx.once('exit', resolve));
    }
    service?.close();
    await installation?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** README's snippet with these addresses, asking for an ADMIN. */
  function configuration(port: number, servicePort: number): string {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const snippet = (/```nginx\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
      .replace('http://127.0.0.1:4000', cordon.url)
      .replace('http://127.0.0.1:8080', `http://127.0.0.1:${servicePort}`)
      .replace('requires=SUPPORT', 'requires=ADMIN');
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    return `daemon off; master_process off; pid nginx.pid; events {}
      http {
        access_log off;
        ${places.map((place) => `${place}_temp_path ${place};`).join('\n')}
        server { listen 127.0.0.1:${port}; ${snippet} }
      }`;
  }

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
    arrived.length = 0;
    const answer = await send(url + search, { ...more, headers });
    return { ...answer, arrived: [...arrived] };
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
    arrived.length = 0;

    const status = await statusOf([
      'Authorization',
      bearer(admin).authorization,
      'Authorization',
      'Bearer x',
    ]);

    expect(status).toBeGreaterThanOrEqual(400);
    expect(arrived).toEqual([]);
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
      const outgoing = request(url, { headers: ['Host', new URL(url).host, ...headers] }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      outgoing.on('error', reject).end();
    });
  }

  async function untilListening(port: number): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
      if (isUp) return;
      if (nginx.exitCode !== null) break;
      await pause(100);
    }
    throw new Error(`nginx did not start:\n${readFileSync(join(folder, 'error.log'), 'utf8')}`);
  }
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on TCP, so the address is no pipe's name.
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
