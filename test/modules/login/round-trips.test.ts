import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRoundTripCounter, type RoundTrips } from '../../helpers/count-round-trips.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, stringAt } from '../../helpers/http-client.js';
import { onStatement } from '../../helpers/record-statements.js';
import { completeMfa, enrollApp } from '../../helpers/second-factor.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  type SignedInUser,
} from '../../helpers/sign-in.js';

/**
 * How often the requests that start or extend a session wait for statements. The device is known: a new one
 * costs one round trip more where mails are sent, for the notice.
 */

let server: TestServer;
let administrator: SignedInUser;
let cookie = '';
let counter: ReturnType<typeof createRoundTripCounter>;

beforeAll(async () => {
  server = await createTestServer({ CORDON_PASSWORD_GRANT: 'on' });
  administrator = await createFirstAdministrator(server);
  // The first login reads the costs of all stored hashes.
  cookie = (await sendLogin('admin', goodPassword)).headers.getSetCookie().join('; ');
  counter = createRoundTripCounter(server.server.app.database);
});
afterAll(() => server.close());

/** Returns the fewest of three runs: background work, such as the delivery of mails, only adds to them. */
async function countRoundTrips(operation: () => Promise<unknown>): Promise<RoundTrips> {
  const runs: RoundTrips[] = [];
  for (let run = 0; run < 3; run += 1) runs.push(await counter.countRoundTrips(operation));
  return runs.reduce((fewest, run) => (run.count < fewest.count ? run : fewest));
}

function sendLogin(username: string, password: string): Promise<Response> {
  const query = `mutation ($input: LoginInput!) {
    login(input: $input) { status userErrors { code } tokens { accessToken refreshToken } user { id } }
  }`;
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query, variables: { input: { username, password } } }),
  });
}

async function refresh(token: string): Promise<string> {
  const response = await sendGraphql(
    server.url,
    'mutation ($token: String!) { refreshToken(input: { refreshToken: $token }) { tokens { refreshToken } } }',
    { variables: { token } },
  );
  return stringAt(response, 'data', 'refreshToken', 'tokens', 'refreshToken');
}

async function requestToken(
  form: Readonly<Record<string, string>>,
): Promise<{ readonly refresh_token: string }> {
  const response = await fetch(`${server.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
  expect(response.status).toBe(200);
  return response.json();
}

describe('the database is waited for', () => {
  test('at most 6 times by a login, at most 3 of them with the row of the user locked', async () => {
    const trips = await countRoundTrips(async () => {
      const response = await sendLogin('admin', goodPassword);
      expect(await response.json()).toMatchObject({ data: { login: { status: 'COMPLETE' } } });
    });

    expect(trips.count).toBeLessThanOrEqual(6);
    expect(trips.underLock).toBeLessThanOrEqual(3);
    expect(trips.underLock).toBeGreaterThan(0);
  });

  test('equally often by a login with a wrong password and with an unknown name, at most 4 times', async () => {
    const failed = async (name: string): Promise<RoundTrips> =>
      countRoundTrips(async () => {
        const response = await login(server, name, 'not the password');
        expect(errorCodeOf(response, 'login')).toBe('INVALID_CREDENTIALS');
      });

    const known = await failed('admin');

    expect(known.count).toBeLessThanOrEqual(4);
    expect(await failed('nobody')).toEqual(known);
  });

  test('at most 7 times by the password grant of /token, whose clients keep no device cookie', async () => {
    const form = { grant_type: 'password', username: 'admin', password: goodPassword };
    const trips = await countRoundTrips(() => requestToken(form));

    expect(trips.count).toBeLessThanOrEqual(7);
    expect(trips.underLock).toBeLessThanOrEqual(4);
  });

  test('3 times by refreshToken and by the refresh grant of /token: read, count, write', async () => {
    let token = administrator.refreshToken;
    const refreshed = await countRoundTrips(async () => {
      token = await refresh(token);
    });
    const granted = await countRoundTrips(async () => {
      const form = { grant_type: 'refresh_token', refresh_token: token };
      ({ refresh_token: token } = await requestToken(form));
    });

    expect([refreshed.count, granted.count]).toEqual([3, 3]);
  });

  test('at most 6 times by a login that requires a second factor, and 14 times by its completion', async () => {
    const { recoveryCodes } = await enrollApp(server, administrator);
    const unused = [...recoveryCodes];
    const challenges: HttpResult[] = [];

    const challenged = await countRoundTrips(async () => {
      challenges.push(await login(server, 'admin', goodPassword));
    });
    const completed = await countRoundTrips(async () => {
      const challenge = challenges.pop();
      if (challenge === undefined) throw new Error('no challenge');
      const response = await completeMfa(server, challenge, unused.pop() ?? '', 'RECOVERY_CODE');
      expect(errorCodeOf(response, 'completeMfa')).toBeNull();
    });

    expect(challenged.count).toBeLessThanOrEqual(6);
    expect(completed.count).toBeLessThanOrEqual(14);
  });
});

test('a login locks the row of the user before it reads what the lock protects', async () => {
  const sent: string[] = [];
  const { dataSource } = server.server.app.database;
  onStatement(dataSource, (query) => sent.push(query));

  await sendLogin('admin', goodPassword);
  onStatement(dataSource, () => {});

  const begin = sent.indexOf('START TRANSACTION');
  expect(sent[begin + 1]).toMatch(/FROM users WHERE id = \$1 FOR UPDATE/);
  const read = ['password_credentials', 'totp_factors', 'passkeys', 'recovery_codes'];
  expect(sent.slice(begin + 2, begin + 6).map((query) => /FROM (\w+)/.exec(query)?.[1])).toEqual(read);
});
