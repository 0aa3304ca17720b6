import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { count, createLoginAttempts, loginOutcomeOf, runInBatches } from '../helpers/login-attempts.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';
import { testDatabaseUrl } from '../helpers/test-database.js';

/** Rate limits of a client address: at three instances on a server database, at one on the embedded one. */

let installation: TestInstallation;
let servers: readonly InProcessServer[];
const { nextUrl, login, token } = createLoginAttempts(() => servers);

beforeAll(async () => {
  installation = await createTestInstallation();
  const first = await installation.start();
  const others = testDatabaseUrl === null ? [] : [await installation.start(), await installation.start()];
  servers = [first, ...others];
  await createFirstAdministrator(first);
});
afterAll(() => installation.close());

describe('one address', () => {
  test('is limited to 200 sign-ups in 15 minutes, failed ones included', async () => {
    const mutation = `mutation ($input: SignUpInput!) { signUp(input: $input) { ok } }`;
    const attempt = () =>
      sendGraphql(nextUrl(), mutation, {
        variables: { input: { username: '@', email: '@', password: 'x' } },
      });

    const statuses = (await runInBatches(11, 20, attempt)).map(({ status }) => status);

    expect(count(statuses, 200)).toBeLessThanOrEqual(200);
    expect(count(statuses, 429)).toBeGreaterThanOrEqual(20);
  });

  // Runs last, because it blocks the address of this machine.
  test('is limited to 200 failed logins in 15 minutes, whatever address headers and extra parameters it sends', async () => {
    const forged = (index: number) => ({
      query: index % 3 === 0 ? `?x=${index}` : '',
      headers: { 'x-forwarded-for': `198.51.100.${index % 250}`, forwarded: `for=198.51.100.${index % 250}` },
    });
    const answers = await runInBatches(13, 16, (index) => {
      const name = `unknown${index}`;
      return index % 2 === 0
        ? login(name, 'wrong wrong wrong wrong', forged(index))
        : token({ username: name, password: 'wrong', spare: String(index) }, forged(index));
    });
    expect(count(answers.map(loginOutcomeOf), 'INVALID_CREDENTIALS')).toBeLessThanOrEqual(201);

    const [graphql, form] = [
      await login('unknown', 'wrong', { headers: { 'x-forwarded-for': '192.0.2.77' } }),
      await token({ username: 'unknown', password: 'wrong' }, { query: '?y=1' }),
    ];

    expect(graphql.status).toBe(429);
    expect(valueAt(graphql.body, 'errors', 0, 'extensions', 'code')).toBe('RATE_LIMITED');
    expect(form.status).toBe(429);
    const passkey = await sendGraphql(
      nextUrl(),
      `mutation { finishPasskeyLogin(input: { challengeId: "x", response: {} }) { ok } }`,
    );
    expect(passkey.status).toBe(429);
    for (const { headers } of [graphql, form]) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/);
    }
  });

  test('is the one that a trusted proxy reports, not an earlier one of the header', async () => {
    for (const server of servers) await server.stop();
    servers = [await installation.start({ CORDON_TRUSTED_PROXIES: '127.0.0.0/8' })];
    const from = (address: string) =>
      login('unknown-user', 'wrong wrong wrong', { headers: { 'x-forwarded-for': address } });

    expect(loginOutcomeOf(await from('203.0.113.9'))).toBe('INVALID_CREDENTIALS');
    expect(loginOutcomeOf(await from('203.0.113.9, 127.0.0.1'))).toBe('INVALID_CREDENTIALS');
    expect(loginOutcomeOf(await login('unknown-user', 'wrong wrong wrong'))).toBe('RATE_LIMITED');
  });
});
