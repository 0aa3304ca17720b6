import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DatabaseSnapshot } from '../helpers/database-snapshot.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import type { ProgramResult } from '../helpers/run-program.js';
import { signUp } from '../helpers/sign-in.js';
import {
  createInstallation,
  type Environment,
  type Installation,
  type ServerProcess,
} from '../helpers/spawn-server.js';
import {
  expectReadableMessage,
  expectStartFailure,
  invalidBodies,
  invalidContentTypes,
  invalidRequests,
  invalidTokens,
  production,
} from './invalid-input-cases.js';

/**
 * Invalid requests and configurations: one line that states what to do, the right status or exit code, and no
 * changed row. Databases: unreachable-database.full.test.ts,
 * unusable-database.full.test.ts.
 */

let installation: Installation;
let server: ServerProcess;
let before: DatabaseSnapshot;

beforeAll(async () => {
  installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  server = await installation.start();
  await signUp(server, 'ada');
  before = await installation.snapshot();
  expect(before['users']?.rows).toBe(1);
});

afterAll(() => installation.close());

function post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpResult> {
  return sendHttp(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

describe('an invalid request', () => {
  test.each(invalidBodies)('%s', async (_what, body, status) => {
    const answer = await post(body);

    expect(answer.status).toBe(status);
    expectReadableMessage(valueAt(answer.body, 'errors', 0, 'message'));
    expect(answer.body).not.toHaveProperty('data');
    expect(answer.text.length).toBeLessThan(1000);
  });

  test.each(invalidContentTypes)('a JSON body that is declared as %s', async (_what, type) => {
    const answer = await post('{"query": "{ server { version } }"}', { 'content-type': type });

    expect([400, 415]).toContain(answer.status);
    expectReadableMessage(valueAt(answer.body, 'errors', 0, 'message'));
  });

  test('does not repeat the value of a variable in the error message', async () => {
    const answer = await sendGraphql(server.url, 'mutation ($i: LoginInput!) { login(input: $i) { ok } }', {
      variables: { i: { username: 'ada', password: 'hunter22hunter22', pasword: 'hunter33hunter33' } },
    });

    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/hunter/);
  });

  test.each(invalidTokens)('an access token that is %s has no user', async (_what, token, reason) => {
    const refused = await sendGraphql(server.url, '{ me { id } }', { token });
    const open = await sendGraphql(server.url, '{ server { version } }', { token });
    const userInfo = await sendHttp(`${server.url}/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });

    expect(refused.status).toBe(401);
    expect(valueAt(refused.body, 'errors', 0, 'extensions', 'code')).toBe('UNAUTHENTICATED');
    expect(valueAt(refused.body, 'errors', 0, 'extensions', 'reason')).toBe(reason);
    expectReadableMessage(valueAt(refused.body, 'errors', 0, 'message'));
    expect(open.status).toBe(200);
    expect(userInfo.status).toBe(401);
    expect(valueAt(userInfo.body, 'detail')).toBe('Could not validate credentials');
  });

  test.each(invalidRequests)('%s by %s with %.20s', async (path, method, body, type, status) => {
    const answer = await sendHttp(`${server.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expectReadableMessage(valueAt(answer.body, 'detail'));
    expect(valueAt(answer.body, 'error')).toEqual(expect.any(String));
  });

  test('is not logged as an error', () => {
    expect(server.output()).not.toMatch(/"level":"(error|fatal)"/);
  });
});

describe('a start fails with one line for', () => {
  const start = (environment: Environment): Promise<ProgramResult> =>
    installation.cordon(['start'], { environment });

  test('an unknown variable, and for every other fault of the configuration', async () => {
    const finished = await start({ CORDON_BCRYPT_COSTS: '12', PORT: 'http', CORDON_ISSUER: 'nowhere' });

    expectStartFailure(
      finished,
      3,
      /^CORDON_BCRYPT_COSTS is not a variable of Cordon\. Remove it or correct its name/,
      /^CORDON_ISSUER must be an origin like/,
      /^PORT must be an integer from 0 to 65535\./,
    );
  });

  test('every missing secret and address in production', async () => {
    expectStartFailure(
      await start(production),
      3,
      /^DATABASE_URL \(or DATABASE_URL_FILE\) is missing\. Set it to the URL of your Postgres database/,
      /^CORDON_ISSUER is missing\. /,
      /^CORDON_MASTER_KEY \(or CORDON_MASTER_KEY_FILE\) is missing\. Generate one with `cordon secret`\.$/,
    );
  });

  test('a secret from an example in production', async () => {
    const finished = await start({
      ...production,
      DATABASE_URL: 'postgresql://cordon:changeme@127.0.0.1:5432/cordon',
      CORDON_ISSUER: 'https://id.example.com',
      CORDON_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    });

    expectStartFailure(
      finished,
      3,
      /^DATABASE_URL must have a password that is not an example in production\./,
      /^CORDON_MASTER_KEY is a placeholder, not 32 random bytes\. /,
    );
    expect(finished.stderr).not.toContain('changeme');
  });
});

test('all of them together have changed no row', async () => {
  expect(await installation.snapshot()).toEqual(before);
});
