import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  stopClock,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import {
  count,
  createLoginAttempts,
  loginMutation,
  loginOutcomeOf,
  multipleLoginOperations,
  runInBatches,
} from '../helpers/login-attempts.js';
import { createFirstAdministrator, goodPassword, type SignedInUser, signUp } from '../helpers/sign-in.js';
import { testDatabaseUrl } from '../helpers/test-database.js';

/** Rate limits over HTTP: at three instances on a database server, at one on the embedded database. */

let installation: TestInstallation;
let servers: readonly InProcessServer[];
let admin: SignedInUser;
const { nextUrl, login, token, lockOut } = createLoginAttempts(() => servers);

beforeAll(async () => {
  installation = await createTestInstallation();
  const start = () => installation.start({}, {}, { prepare: stopClock });
  const first = await start();
  const others = testDatabaseUrl === null ? [] : [await start(), await start()];
  servers = [first, ...others];
  admin = await createFirstAdministrator(first);
});
afterAll(() => installation.close());

describe('login attempts for one user', () => {
  test('are limited to ten of fifty at once at both entry points of all instances, and the right password is rejected too', async () => {
    await signUp({ url: nextUrl() }, 'parallel');

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 === 0
          ? login('parallel', `wrong wrong ${index}`)
          : token({ username: 'PARALLEL', password: `wrong wrong ${index}` }),
      ),
    );

    const outcomes = answers.map(loginOutcomeOf);
    const compared = count(outcomes, 'INVALID_CREDENTIALS');
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThanOrEqual(11);
    expect(count(outcomes, 'COMPLETE')).toBe(0);
    for (let round = 0; round < 11; round += 1) await login('parallel', 'wrong wrong wrong');
    expect(loginOutcomeOf(await login('Parallel', goodPassword))).toBe('TOO_MANY_ATTEMPTS');
    expect(loginOutcomeOf(await token({ username: 'parallel', password: goodPassword }))).toBe(
      'TOO_MANY_ATTEMPTS',
    );
  });

  test('are all recorded; rejected ones once a minute for each instance', async () => {
    await signUp({ url: nextUrl() }, 'written');
    for (let round = 0; round < 12; round += 1) await login('written', 'wrong wrong wrong wrong');

    const query = `query ($id: ID!) { auditEvents(first: 50, filter: { subjectId: $id }) { nodes { action outcome reason } } }`;
    const user = await sendGraphql(nextUrl(), '{ user(username: "written") { id } }', {
      token: admin.accessToken,
    });
    const answer = await sendGraphql(nextUrl(), query, {
      token: admin.accessToken,
      variables: { id: stringAt(user, 'data', 'user', 'id') },
    });

    const actions = JSON.stringify(valueAt(answer.body, 'data', 'auditEvents', 'nodes'));
    const [failed, throttled] = [/"login\.failed"/g, /"login\.throttled"/g].map(
      (word) => actions.match(word)?.length,
    );
    expect(failed).toBe(10);
    expect(throttled).toBe(Math.min(2, servers.length));
  });

  test.each(multipleLoginOperations)(
    'are rejected when one operation has two, by %s',
    async (_way, query) => {
      const answer = await sendGraphql(nextUrl(), query);

      expect(answer.status).toBe(400);
      expect(valueAt(answer.body, 'errors', 0, 'extensions', 'code')).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(valueAt(answer.body, 'data')).toBeUndefined();
    },
  );

  test('are rejected in a batch', async () => {
    const one = { query: loginMutation, variables: { input: { username: 'x', password: 'y' } } };

    const answer = await sendHttp(`${nextUrl()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([one, one]),
    });

    expect(answer.status).toBe(400);
  });
});

describe('a known device', () => {
  test('can sign in while its user is locked out elsewhere; a forged cookie, or one sent from another origin, cannot', async () => {
    await signUp({ url: nextUrl() }, 'owner');
    const before = await login('owner', goodPassword);
    const [cookie = ''] = before.headers.getSetCookie();
    await lockOut('owner');
    const [pair = ''] = cookie.split(';');

    const known = await login('owner', goodPassword, { headers: { cookie: pair } });
    const forged = await login('owner', goodPassword, {
      headers: { cookie: `__Host-cordon_device=${'A'.repeat(22)}.${'B'.repeat(22)}` },
    });
    const foreign = await login('owner', goodPassword, {
      headers: { cookie: pair, origin: 'https://evil.example' },
    });

    expect(cookie).toMatch(
      /^__Host-cordon_device=[\w-]{22}\.[\w-]{22}; Max-Age=34560000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect([known, forged, foreign].map(loginOutcomeOf)).toEqual([
      'COMPLETE',
      'TOO_MANY_ATTEMPTS',
      'TOO_MANY_ATTEMPTS',
    ]);
  });
});

describe('a locked-out user', () => {
  test('is unlocked by an administrator and by an operator', async () => {
    await signUp({ url: nextUrl() }, 'locked');
    const found = await sendGraphql(nextUrl(), '{ user(username: "locked") { id } }', {
      token: admin.accessToken,
    });
    const id = stringAt(found, 'data', 'user', 'id');
    await lockOut('locked');

    const unlocked = await sendGraphql(
      nextUrl(),
      'mutation ($id: ID!) { unlockUser(id: $id) { ok user { username } userErrors { code } } }',
      { variables: { id }, token: admin.accessToken },
    );

    expect(valueAt(unlocked.body, 'data', 'unlockUser')).toEqual({
      ok: true,
      user: { username: 'locked' },
      userErrors: [],
    });
    expect(loginOutcomeOf(await login('locked', goodPassword))).toBe('COMPLETE');
    await lockOut('locked');
    const { exitCode, stdout } = await installation.cordon(['users', 'unlock', 'locked']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('locked')]);
    expect(loginOutcomeOf(await login('locked', goodPassword))).toBe('COMPLETE');
  });
});

describe('rate limit headers', () => {
  test('describe the budget that was charged, and are absent where none was', async () => {
    const refused = await login('unknown-user', 'wrong wrong wrong wrong');
    const free = await sendGraphql(nextUrl(), '{ server { version } }');

    expect(refused.headers.get('ratelimit-policy')).toBe('"credential";q=200;w=900');
    expect(refused.headers.get('ratelimit')).toMatch(/^"credential";r=\d+;t=\d+$/);
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(free.headers.get('ratelimit')).toBeNull();
    const form = await token({ username: 'unknown-user', password: 'wrong' });
    expect(form.headers.get('ratelimit-policy')).toBe('"credential";q=200;w=900');
  });
});

describe('the refreshes of one session', () => {
  test('are limited to 120 in a minute at both entry points of all instances together', async () => {
    const { refreshToken } = await signUp({ url: nextUrl() }, 'busy');
    const mutation = `mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok userErrors { code } } }`;

    // The same token repeatedly: retries within the grace window, which count like any other refresh.
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        index % 2 === 0
          ? sendGraphql(nextUrl(), mutation, { variables: { input: { refreshToken } } })
          : token({ grant_type: 'refresh_token', refresh_token: refreshToken }),
      ),
    );

    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(29);
    for (const { headers } of limited) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(headers.get('ratelimit-policy')).toBe('"refresh";q=120;w=60');
    }
  });
});

describe('changes by one administrator', () => {
  test('are limited to 600 in a minute, each alias charged', async () => {
    const create = (field: number): string =>
      `f${field}: createUser(input: { username: "@", email: "@" }) { ok }`;
    const query = `mutation { ${Array.from({ length: 20 }, (_, field) => create(field)).join(' ')} }`;

    const answers = await runInBatches(9, 4, () =>
      sendGraphql(nextUrl(), query, { token: admin.accessToken }),
    );

    const executed = answers.flatMap(({ body }) =>
      Object.values(valueAt(body, 'data') ?? {}).filter((payload) => payload !== null),
    );
    expect(executed.length).toBeLessThanOrEqual(601);
    expect(executed.length).toBeGreaterThan(500);
    const refused = answers.flatMap(({ body }) => valueAt(body, 'errors') ?? []);
    expect(new Set(refused.map((error) => valueAt(error, 'extensions', 'code')))).toEqual(
      new Set(['RATE_LIMITED']),
    );
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });
});
