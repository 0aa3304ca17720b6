import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRoundTripCounter, type RoundTrips } from '../../helpers/count-round-trips.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, stringAt, valueAt } from '../../helpers/http-client.js';
import { onStatement } from '../../helpers/record-statements.js';
import { currentCode, enrollApp } from '../../helpers/second-factor.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  login,
  type SignedInUser,
} from '../../helpers/sign-in.js';
import type { CeremonyOptions, SoftwareAuthenticator } from '../../helpers/software-authenticator.js';
import { newAuthenticator, register } from '../passkeys/passkey-requests.js';

/** How often the requests that start or extend a session wait for statements. */

let server: TestServer;
let administrator: SignedInUser;
let cookie = '';
let counter: ReturnType<typeof createRoundTripCounter>;

beforeAll(async () => {
  server = await createTestServer({ CORDON_PASSWORD_GRANT: 'on' });
  administrator = await createFirstAdministrator(server);
  // Its statements would be counted, too.
  await server.server.app.mail.sender.stop();
  // The first login reads the costs of all stored hashes.
  cookie = (await sendLogin('admin', goodPassword)).headers.getSetCookie().join('; ');
  counter = createRoundTripCounter(server.server.app.database);
});
afterAll(() => server.close());

const fewestOf = (runs: readonly RoundTrips[]): RoundTrips =>
  runs.reduce((fewest, run) => (run.count < fewest.count ? run : fewest));

/** Returns the fewest of three runs: background work only adds to them. */
async function countRoundTrips(operation: () => Promise<unknown>): Promise<RoundTrips> {
  const runs: RoundTrips[] = [];
  for (let run = 0; run < 3; run += 1) runs.push(await counter.countRoundTrips(operation));
  return fewestOf(runs);
}

/** Sends `login` or `completeMfa` from the known device. */
function sendSignIn(
  field: 'login' | 'completeMfa',
  input: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const query = `mutation ($input: ${field === 'login' ? 'LoginInput' : 'CompleteMfaInput'}!) {
    ${field}(input: $input) {
      status userErrors { code } tokens { accessToken refreshToken } user { id }
      mfaChallenge { id passkeyOptions }
    }
  }`;
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query, variables: { input } }),
  });
}

const sendLogin = (username: string, password: string): Promise<Response> =>
  sendSignIn('login', { username, password });

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
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly refresh_token: string }> {
  const body = new URLSearchParams(form);
  const response = await fetch(`${server.url}/token`, { method: 'POST', headers, body });
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

  test('as often by the password grant of /token, whose clients keep no device cookie', async () => {
    const form = { grant_type: 'password', username: 'admin', password: goodPassword };
    const trips = await countRoundTrips(() => requestToken(form));

    expect(trips.count).toBeLessThanOrEqual(6);
    expect(trips.underLock).toBeLessThanOrEqual(3);
  });

  test('as often by a login from a new device, about which its user gets a mail', async () => {
    const user = { username: 'traveller', email: 'traveller@example.com', emailVerified: true };
    await server.server.users.create({ ...user, mustChangePassword: false, password: goodPassword });
    const form = { grant_type: 'password', username: user.username, password: goodPassword };
    let devices = 0;
    const trips = await countRoundTrips(() => {
      devices += 1;
      return requestToken(form, { 'user-agent': `Device/${devices}` });
    });

    expect(trips.count).toBeLessThanOrEqual(6);
    expect(trips.underLock).toBeLessThanOrEqual(3);
    expect(await server.sql('SELECT template FROM mail_outbox')).toEqual(
      Array.from({ length: devices }, () => ({ template: 'new-device' })),
    );
  });

  test('twice by refreshToken and by the refresh grant of /token: read, count and write', async () => {
    let token = administrator.refreshToken;
    const refreshed = await countRoundTrips(async () => {
      token = await refresh(token);
    });
    const granted = await countRoundTrips(async () => {
      const form = { grant_type: 'refresh_token', refresh_token: token };
      ({ refresh_token: token } = await requestToken(form));
    });

    expect([refreshed.count, granted.count]).toEqual([2, 2]);
  });
});

describe('with a second factor, the database is waited for', () => {
  let codes: string[] = [];
  let authenticator: SoftwareAuthenticator;
  let secret = '';

  beforeAll(async () => {
    const app = await enrollApp(server, administrator);
    ({ secret } = app);
    codes = [...app.recoveryCodes];
  });

  /** Logs in with the password and returns the challenge. */
  async function challenge(): Promise<{ readonly id: string; readonly passkeyOptions: CeremonyOptions }> {
    const body: unknown = await (await sendLogin('admin', goodPassword)).json();
    // The shape of the mutation above.
    return valueAt(body, 'data', 'login', 'mfaChallenge') as Awaited<ReturnType<typeof challenge>>;
  }

  test('at most 6 times by the login, at most 3 of them with the row of the user locked', async () => {
    const trips = await countRoundTrips(challenge);

    expect(trips.count).toBeLessThanOrEqual(6);
    expect(trips.underLock).toBeLessThanOrEqual(3);
  });

  test('as often by the login of a user with a passkey, whose options are read', async () => {
    authenticator = newAuthenticator(server);
    const registered = await register(server, administrator, authenticator);
    expect(errorCodeOf(registered, 'finishPasskeyRegistration')).toBeNull();

    const trips = await countRoundTrips(challenge);

    expect(trips.count).toBeLessThanOrEqual(6);
    expect(trips.underLock).toBeLessThanOrEqual(3);
  });

  // The app has two unused codes: of this step and of the next.
  test.each([
    ['an app', 2, (run: number) => ({ method: 'TOTP', code: currentCode(secret, run) })],
    ['a recovery code', 3, () => ({ method: 'RECOVERY_CODE', code: codes.pop() })],
    [
      'a passkey',
      3,
      (_: number, options: CeremonyOptions) => ({
        method: 'PASSKEY',
        passkeyResponse: authenticator.sign(options),
      }),
    ],
  ])(
    'at most 6 times by its completion with %s, at most 3 of them under the lock',
    async (_, runs, prove) => {
      const counted: RoundTrips[] = [];
      for (let run = 0; run < runs; run += 1) {
        const { id: challengeId, passkeyOptions } = await challenge();
        const proof = prove(run, passkeyOptions);
        counted.push(
          await counter.countRoundTrips(async () => {
            const response = await sendSignIn('completeMfa', { challengeId, ...proof });
            expect(await response.json()).toMatchObject({ data: { completeMfa: { status: 'COMPLETE' } } });
          }),
        );
      }
      const trips = fewestOf(counted);

      expect(trips.count).toBeLessThanOrEqual(6);
      expect(trips.underLock).toBeLessThanOrEqual(3);
      expect(trips.underLock).toBeGreaterThan(0);
    },
  );

  test('a completion locks the row of the user before it reads what the lock protects', async () => {
    const { id: challengeId } = await challenge();
    const sent: string[] = [];
    const { dataSource } = server.server.app.database;
    onStatement(dataSource, (query) => sent.push(query));

    await sendSignIn('completeMfa', { challengeId, method: 'RECOVERY_CODE', code: codes.pop() });
    onStatement(dataSource, () => {});

    const begin = sent.indexOf('START TRANSACTION');
    expect(sent[begin + 1]).toMatch(/FROM users WHERE id = \$1 FOR UPDATE/);
    const read = sent.slice(begin + 2, begin + 8).map((query) => /FROM "?(\w+)/.exec(query)?.[1]);
    expect(new Set(read)).toEqual(
      new Set(['password_credentials', 'mfa_challenges', 'totp_factors', 'passkeys', 'recovery_codes']),
    );
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
  const tables = sent.slice(begin + 2, begin + 6).map((query) => /FROM "?(\w+)/.exec(query)?.[1]);
  expect(new Set(tables)).toEqual(new Set(read));
});
