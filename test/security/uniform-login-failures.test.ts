import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { createFailingLogins, type FailingLogin } from '../helpers/failing-logins.js';
import { type HttpResult, sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword, login, type SignedInUser } from '../helpers/sign-in.js';

/**
 * Requirement 10: the status, headers and body of a failed login are the same for every user and every
 * reason.
 */

let testServer: TestServer;
let admin: SignedInUser;
let failing: readonly FailingLogin[];

beforeAll(async () => {
  testServer = await createTestServer({ CORDON_BCRYPT_COST: '5' });
  admin = await createFirstAdministrator(testServer);
  failing = await createFailingLogins({ user, password: goodPassword, sql: testServer.sql, cost: 5 });
});
afterAll(() => testServer.close());

async function user(username: string): Promise<string> {
  const query =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { userErrors { code } user { id } } }';
  const input = {
    username,
    email: `${username}@example.com`,
    password: goodPassword,
    mustChangePassword: false,
  };
  const made = await sendGraphql(testServer.url, query, { variables: { input }, token: admin.accessToken });
  return stringAt(made, 'data', 'createUser', 'user', 'id');
}

function token(username: string, password: string): Promise<HttpResult> {
  return sendHttp(`${testServer.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
}

/** Returns the response without date and request id, budgets replaced by n. */
function comparableParts({ status, headers, text }: HttpResult): unknown {
  const relevantHeaders = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return {
    status,
    headers: relevantHeaders.map(([name, value]) =>
      name.startsWith('ratelimit') ? value.replaceAll(/\d+/g, 'n') : value,
    ),
    names: relevantHeaders.map(([name]) => name),
    text,
  };
}

describe.each([
  ['login', (kind: FailingLogin) => login(testServer, kind.identifier, kind.password), () => true],
  [
    '/token',
    (kind: FailingLogin) => token(kind.identifier, kind.password),
    (kind: FailingLogin) => kind.fitsForm,
  ],
] as const)('a failed %s', (entryPoint, attempt, fits) => {
  test('has the same bytes for every kind of failure', async () => {
    const answers = new Map<string, unknown>();
    for (const kind of failing.filter(fits)) answers.set(kind.kind, comparableParts(await attempt(kind)));

    const [first] = answers.values();
    for (const [kind, answer] of answers) expect({ kind, answer }).toEqual({ kind, answer: first });
    expect(valueAt(first, 'status')).toBe(entryPoint === 'login' ? 200 : 401);
    expect(valueAt(first, 'text')).toContain(
      entryPoint === 'login' ? '"code":"INVALID_CREDENTIALS"' : '"detail":"Incorrect username or password"',
    );
  });
});

test('only the right password reveals that the account is disabled', async () => {
  const [query, form] = [
    await login(testServer, 'disabled', goodPassword),
    await token('disabled', goodPassword),
  ];

  expect(valueAt(query.body, 'data', 'login', 'userErrors', 0, 'code')).toBe('ACCOUNT_DISABLED');
  expect({ status: form.status, detail: valueAt(form.body, 'detail') }).toEqual({
    status: 400,
    detail: 'Inactive user',
  });
});

test('no response repeats the input', async () => {
  const secret = 'a secret that must not be logged';

  const answers = [
    await login(testServer, secret, secret),
    await token(secret, secret),
    await sendHttp(`${testServer.url}/token?password=${encodeURIComponent(secret)}`, { method: 'POST' }),
    await sendGraphql(
      testServer.url,
      'mutation ($p: Int!) { login(input: {username: $p, password: $p}) { ok } }',
      {
        variables: { p: secret },
      },
    ),
    await sendGraphql(
      testServer.url,
      `mutation { login(input: {username: "${secret}", passwort: "${secret}"}) { ok } }`,
    ),
  ];

  for (const { text, headers } of answers) expect(text + JSON.stringify([...headers])).not.toContain(secret);
});
