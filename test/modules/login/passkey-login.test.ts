import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditLog } from '../../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, errorCodeOf, type SignedInUser, signUp } from '../../helpers/sign-in.js';
import type { Deviations, SoftwareAuthenticator } from '../../helpers/software-authenticator.js';
import {
  finishLogin,
  loginWithPasskey,
  newAuthenticator,
  register,
  registeredId,
  sessionOf,
  startLogin,
  startRegistration,
} from '../passkeys/passkey-requests.js';

let server: TestServer;
let admin: SignedInUser;
let users = 0;
const finish = 'finishPasskeyLogin';

beforeAll(async () => {
  server = await createTestServer();
  admin = await createFirstAdministrator(server);
});
afterAll(() => server.close());

interface PasskeyUser extends SignedInUser {
  readonly name: string;
  readonly authenticator: SoftwareAuthenticator;
}

async function newUser(options: Parameters<typeof newAuthenticator>[1] = {}): Promise<PasskeyUser> {
  users += 1;
  const name = `person${users}`;
  const user = await signUp(server, name);
  const authenticator = newAuthenticator(server, options);
  await register(server, user, authenticator);
  return { ...user, name, authenticator };
}

const asAdmin = (query: string, input: Readonly<Record<string, unknown>>) =>
  sendGraphql(server.url, query, { variables: { input }, token: admin.accessToken });

async function lastEntry(): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [entry] = await server.sql(
    'SELECT action, actor_type, subject_id, outcome, reason, changes FROM audit_events ORDER BY sequence DESC LIMIT 1',
  );
  return entry;
}

async function signCountOf(user: SignedInUser): Promise<number> {
  const [row] = await server.sql('SELECT sign_count FROM passkeys WHERE user_id = $1', [user.id]);
  return Number(row?.['sign_count']);
}

describe('startPasskeyLogin', () => {
  test('asks for any passkey of the domain, with user verification, and stores nothing', async () => {
    const { challengeId, options } = await startLogin(server);

    expect(challengeId).toMatch(/^\d+\.[\w-]{22}$/);
    expect(options).toEqual({
      rpId: 'localhost',
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      timeout: 300_000,
      userVerification: 'required',
    });
  });
});

describe('finishPasskeyLogin', () => {
  test('signs the owner of the passkey in without a username, with an assurance of 2', async () => {
    const user = await newUser();

    const answer = await loginWithPasskey(server, user.authenticator, {}, { deviceName: 'Laptop' });

    expect(valueAt(answer.body, 'data', finish)).toMatchObject({
      ok: true,
      status: 'COMPLETE',
      user: { id: user.id, username: user.name },
      mfaChallenge: null,
      userErrors: [],
    });
    const token = stringAt(answer, 'data', finish, 'tokens', 'accessToken');
    expect(await sessionOf(server, token)).toEqual({
      assurance: 2,
      authMethods: ['hwk', 'user', 'mfa'],
      deviceName: 'Laptop',
    });
    expect(await lastEntry()).toMatchObject({ action: 'session.started', subject_id: user.id });
    expect(await signCountOf(user)).toBe(1);
  });

  test('a passkey that can be copied to other devices is recorded as such, and is not counted', async () => {
    const user = await newUser({ backupEligible: true, counts: false });

    const first = await loginWithPasskey(server, user.authenticator);
    const second = await loginWithPasskey(server, user.authenticator, { backedUp: true });

    expect(errorCodeOf(first, finish)).toBeNull();
    const token = stringAt(second, 'data', finish, 'tokens', 'accessToken');
    expect(await sessionOf(server, token)).toMatchObject({ authMethods: ['swk', 'user', 'mfa'] });
    const list = await sendGraphql(server.url, '{ myPasskeys { backedUp lastUsedAt } }', { token });
    expect(valueAt(list.body, 'data', 'myPasskeys', 0)).toEqual({
      backedUp: true,
      lastUsedAt: expect.any(String),
    });
  });

  test('delivers the refresh token in a cookie, and narrows the token as login does', async () => {
    const { authenticator } = await newUser();
    const { challengeId, options } = await startLogin(server);
    const input = { challengeId, response: authenticator.sign(options), delivery: 'COOKIE' };

    const cookies = await sendHttp(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `mutation ($input: FinishPasskeyLoginInput!) {
          finishPasskeyLogin(input: $input) { tokens { refreshToken } }
        }`,
        variables: { input },
      }),
    });
    const narrowed = await loginWithPasskey(server, authenticator, {}, { scope: ['account:read'] });
    const tooMuch = await loginWithPasskey(server, authenticator, {}, { scope: ['users:write'] });

    expect(cookies.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
      '__Host-cordon_refresh',
      '__Host-cordon_device',
    ]);
    expect(valueAt(cookies.body, 'data', finish, 'tokens', 'refreshToken')).toBeNull();
    expect(valueAt(narrowed.body, 'data', finish, 'tokens', 'scope')).toEqual(['account:read']);
    expect(errorCodeOf(tooMuch, finish)).toBe('SCOPE_NOT_ALLOWED');
  });

  const wrong: readonly (readonly [what: string, Deviations])[] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['another domain', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['the type of a registration', { type: 'webauthn.create' }],
    ['a frame of another site', { crossOrigin: true }],
    ['a top origin', { topOrigin: 'https://evil.example' }],
    ['no user presence', { userPresent: false }],
    ['no user verification', { userVerified: false }],
    ['another backup eligibility', { backupEligible: true }],
    ['no user handle', { userHandle: null }],
    ['the user handle of another user', { userHandle: 'AAAAAAAAAAAAAAAAAAAAAA' }],
    ['an unknown passkey', { credentialId: 'AAAA' }],
  ];

  test('refuses everything that is wrong with the same bytes, and records why', async () => {
    const user = await newUser();
    const other = await newUser();
    const answers = [];
    const reasons = [];
    for (const [, deviation] of wrong) {
      answers.push(await loginWithPasskey(server, user.authenticator, deviation));
      reasons.push((await lastEntry())?.['reason']);
    }
    const { challengeId, options } = await startLogin(server);
    const response = user.authenticator.sign(options);
    const registration = await startRegistration(server, user).catch(() => null);
    for (const input of [
      { challengeId: 'x', response },
      { challengeId: registration?.registrationId ?? 'x', response },
      { challengeId, response: {} },
      { challengeId, response: { ...response, id: other.authenticator.credentialId, rawId: 'AAAA' } },
      {
        challengeId: (await startLogin(server)).challengeId,
        response: {
          ...response,
          id: other.authenticator.credentialId,
          rawId: other.authenticator.credentialId,
        },
      },
    ]) {
      answers.push(await finishLogin(server, input));
    }

    expect(new Set(answers.map(({ text }) => text.trim()))).toEqual(
      new Set([
        JSON.stringify({
          data: {
            finishPasskeyLogin: {
              ok: false,
              status: 'FAILED',
              tokens: null,
              user: null,
              mfaChallenge: null,
              passwordChangeToken: null,
              userErrors: [
                { code: 'INVALID_CREDENTIALS', message: 'The passkey was not accepted.', field: null },
              ],
            },
          },
        }),
      ]),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(reasons).toEqual([
      ...Array(8).fill('ASSERTION_REJECTED'),
      'USER_NOT_VERIFIED',
      'ASSERTION_REJECTED',
      ...Array(3).fill('UNKNOWN_PASSKEY'),
    ]);
    expect(await lastEntry()).toMatchObject({ action: 'login.failed', actor_type: 'ANONYMOUS' });
  });

  test('a challenge is used once, also by a response that was refused', async () => {
    const { authenticator } = await newUser();
    const first = await startLogin(server);
    const second = await startLogin(server);
    const wrongOrigin = authenticator.sign(second.options, { origin: 'https://evil.example' });

    const signedIn = await finishLogin(server, {
      challengeId: first.challengeId,
      response: authenticator.sign(first.options),
    });
    const again = await finishLogin(server, {
      challengeId: first.challengeId,
      response: authenticator.sign(first.options),
    });
    await finishLogin(server, { challengeId: second.challengeId, response: wrongOrigin });
    const afterRefusal = await finishLogin(server, {
      challengeId: second.challengeId,
      response: authenticator.sign(second.options),
    });

    expect([signedIn, again, afterRefusal].map((answer) => errorCodeOf(answer, finish))).toEqual([
      null,
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
    ]);
  });

  test('two tabs with one response start one session', async () => {
    const user = await newUser({ counts: false });
    const { challengeId, options } = await startLogin(server);
    const response = user.authenticator.sign(options);
    const sessionsBefore = await countSessions(user);

    const answers = await Promise.all([1, 2, 3].map(() => finishLogin(server, { challengeId, response })));

    expect(answers.map((answer) => errorCodeOf(answer, finish)).sort()).toEqual([
      'INVALID_CREDENTIALS',
      'INVALID_CREDENTIALS',
      null,
    ]);
    expect(await countSessions(user)).toBe(sessionsBefore + 1);
  });

  test('a cloned authenticator is refused, recorded and counted, and the account stays open', async () => {
    const user = await newUser();
    await loginWithPasskey(server, user.authenticator);
    await loginWithPasskey(server, user.authenticator);

    const clone = await loginWithPasskey(server, user.authenticator, { signCount: 2 });

    expect(errorCodeOf(clone, finish)).toBe('INVALID_CREDENTIALS');
    const [entry] = await server.sql(
      `SELECT subject_id, outcome, changes FROM ${auditLog} WHERE action = 'passkey.counter-regressed'`,
    );
    expect(entry).toMatchObject({ subject_id: user.id, outcome: 'FAILURE' });
    expect(JSON.parse(String(entry?.['changes']))).toEqual({ signCount: { from: 2, to: 2 } });
    expect(await lastEntry()).toMatchObject({ action: 'login.failed', reason: 'COUNTER_REGRESSED' });
    const { text } = await sendHttp(`${server.url}/metrics`);
    expect(text).toContain('cordon_passkey_counter_regressions_total 1');
    expect(text).toContain('cordon_passkey_logins_total{outcome="SUCCESS"}');
    expect(errorCodeOf(await loginWithPasskey(server, user.authenticator), finish)).toBeNull();
  });

  test('a forged response does not look like a cloned authenticator', async () => {
    const user = await newUser();
    await loginWithPasskey(server, user.authenticator);
    const forger = newAuthenticator(server);
    const { challengeId, options } = await startLogin(server);
    const { response } = forger.sign(options, { signCount: 0 });
    const id = user.authenticator.credentialId;
    const handle = Buffer.from(user.id.replaceAll('-', ''), 'hex').toString('base64url');

    await finishLogin(server, {
      challengeId,
      response: { id, rawId: id, type: 'public-key', response: { ...Object(response), userHandle: handle } },
    });

    expect(await lastEntry()).toMatchObject({ action: 'login.failed', reason: 'ASSERTION_REJECTED' });
  });

  test('a disabled user is reported only after a right signature', async () => {
    const user = await newUser();
    await asAdmin('mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok } }', {
      id: user.id,
      reason: 'left',
    });

    const wrongOrigin = await loginWithPasskey(server, user.authenticator, {
      origin: 'https://evil.example',
    });
    const right = await loginWithPasskey(server, user.authenticator);

    expect(errorCodeOf(wrongOrigin, finish)).toBe('INVALID_CREDENTIALS');
    expect(errorCodeOf(right, finish)).toBe('ACCOUNT_DISABLED');
    expect(await lastEntry()).toMatchObject({ action: 'login.failed', reason: 'ACCOUNT_DISABLED' });
  });

  test('a deleted user and a removed passkey are unknown', async () => {
    const deleted = await newUser();
    await asAdmin('mutation ($input: DeleteUserInput!) { deleteUser(input: $input) { ok } }', {
      id: deleted.id,
      reason: 'asked',
    });
    const user = await newUser();
    const second = newAuthenticator(server);
    const token = stringAt(
      await loginWithPasskey(server, user.authenticator),
      'data',
      finish,
      'tokens',
      'accessToken',
    );
    const id = await registeredId(server, { accessToken: token }, second);
    await sendGraphql(server.url, `mutation { removePasskey(id: "${id}") { ok } }`, { token });

    for (const authenticator of [deleted.authenticator, second]) {
      expect(errorCodeOf(await loginWithPasskey(server, authenticator), finish)).toBe('INVALID_CREDENTIALS');
      expect(await lastEntry()).toMatchObject({ reason: 'UNKNOWN_PASSKEY' });
    }
  });

  test('an address that must be verified first is reported only after a right signature', async () => {
    const strict = await createTestServer({ CORDON_EMAIL_VERIFICATION: 'required' });
    const owner = await createFirstAdministrator(strict);
    const authenticator = newAuthenticator(strict);
    await register(strict, owner, authenticator);
    await strict.sql('UPDATE users SET email_verified = false WHERE id = $1', [owner.id]);

    const wrongOrigin = await loginWithPasskey(strict, authenticator, { origin: 'https://evil.example' });
    const right = await loginWithPasskey(strict, authenticator);

    expect(errorCodeOf(wrongOrigin, finish)).toBe('INVALID_CREDENTIALS');
    expect(errorCodeOf(right, finish)).toBe('EMAIL_NOT_VERIFIED');
    await strict.close();
  });

  test('a password that must be changed is changed first', async () => {
    const user = await newUser();
    await server.sql('UPDATE password_credentials SET must_change = true WHERE user_id = $1', [user.id]);

    const answer = await loginWithPasskey(server, user.authenticator);

    expect(valueAt(answer.body, 'data', finish)).toMatchObject({
      status: 'PASSWORD_CHANGE_REQUIRED',
      tokens: null,
      passwordChangeToken: expect.any(String),
    });
  });

  test('failures are counted on the address, and successes are not', async () => {
    const user = await newUser();
    const remaining = async (deviations: Deviations): Promise<number> => {
      const { headers } = await loginWithPasskey(server, user.authenticator, deviations);
      return Number(/"credential";r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
    };

    const first = await remaining({ userHandle: 'AAAA' });
    const second = await remaining({ origin: 'https://evil.example' });
    const third = await remaining({});
    const fourth = await remaining({ userHandle: 'AAAA' });

    expect([second, third, fourth]).toEqual([first - 1, first - 1, first - 2]);
  });
});

async function countSessions(user: SignedInUser): Promise<number> {
  const [row] = await server.sql('SELECT count(*)::int AS count FROM sessions WHERE user_id = $1', [user.id]);
  return Number(row?.['count']);
}
