import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  administrator,
  goodPassword,
  login,
  openServed,
  type Person,
  type Served,
} from '../helpers/create-test-server.js';
import { type FailingLogin, plantFailingLogins } from '../helpers/failing-logins.js';
import { ask, at, type HttpAnswer, send, textAt } from '../helpers/http-client.js';

/** Requirement 10, over the wire: status, every header and every byte of the body are the same, whoever is named and whatever is wrong. */

let served: Served;
let admin: Person;
let failing: readonly FailingLogin[];

beforeAll(async () => {
  served = await openServed({ CORDON_BCRYPT_COST: '5' });
  admin = await administrator(served);
  failing = await plantFailingLogins({ person, password: goodPassword, sql: served.sql, cost: 5 });
}, 120_000);
afterAll(() => served.close());

async function person(username: string): Promise<string> {
  const query =
    'mutation ($input: CreateUserInput!) { createUser(input: $input) { userErrors { code } user { id } } }';
  const input = {
    username,
    email: `${username}@example.com`,
    password: goodPassword,
    mustChangePassword: false,
  };
  const made = await ask(served.url, query, { variables: { input }, token: admin.accessToken });
  return textAt(made, 'data', 'createUser', 'user', 'id');
}

function token(username: string, password: string): Promise<HttpAnswer> {
  return send(`${served.url}/token`, { method: 'POST', body: new URLSearchParams({ username, password }) });
}

/** All of an answer but when it was given, under which id, and how much of the budgets is left. */
function whole({ status, headers, text }: HttpAnswer): unknown {
  const told = [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
  return {
    status,
    headers: told.map(([name, value]) =>
      name.startsWith('ratelimit') ? value.replaceAll(/\d+/g, 'n') : value,
    ),
    names: told.map(([name]) => name),
    text,
  };
}

describe.each([
  ['login', (kind: FailingLogin) => login(served, kind.identifier, kind.password), () => true],
  [
    '/token',
    (kind: FailingLogin) => token(kind.identifier, kind.password),
    (kind: FailingLogin) => kind.fitsForm,
  ],
] as const)('a failed %s', (door, attempt, fits) => {
  test('is answered with the same bytes for every kind of failure', async () => {
    const answers = new Map<string, unknown>();
    for (const kind of failing.filter(fits)) answers.set(kind.kind, whole(await attempt(kind)));

    const [first] = answers.values();
    for (const [kind, answer] of answers) expect({ kind, answer }).toEqual({ kind, answer: first });
    expect(at(first, 'status')).toBe(door === 'login' ? 200 : 401);
    expect(at(first, 'text')).toContain(
      door === 'login' ? '"code":"INVALID_CREDENTIALS"' : '"detail":"Incorrect username or password"',
    );
  });
});

test('only a right password is told that the account is disabled', async () => {
  const [query, form] = [
    await login(served, 'disabled', goodPassword),
    await token('disabled', goodPassword),
  ];

  expect(at(query.body, 'data', 'login', 'userErrors', 0, 'code')).toBe('ACCOUNT_DISABLED');
  expect({ status: form.status, detail: at(form.body, 'detail') }).toEqual({
    status: 400,
    detail: 'Inactive user',
  });
});

test('what was typed comes back in no answer', async () => {
  const secret = 'a secret that nobody may repeat';

  const answers = [
    await login(served, secret, secret),
    await token(secret, secret),
    await send(`${served.url}/token?password=${encodeURIComponent(secret)}`, { method: 'POST' }),
    await ask(served.url, 'mutation ($p: Int!) { login(input: {username: $p, password: $p}) { ok } }', {
      variables: { p: secret },
    }),
    await ask(served.url, `mutation { login(input: {username: "${secret}", passwort: "${secret}"}) { ok } }`),
  ];

  for (const { text, headers } of answers) expect(text + JSON.stringify([...headers])).not.toContain(secret);
});
