import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { generateKeys } from '../helpers/generate-keys.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/**
 * Two servers on one Postgres, users who send requests, and a service that verifies tokens with the key set.
 */

const password = 'seventeen green herons';
const issuer = 'http://localhost:4000';
const publishForSeconds = 2;
/** Shorter than the time between publication and use of a key, as docs/oauth.md requires of a cache. */
const cacheMilliseconds = 1000;

describeOnPostgres('key rotation with two instances', () => {
  let installation: Installation;
  let servers: readonly [ServerProcess, ServerProcess];

  beforeAll(async () => {
    installation = await createInstallation();
    const first = await installation.start();
    servers = [first, await installation.start()];
  });
  afterAll(() => installation.close());

  interface Client {
    readonly name: string;
    accessToken: string;
    refreshToken: string;
  }

  async function signUp(name: string): Promise<Client> {
    const answer = await sendGraphql(
      servers[0].url,
      `mutation ($input: SignUpInput!) { signUp(input: $input) { tokens { accessToken refreshToken } } }`,
      { variables: { input: { username: name, email: `${name}@example.com`, password } } },
    );
    return {
      name,
      accessToken: stringAt(answer, 'data', 'signUp', 'tokens', 'accessToken'),
      refreshToken: stringAt(answer, 'data', 'signUp', 'tokens', 'refreshToken'),
    };
  }

  async function refresh(server: ServerProcess, client: Client): Promise<void> {
    const answer = await sendGraphql(
      server.url,
      `mutation ($token: String) { refreshToken(input: { refreshToken: $token }) { tokens { accessToken refreshToken } } }`,
      { variables: { token: client.refreshToken } },
    );
    // A session may be refreshed 120 times a minute, which these users would exceed.
    if (valueAt(answer.body, 'errors', 0, 'extensions', 'code') === 'RATE_LIMITED')
      return signIn(server, client);
    client.accessToken = stringAt(answer, 'data', 'refreshToken', 'tokens', 'accessToken');
    client.refreshToken = stringAt(answer, 'data', 'refreshToken', 'tokens', 'refreshToken');
  }

  async function signIn(server: ServerProcess, client: Client): Promise<void> {
    const answer = await sendGraphql(
      server.url,
      `mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken refreshToken } } }`,
      { variables: { input: { username: client.name, password } } },
    );
    client.accessToken = stringAt(answer, 'data', 'login', 'tokens', 'accessToken');
    client.refreshToken = stringAt(answer, 'data', 'login', 'tokens', 'refreshToken');
  }

  /** Returns why the next request with this token is rejected; null when it is accepted. */
  async function rejectionReason(server: ServerProcess, token: string): Promise<unknown> {
    const { body } = await sendGraphql(server.url, '{ me { id } }', { token });
    return typeof valueAt(body, 'data', 'me', 'id') === 'string'
      ? null
      : (valueAt(body, 'errors', 0, 'extensions', 'reason') ?? JSON.stringify(body));
  }

  /** A service that caches the key set and does not reload it for an unknown kid. */
  function resourceServer(server: ServerProcess): (token: string) => Promise<unknown> {
    const keys = createRemoteJWKSet(new URL(`${server.url}/.well-known/jwks.json`), {
      cacheMaxAge: cacheMilliseconds,
      cooldownDuration: 60_000,
    });
    return (token) =>
      jwtVerify(token, keys, { issuer, audience: issuer, typ: 'at+jwt' }).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : error),
      );
  }

  async function keys(...words: readonly string[]): Promise<readonly { kid: string; status: string }[]> {
    const { stdout, stderr, exitCode } = await installation.cordon(['keys', ...words, '--json']);
    if (exitCode !== 0) throw new Error(`${exitCode}: ${stderr}`);
    const answer: { keys?: { kid: string; status: string }[]; key?: { kid: string; status: string } } =
      JSON.parse(stdout);
    return answer.keys ?? (answer.key === undefined ? [] : [answer.key]);
  }

  /** The key that is revoked during the load. */
  interface LeakedKey {
    readonly kid: unknown;
    /** True once the command has finished. */
    readonly isRevoked: boolean;
  }

  const kidOf = (token: string): unknown => decodeProtectedHeader(token).kid;
  const publishedBy = async (server: ServerProcess): Promise<readonly unknown[]> => {
    const { body } = await sendHttp(`${server.url}/.well-known/jwks.json`);
    return (valueAt(body, 'keys') as readonly unknown[]).map((key) => valueAt(key, 'kid'));
  };

  test('rotations under load reject no request, also at a service that caches the keys; a revocation takes effect immediately', async () => {
    const clients = await Promise.all(['ada', 'bea', 'cai'].map(signUp));
    const services = servers.map(resourceServer);
    const failures: unknown[] = [];
    /** Servers with the ids of keys that they have signed with. */
    const signatures = new Set<string>();
    let requests = 0;
    let leakedKey: LeakedKey = { kid: null, isRevoked: false };
    const loadController = new AbortController();
    const workers = clients.map(async (client, index) => {
      for (let round = index; !loadController.signal.aborted; round += 1) {
        const [issuing = servers[0], other = servers[1]] = round % 2 === 0 ? servers : servers.toReversed();
        await refresh(issuing, client);
        signatures.add(`${issuing.url} ${kidOf(client.accessToken)}`);
        const keyBefore = leakedKey;
        const serverResults = await Promise.all([
          rejectionReason(other, client.accessToken),
          rejectionReason(issuing, client.accessToken),
        ]);
        // A cached key set may be a second old in an emergency; the checks below cover that.
        const serviceResults =
          leakedKey.kid === null
            ? await Promise.all(services.map((verify) => verify(client.accessToken)))
            : [];
        requests += serverResults.length + serviceResults.length;
        const isSignedByLeakedKey = kidOf(client.accessToken) === leakedKey.kid;
        failures.push(
          ...(isSignedByLeakedKey
            ? []
            : [...serverResults, ...serviceResults].filter((answer) => answer !== null)),
        );
        if (isSignedByLeakedKey && keyBefore.isRevoked && serverResults.includes(null))
          failures.push('a revoked key was accepted');
      }
    });

    const work = Promise.all(workers);
    // `await work` below reports the error; until then the other workers stop.
    work.catch(() => loadController.abort());

    const isUsed = (kid: unknown): boolean => servers.every(({ url }) => signatures.has(`${url} ${kid}`));
    for (const _rotation of [1, 2, 3]) {
      const [next] = await keys('rotate', '--publish-for', String(publishForSeconds));
      while (!isUsed(next?.kid) && !loadController.signal.aborted) await wait(50);
    }
    const { accessToken: leaked } = await signUp('mallory');
    leakedKey = { kid: kidOf(leaked), isRevoked: false };
    expect(await rejectionReason(servers[1], leaked)).toBeNull();
    await keys('revoke', String(leakedKey.kid), '--reason', 'its private half leaked');
    leakedKey = { ...leakedKey, isRevoked: true };
    const refusals = await Promise.all(servers.map((server) => rejectionReason(server, leaked)));
    const enough = Math.max(80, requests + 30);
    while (requests < enough && !loadController.signal.aborted) await wait(50);
    loadController.abort();
    await work;

    expect(refusals).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID']);
    expect(failures).toEqual([]);
    // The first key, one for each rotation, and the replacement of the revoked one.
    expect(new Set([...signatures].map((text) => text.split(' ')[1])).size).toBe(5);
    for (const server of servers) expect(await publishedBy(server)).not.toContain(leakedKey.kid);
    for (const service of services) while ((await service(leaked)) === null) await wait(50);
  });

  test('with --publish-for 0 the next key signs immediately, and both keys are published when the command returns', async () => {
    const client = await signUp('dora');
    const before = kidOf(client.accessToken);

    const [next] = await keys('rotate', '--publish-for', '0');

    for (const server of servers) {
      expect(await publishedBy(server)).toEqual(expect.arrayContaining([before, next?.kid]));
    }
    await refresh(servers[1], client);
    expect(kidOf(client.accessToken)).toBe(next?.kid);
  });

  test('keys import reads the key file in the process of the command and never prints it', async () => {
    const { privateKey } = generateKeys();
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const path = join(installation.folder, 'own.pem');
    writeFileSync(path, pem);

    const { stdout, stderr, exitCode } = await installation.cordon([
      'keys',
      'import',
      path,
      '--publish-for',
      '0',
    ]);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const secret = pem.split('\n')[1] ?? pem;
    for (const printed of [stdout, ...servers.map((server) => server.output())])
      expect(printed).not.toContain(secret);
    const client = await signUp('eve');
    expect(stdout).toContain(String(kidOf(client.accessToken)));
  });
});
