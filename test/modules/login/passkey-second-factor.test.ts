import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, sendHttp, stringAt, valueAt } from '../../helpers/http-client.js';
import {
  createFirstAdministrator,
  errorCodeOf,
  goodPassword,
  type SignedInUser,
  signUp,
} from '../../helpers/sign-in.js';
import type { CeremonyOptions, SoftwareAuthenticator } from '../../helpers/software-authenticator.js';
import {
  completeMfa,
  loginWithPasskey,
  loginWithPassword,
  newAuthenticator,
  reauthenticate,
  register,
  sendStartRegistration,
  sessionOf,
  startReauthentication,
} from '../passkeys/passkey-requests.js';

let server: TestServer;
let admin: SignedInUser;
let users = 0;

beforeAll(async () => {
  server = await createTestServer();
  admin = await createFirstAdministrator(server);
});
afterAll(() => server.close());

interface PasskeyUser extends SignedInUser {
  readonly name: string;
  readonly authenticator: SoftwareAuthenticator;
}

async function newUser(): Promise<PasskeyUser> {
  users += 1;
  const name = `person${users}`;
  const user = await signUp(server, name);
  const authenticator = newAuthenticator(server);
  await register(server, user, authenticator);
  return { ...user, name, authenticator };
}

interface Challenge {
  readonly id: string;
  readonly methods: readonly string[];
  readonly passkeyOptions: CeremonyOptions;
}

async function challengeOf(user: PasskeyUser): Promise<Challenge> {
  const { body } = await loginWithPassword(server, user.name);
  // The shape of the login in passkey-requests.ts.
  return valueAt(body, 'data', 'login', 'mfaChallenge') as Challenge;
}

/** Ages the last proof of all sessions of a user. */
const age = (user: SignedInUser) =>
  server.sql(
    `UPDATE sessions SET authenticated_at = authenticated_at - interval '1 hour' WHERE user_id = $1`,
    [user.id],
  );

describe('a passkey as the second factor of a login', () => {
  test('a right password answers a challenge with the passkeys of the user, and no tokens', async () => {
    const user = await newUser();

    const { body } = await loginWithPassword(server, user.name);

    expect(valueAt(body, 'data', 'login')).toMatchObject({
      ok: true,
      status: 'MFA_REQUIRED',
      tokens: null,
      user: null,
      mfaChallenge: {
        methods: ['PASSKEY'],
        passkeyOptions: {
          rpId: 'localhost',
          userVerification: 'preferred',
          allowCredentials: [
            { type: 'public-key', id: user.authenticator.credentialId, transports: ['internal', 'hybrid'] },
          ],
        },
      },
    });
  });

  test('completes the login, also without user verification: the password is the other factor', async () => {
    const user = await newUser();

    for (const userVerified of [true, false]) {
      const { id, passkeyOptions } = await challengeOf(user);
      const passkeyResponse = user.authenticator.sign(passkeyOptions, { userVerified, userHandle: null });
      const answer = await completeMfa(server, { challengeId: id, method: 'PASSKEY', passkeyResponse });

      const token = stringAt(answer, 'data', 'completeMfa', 'tokens', 'accessToken');
      expect(await sessionOf(server, token)).toMatchObject({
        assurance: 2,
        authMethods: ['pwd', 'pop', 'user', 'mfa'],
      });
    }
  });

  test('refuses the passkey of another user, another page, a copy, and the challenge of another login', async () => {
    const [user, other] = [await newUser(), await newUser()];
    await loginWithPasskey(server, user.authenticator);
    const { id, passkeyOptions } = await challengeOf(user);
    const otherOptions = (await challengeOf(user)).passkeyOptions;
    const responses = [
      other.authenticator.sign(passkeyOptions),
      user.authenticator.sign(passkeyOptions, { origin: 'https://evil.example' }),
      user.authenticator.sign(passkeyOptions, { signCount: 0 }),
      user.authenticator.sign(otherOptions),
      null,
    ];

    const answers = [];
    for (const passkeyResponse of responses.slice(0, 4)) {
      answers.push(await completeMfa(server, { challengeId: id, method: 'PASSKEY', passkeyResponse }));
    }

    for (const { body } of answers) {
      expect(valueAt(body, 'data', 'completeMfa')).toMatchObject({
        status: 'FAILED',
        tokens: null,
        userErrors: [{ code: 'MFA_CODE_INVALID', field: ['input', 'passkeyResponse'] }],
      });
    }
    const right = {
      challengeId: id,
      method: 'PASSKEY',
      passkeyResponse: user.authenticator.sign(passkeyOptions),
    };
    expect(errorCodeOf(await completeMfa(server, right), 'completeMfa')).toBeNull();
    expect(errorCodeOf(await completeMfa(server, right), 'completeMfa')).toBe('MFA_CHALLENGE_EXPIRED');
  });

  test('a response for a second factor does not sign in, and one for a sign-in is no second factor', async () => {
    const user = await newUser();
    const { id, passkeyOptions } = await challengeOf(user);

    const login = await loginWithPasskey(server, user.authenticator, {
      challenge: String(passkeyOptions['challenge']),
    });
    const { body } = await sendGraphql(server.url, 'mutation { startPasskeyLogin { options } }');
    const options = valueAt(body, 'data', 'startPasskeyLogin', 'options') as CeremonyOptions;
    const passkeyResponse = user.authenticator.sign(options);
    const factor = await completeMfa(server, { challengeId: id, method: 'PASSKEY', passkeyResponse });

    expect(errorCodeOf(login, 'finishPasskeyLogin')).toBe('INVALID_CREDENTIALS');
    expect(errorCodeOf(factor, 'completeMfa')).toBe('MFA_CODE_INVALID');
  });

  test('/token issues nothing for a user with a passkey', async () => {
    const user = await newUser();
    const body = new URLSearchParams({ username: user.name, password: goodPassword });

    const answer = await sendHttp(`${server.url}/token`, { method: 'POST', body });

    expect([answer.status, valueAt(answer.body, 'error')]).toEqual([400, 'invalid_grant']);
  });
});

describe('assurance', () => {
  test('the session that registered a passkey has proven it', async () => {
    const user = await newUser();

    expect(await sessionOf(server, user.accessToken)).toMatchObject({
      assurance: 2,
      authMethods: ['pwd', 'hwk', 'user', 'mfa'],
    });
  });

  test('a session from before the passkey can neither add nor remove one until it has proven one', async () => {
    users += 1;
    const name = `person${users}`;
    const early = await signUp(server, name);
    const late = stringAt(await loginWithPassword(server, name), 'data', 'login', 'tokens', 'accessToken');
    const authenticator = newAuthenticator(server);
    await register(server, { accessToken: late }, authenticator);
    const list = await sendGraphql(server.url, '{ myPasskeys { id } }', { token: late });
    const remove = `mutation { removePasskey(id: "${valueAt(list.body, 'data', 'myPasskeys', 0, 'id')}") { ok } }`;
    const token = early.accessToken;

    const added = await sendStartRegistration(server, token);
    const removed = await sendGraphql(server.url, remove, { token });
    expect(errorCodeOf(added, 'startPasskeyRegistration')).toBe('STEP_UP_REQUIRED');
    expect(errorCodeOf(removed, 'removePasskey')).toBe('STEP_UP_REQUIRED');

    const { challengeId, options } = await startReauthentication(server, token);
    await reauthenticate(server, token, { passkey: { challengeId, response: authenticator.sign(options) } });
    expect(errorCodeOf(await sendStartRegistration(server, token), 'startPasskeyRegistration')).toBeNull();
    const again = await sendGraphql(server.url, remove, { token });
    expect(valueAt(again.body, 'data', 'removePasskey', 'ok')).toBe(true);
    expect(await sessionOf(server, token)).toMatchObject({ assurance: 1 });
    expect(errorCodeOf(await loginWithPassword(server, name), 'login')).toBeNull();
  });
});

describe('reauthenticate with a passkey', () => {
  test('makes the session fresh, and raises its assurance only when the user was verified', async () => {
    const user = await newUser();
    const token = user.accessToken;
    await server.sql(`UPDATE sessions SET auth_methods = '{pwd}' WHERE user_id = $1`, [user.id]);
    for (const [userVerified, assurance] of [
      [false, 1],
      [true, 2],
    ] as const) {
      await age(user);
      const { challengeId, options } = await startReauthentication(server, token);
      const response = user.authenticator.sign(options, { userVerified });

      const answer = await reauthenticate(server, token, { passkey: { challengeId, response } });

      expect(valueAt(answer.body, 'data', 'reauthenticate')).toEqual({ ok: true, userErrors: [] });
      expect(await sessionOf(server, token)).toMatchObject({ assurance });
    }
    expect(errorCodeOf(await sendStartRegistration(server, token), 'startPasskeyRegistration')).toBeNull();
    const [entry] = await server.sql('SELECT action FROM audit_events ORDER BY sequence DESC LIMIT 1');
    expect(entry).toEqual({ action: 'session.proven' });
  });

  test('refuses the passkey of another user, a used challenge, that of another user, and a sign-in', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const token = user.accessToken;
    const own = await startReauthentication(server, token);
    const foreign = await startReauthentication(server, other.accessToken);
    const login = await sendGraphql(server.url, 'mutation { startPasskeyLogin { challengeId options } }');
    const started = valueAt(login.body, 'data', 'startPasskeyLogin') as typeof own;
    const proofs = [
      { challengeId: own.challengeId, response: other.authenticator.sign(own.options) },
      { challengeId: own.challengeId, response: user.authenticator.sign(own.options) },
      { challengeId: foreign.challengeId, response: user.authenticator.sign(foreign.options) },
      { challengeId: started.challengeId, response: user.authenticator.sign(started.options) },
    ];
    await age(user);

    for (const passkey of proofs) {
      const answer = await reauthenticate(server, token, { passkey });
      expect(valueAt(answer.body, 'data', 'reauthenticate', 'userErrors')).toEqual([
        { code: 'MFA_CODE_INVALID', field: ['passkey'] },
      ]);
    }
    expect(errorCodeOf(await sendStartRegistration(server, token), 'x')).toBe('STEP_UP_REQUIRED');
  });

  test('a password is not enough for a user with a passkey, and a passkey is given alone', async () => {
    const user = await newUser();
    const { challengeId, options } = await startReauthentication(server, user.accessToken);
    const passkey = { challengeId, response: user.authenticator.sign(options) };

    const byPassword = await reauthenticate(server, user.accessToken, { password: goodPassword });
    const both = await reauthenticate(server, user.accessToken, { password: goodPassword, passkey });

    expect(errorCodeOf(byPassword, 'reauthenticate')).toBe('MFA_CODE_INVALID');
    expect(errorCodeOf(both, 'reauthenticate')).toBe('INVALID_INPUT');
  });

  test('MFA_NOT_ENROLLED: a user without a passkey cannot start', async () => {
    users += 1;
    const { accessToken } = await signUp(server, `person${users}`);
    const query = 'mutation { startPasskeyReauthentication { ok options userErrors { code } } }';

    const answer = await sendGraphql(server.url, query, { token: accessToken });

    expect(errorCodeOf(answer, 'startPasskeyReauthentication')).toBe('MFA_NOT_ENROLLED');
  });
});

test('a user whose role requires a second factor sets a passkey up, and is held back until then', async () => {
  const strict = await createTestServer({ CORDON_MFA_REQUIRED_ROLES: 'ADMIN' });
  const owner = await createFirstAdministrator(strict);
  const me = () => sendGraphql(strict.url, '{ myPasskeys { id } }', { token: owner.accessToken });

  const before = await me();
  const registered = await register(strict, owner, newAuthenticator(strict));

  expect(errorCodeOf(before, 'x')).toBe('STEP_UP_REQUIRED');
  expect(valueAt(registered.body, 'data', 'finishPasskeyRegistration')).toMatchObject({
    ok: true,
    passkey: { name: 'Passkey' },
  });
  expect(valueAt((await me()).body, 'data', 'myPasskeys')).toHaveLength(1);
  await strict.close();
});

test('resetUserMfa removes the passkeys, and cordon admin recover does too', async () => {
  const [user, locked] = [await newUser(), await newUser()];

  const reset = await sendGraphql(
    server.url,
    'mutation ($id: ID!) { resetUserMfa(id: $id, reason: "lost the phone") { ok userErrors { code } } }',
    { variables: { id: user.id }, token: admin.accessToken },
  );
  const recovered = await server.cordon(['admin', 'recover', '--username', locked.name]);

  expect(errorCodeOf(reset, 'resetUserMfa')).toBeNull();
  expect(recovered.exitCode).toBe(0);
  const rows = await server.sql('SELECT 1 FROM passkeys WHERE user_id = ANY ($1)', [[user.id, locked.id]]);
  expect(rows).toEqual([]);
  const answer = await loginWithPasskey(server, user.authenticator);
  expect(errorCodeOf(answer, 'finishPasskeyLogin')).toBe('INVALID_CREDENTIALS');
});
