import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acceptInvitationMutation,
  confusableNames,
  countAdministrators,
} from '../helpers/account-requests.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  otherPassword,
  signUp,
} from '../helpers/sign-in.js';

/** A request that claims another user, role or address, or has extra parameters, gains no rights. */

let testServer: TestServer;

beforeAll(async () => {
  testServer = await createTestServer();
  await createFirstAdministrator(testServer);
});
afterAll(() => testServer.close());

describe('a user cannot be taken over by another spelling of the name', () => {
  beforeAll(async () => {
    for (const name of ['kelvin', 'straffe', 'strasse']) {
      victims.set(name, (await signUp(testServer, name)).id);
    }
  });

  async function tryToSignUp(username: string, email: string): Promise<{ id: unknown; code: unknown }> {
    const query =
      'mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } userErrors { code } } }';
    const answer = await sendGraphql(testServer.url, query, {
      variables: { input: { username, email, password: otherPassword } },
    });
    return { id: valueAt(answer.body, 'data', 'signUp', 'user', 'id'), code: errorCodeOf(answer, 'signUp') };
  }

  const victims = new Map<string, string>();

  /** Checks that the sign-up with the spelling created another user and left the victim unchanged. */
  async function expectUntouched(victim: string, attacker: unknown): Promise<void> {
    const victimLogin = await login(testServer, victim, goodPassword);
    const id = valueAt(victimLogin.body, 'data', 'login', 'user', 'id');
    expect(id).toBe(victims.get(victim.split('@')[0] ?? ''));
    expect(attacker).not.toBe(id);
  }

  test.each(confusableNames)('%s by the username %j', async (victim, spelling) => {
    const index = confusableNames.findIndex(([, other]) => other === spelling);

    const { id, code } = await tryToSignUp(spelling, `attacker${index}@example.net`);

    if (id === undefined) expect(['USERNAME_TAKEN', 'USERNAME_INVALID']).toContain(code);
    await expectUntouched(victim, id);
  });

  test.each(confusableNames)('%s by the address %j@example.com', async (victim, spelling) => {
    const place = confusableNames.findIndex(([, other]) => other === spelling);

    const { id, code } = await tryToSignUp(`mailer${place}`, `${spelling}@example.com`);

    if (id === undefined) expect(['EMAIL_TAKEN', 'EMAIL_INVALID']).toContain(code);
    await expectUntouched(`${victim}@example.com`, id);
  });

  test('by a domain with confusable characters', async () => {
    for (const domain of [
      'EXAMPLE.COM',
      'ex\u0430mple.com',
      '\uff45xample.com',
      'example.com.',
      'example\u3002com',
    ]) {
      const { id } = await tryToSignUp(`domain${domain.length}`, `kelvin@${domain}`);
      await expectUntouched('kelvin@example.com', id);
    }
  });
});

test('the password of a user is unchanged after a sign-up with another spelling of the name', async () => {
  for (const name of ['kelvin', 'straffe', 'strasse']) {
    expect(errorCodeOf(await login(testServer, name, otherPassword), 'login')).toBe('INVALID_CREDENTIALS');
  }
});

describe('a role in the input of a sign-up is ignored', () => {
  const mutation =
    'mutation ($input: SignUpInput!) { signUp(input: $input) { ok user { role } userErrors { code } } }';
  const user = (name: string): string =>
    `"username":"${name}","email":"${name}@example.com","password":"${goodPassword}"`;

  function post(body: string, query = ''): Promise<HttpResult> {
    return sendHttp(`${testServer.url}/graphql${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  }
  const withInput = (input: string): string =>
    `{"query":${JSON.stringify(mutation)},"variables":{"input":{${input}}}}`;

  test.each([
    ['as a member of the input', withInput(`${user('role-a')},"role":"ADMIN"`)],
    ['twice, so that a filter sees another', withInput(`${user('role-b')},"role":"USER","role":"ADMIN"`)],
    ['in metadata', withInput(`${user('role-c')},"metadata":{"role":"ADMIN"}`)],
    ['through the prototype', withInput(`${user('role-d')},"__proto__":{"role":"ADMIN"}`)],
    ['through a constructor', withInput(`${user('role-e')},"constructor":{"prototype":{"role":"ADMIN"}}`)],
    [
      'as a literal',
      `{"query":"mutation { signUp(input: { username: \\"role-f\\", email: \\"role-f@example.com\\", password: \\"${goodPassword}\\", role: ADMIN }) { ok } }"}`,
    ],
    [
      'with duplicate variables',
      `{"query":${JSON.stringify(mutation)},"variables":{"input":{${user('role-g')}}},"variables":{"input":{${user('role-g')},"role":"ADMIN"}}}`,
    ],
  ])('%s: no user becomes an administrator', async (_how, body) => {
    const answer = await post(body);

    expect([200, 400]).toContain(answer.status);
    if (answer.status === 200) expect(valueAt(answer.body, 'data', 'signUp', 'user', 'role')).toBe('USER');
    expect(await countAdministrators(testServer)).toBe(1);
  });

  test('in the query string', async () => {
    const other = encodeURIComponent(JSON.stringify({ input: { role: 'ADMIN' } }));

    const answer = await post(withInput(user('role-h')), `?variables=${other}&role=ADMIN`);

    expect(valueAt(answer.body, 'data', 'signUp', 'user', 'role')).toBe('USER');
    expect(await countAdministrators(testServer)).toBe(1);
  });

  test('in the input of an invited user, or of a profile', async () => {
    const someone = await signUp(testServer, 'role-i');
    const answers = [
      await sendGraphql(testServer.url, acceptInvitationMutation, {
        variables: { input: { token: 'x', password: goodPassword, role: 'ADMIN' } },
      }),
      await sendGraphql(
        testServer.url,
        'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { ok } }',
        { variables: { input: { fullName: 'A', role: 'ADMIN' } }, token: someone.accessToken },
      ),
    ];

    for (const { status } of answers) expect(status).toBe(400);
    expect(await countAdministrators(testServer)).toBe(1);
  });
});

test('a forged X-Forwarded-For address is recorded nowhere; the address of the socket is', async () => {
  await signUp(testServer, 'forger');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': '198.51.100.7',
    forwarded: 'for=198.51.100.7',
    'x-real-ip': '198.51.100.7',
    'x-client-ip': '198.51.100.7',
    'true-client-ip': '198.51.100.7',
    'cf-connecting-ip': '198.51.100.7',
  };
  const attempt = (password: string): Promise<HttpResult> =>
    sendHttp(`${testServer.url}/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ username: 'forger', password }).toString(),
    });

  const statuses = [(await attempt(goodPassword)).status, (await attempt('wrong wrong wrong')).status];

  expect(statuses).toEqual([200, 401]);
  for (const table of ['sessions', 'audit_events', 'audit_personal']) {
    const rows = await testServer.sql(`SELECT row_to_json(${table})::text AS row FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain('198.51.100.7');
  }
});

test('a limit is not evaded by an extra parameter, another spelling of the name, or another entry point', async () => {
  await signUp(testServer, 'ground');
  const wrong = 'wrong wrong wrong wrong';
  const form = (path: string, fields: Readonly<Record<string, string>>): Promise<HttpResult> =>
    sendHttp(`${testServer.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, password: wrong }),
    });
  const graphql = (path: string, username: string): Promise<HttpResult> =>
    sendHttp(`${testServer.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': path },
      body: JSON.stringify({
        query: `mutation { login(input: { username: ${JSON.stringify(username)}, password: "${wrong}" }) { ok } }`,
        extensions: { x: path },
      }),
    });

  const attempts = [
    () => form('/token?x=1', { username: 'ground' }),
    () => form('/token?username=other', { username: 'ground' }),
    () => form('/token', { username: 'GROUND', client_id: 'a' }),
    () => form('/token', { username: '\uff47round', spare: '1' }),
    () => form('/token', { username: 'ground', scope: '' }),
    () => graphql('/graphql?x=1', 'ground'),
    () => graphql('/graphql?username=other', 'Ground'),
    () => graphql('/graphql', 'GROUN\uff24'),
    () => graphql('/graphql?y', 'ground'),
    () => graphql('/graphql?z', 'ground'),
  ];
  for (const attempt of attempts) await attempt();

  expect(errorCodeOf(await login(testServer, 'ground', goodPassword), 'login')).toBe('TOO_MANY_ATTEMPTS');
  expect((await form('/token?fresh=1', { username: 'gRound' })).status).toBe(429);
});

test('aliases and batches carry one login attempt at most, and rejected ones none', async () => {
  await signUp(testServer, 'alias');
  const [before] = await testServer.sql('SELECT count(*)::int AS failures FROM audit_events');
  const field = (name: string): string =>
    `${name}: login(input: { username: "alias", password: "wrong wrong wrong" }) { ok }`;
  const names = Array.from({ length: 15 }, (_, place) => `a${place}`);
  const one = { query: `mutation { ${field('a')} }` };
  const bodies = [
    { query: `mutation { ${names.map(field).join(' ')} }` },
    {
      query: `mutation { ...F ...G } fragment F on Mutation { ${field('a')} } fragment G on Mutation { ${field('b')} }`,
    },
    Array.from({ length: 15 }, () => one),
  ];

  for (const body of bodies) {
    const answer = await sendHttp(`${testServer.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
  }

  const [after] = await testServer.sql('SELECT count(*)::int AS failures FROM audit_events');
  expect(after).toEqual(before);
});
