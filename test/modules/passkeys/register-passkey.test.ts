import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditLog } from '../../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import { errorCodeOf, type SignedInUser, signUp } from '../../helpers/sign-in.js';
import type { Deviations } from '../../helpers/software-authenticator.js';
import {
  finishRegistration,
  newAuthenticator,
  pageOrigin,
  register,
  sendStartRegistration,
  startRegistration,
} from './passkey-requests.js';

let server: TestServer;
let users = 0;

beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

function newUser(): Promise<SignedInUser> {
  users += 1;
  return signUp(server, `person${users}`);
}

const finish = 'finishPasskeyRegistration';

async function passkeysOf(user: SignedInUser): Promise<unknown> {
  const query = '{ myPasskeys { id name createdAt lastUsedAt backedUp } }';
  const { body } = await sendGraphql(server.url, query, { token: user.accessToken });
  return valueAt(body, 'data', 'myPasskeys');
}

/** Moves the last proof of all sessions of a user into the past. */
async function age(user: SignedInUser, seconds: number): Promise<void> {
  await server.sql(
    `UPDATE sessions SET authenticated_at = authenticated_at - make_interval(secs => $2) WHERE user_id = $1`,
    [user.id, seconds],
  );
}

describe('startPasskeyRegistration', () => {
  test('asks for a discoverable passkey with user verification, without attestation, for this user', async () => {
    const user = await newUser();

    const { registrationId, options } = await startRegistration(server, user);

    expect(registrationId).toMatch(/^\d+\.[\w-]{22}$/);
    expect(options).toEqual({
      rp: { id: 'localhost', name: 'localhost' },
      user: {
        id: Buffer.from(user.id.replaceAll('-', ''), 'hex').toString('base64url'),
        name: `person${users}`,
        displayName: `person${users}`,
      },
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    });
  });

  test('excludes the passkeys that the user has', async () => {
    const user = await newUser();
    const authenticator = newAuthenticator(server);
    await register(server, user, authenticator);

    const { options } = await startRegistration(server, user);

    expect(options['excludeCredentials']).toEqual([
      { type: 'public-key', id: authenticator.credentialId, transports: ['internal', 'hybrid'] },
    ]);
  });

  test('requires a recent proof, and a caller', async () => {
    const user = await newUser();
    await age(user, 601);

    expect(errorCodeOf(await sendStartRegistration(server, user.accessToken), 'x')).toBe('STEP_UP_REQUIRED');
    const anonymous = await sendGraphql(server.url, 'mutation { startPasskeyRegistration { ok } }');
    expect(errorCodeOf(anonymous, 'x')).toBe('UNAUTHENTICATED');
  });
});

describe('finishPasskeyRegistration', () => {
  test('stores the passkey under its name, lists it to its owner only, and records it', async () => {
    const user = await newUser();

    const { body } = await register(server, user, newAuthenticator(server), { name: ' Laptop ' });

    const passkey = valueAt(body, 'data', finish, 'passkey');
    expect(valueAt(body, 'data', finish)).toMatchObject({
      ok: true,
      passkey: { name: 'Laptop', lastUsedAt: null, backedUp: false },
      userErrors: [],
    });
    expect(await passkeysOf(user)).toEqual([passkey]);
    expect(await passkeysOf(await newUser())).toEqual([]);
    const [entry] = await server.sql(
      `SELECT actor_id, subject_id, resource_type, resource_id, changes FROM ${auditLog}
       WHERE action = 'mfa.enrolled' ORDER BY sequence DESC LIMIT 1`,
    );
    expect(entry).toMatchObject({
      actor_id: user.id,
      subject_id: user.id,
      resource_type: 'passkey',
      resource_id: valueAt(passkey, 'id'),
    });
    expect(String(entry?.['changes'])).toContain('Laptop');
  });

  test('a passkey without a name gets one, and a name that is not printable is refused', async () => {
    const user = await newUser();

    const unnamed = await register(server, user, newAuthenticator(server), { name: ' ' });
    const invalid = await register(server, user, newAuthenticator(server), { name: 'a\u202eb' });
    const long = await register(server, user, newAuthenticator(server), { name: 'x'.repeat(101) });

    expect(valueAt(unnamed.body, 'data', finish, 'passkey', 'name')).toBe('Passkey');
    for (const { body } of [invalid, long]) {
      expect(valueAt(body, 'data', finish, 'userErrors')).toEqual([
        { code: 'INVALID_INPUT', field: ['input', 'name'], params: { maxLength: 100 } },
      ]);
    }
  });

  test('accepts a passkey that is synchronized between devices', async () => {
    const user = await newUser();

    const { body } = await register(server, user, newAuthenticator(server, { backupEligible: true }), {
      backedUp: true,
    });

    expect(valueAt(body, 'data', finish, 'passkey', 'backedUp')).toBe(true);
  });

  const x5c = Buffer.concat([Buffer.from([0xa1, 0x63]), Buffer.from('x5c'), Buffer.from([0x81, 0x41, 0x00])]);
  const deviations: readonly (readonly [what: string, Deviations])[] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['the origin of the address instead of the name', { origin: 'http://127.0.0.1:4000' }],
    ['another domain', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'A'.repeat(43) }],
    ['the type of a sign-in', { type: 'webauthn.get' }],
    ['a frame of another site', { crossOrigin: true }],
    ['a top origin', { topOrigin: 'https://evil.example' }],
    ['no user verification', { userVerified: false }],
    ['no user presence', { userPresent: false }],
    ['a copy of what may not be copied', { backedUp: true }],
    ['another id than the key has', { credentialId: 'AAAA' }],
    ['an attestation with a certificate', { attestation: { format: 'packed', statement: x5c } }],
    ['an attestation of Android', { attestation: { format: 'android-key', statement: x5c } }],
  ];

  test.each(deviations)('refuses a response with %s', async (_, deviation) => {
    const user = await newUser();

    const answer = await register(server, user, newAuthenticator(server), deviation);

    expect(valueAt(answer.body, 'data', finish)).toEqual({
      ok: false,
      passkey: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['input', 'response'], params: null }],
    });
    expect(await passkeysOf(user)).toEqual([]);
  });

  test.each([
    ['nothing', {}],
    ['a response that is no object', { id: 'AA', rawId: 'AA', type: 'public-key', response: 7 }],
    ['two ids', { id: 'AA', rawId: 'AQ', type: 'public-key', response: {} }],
    ['deep nesting', { id: 'AA', rawId: 'AA', type: 'public-key', response: { a: { b: { c: [] } } } }],
  ])('refuses %s in place of a response', async (_, response) => {
    const user = await newUser();
    const { registrationId } = await startRegistration(server, user);

    const answer = await finishRegistration(server, user, { registrationId, response });

    expect(errorCodeOf(answer, finish)).toBe('INVALID_INPUT');
  });

  test('refuses the registration of another user, an unknown one, and one that was used before', async () => {
    const [user, other] = [await newUser(), await newUser()];
    const authenticator = newAuthenticator(server);
    const started = await startRegistration(server, user);
    const response = authenticator.register(started.options);
    const { registrationId } = started;

    const byOther = await finishRegistration(server, other, { registrationId, response });
    const unknown = await finishRegistration(server, user, { registrationId: 'x', response });
    const right = await finishRegistration(server, user, { registrationId, response });
    const again = await finishRegistration(server, user, { registrationId, response });

    expect([byOther, unknown, right, again].map((answer) => errorCodeOf(answer, finish))).toEqual([
      'INVALID_INPUT',
      'INVALID_INPUT',
      null,
      'INVALID_INPUT',
    ]);
  });

  test('a response that was refused uses the challenge up', async () => {
    const user = await newUser();
    const authenticator = newAuthenticator(server);
    const { registrationId, options } = await startRegistration(server, user);
    const wrong = authenticator.register(options, { origin: 'https://evil.example' });
    const right = authenticator.register(options);

    await finishRegistration(server, user, { registrationId, response: wrong });

    const answer = await finishRegistration(server, user, { registrationId, response: right });
    expect(errorCodeOf(answer, finish)).toBe('INVALID_INPUT');
  });

  test('refuses a passkey that another user has registered, in the same words', async () => {
    const [owner, thief] = [await newUser(), await newUser()];
    const authenticator = newAuthenticator(server);
    await register(server, owner, authenticator);

    const answer = await register(server, thief, authenticator);

    expect(valueAt(answer.body, 'data', finish, 'userErrors')).toEqual([
      { code: 'INVALID_INPUT', field: ['input', 'response'], params: null },
    ]);
    expect(await passkeysOf(owner)).toHaveLength(1);
  });

  test('requires a recent proof', async () => {
    const user = await newUser();
    const { registrationId, options } = await startRegistration(server, user);
    await age(user, 901);

    const answer = await finishRegistration(server, user, {
      registrationId,
      response: newAuthenticator(server).register(options),
    });

    expect(errorCodeOf(answer, finish)).toBe('STEP_UP_REQUIRED');
  });

  test('two concurrent calls with one response store one passkey', async () => {
    const user = await newUser();
    const { registrationId, options } = await startRegistration(server, user);
    const response = newAuthenticator(server).register(options);

    const answers = await Promise.all(
      [1, 2].map(() => finishRegistration(server, user, { registrationId, response })),
    );

    expect(answers.map((answer) => errorCodeOf(answer, finish)).sort()).toEqual(['INVALID_INPUT', null]);
    expect(await passkeysOf(user)).toHaveLength(1);
  });

  test('LIMIT_EXCEEDED: a user has at most 20 passkeys, also when registrations race', async () => {
    const user = await newUser();
    for (let count = 0; count < 18; count += 1) await register(server, user, newAuthenticator(server));
    const started = await Promise.all([1, 2, 3].map(() => startRegistration(server, user)));

    const answers = await Promise.all(
      started.map(({ registrationId, options }) =>
        finishRegistration(server, user, {
          registrationId,
          response: newAuthenticator(server).register(options),
        }),
      ),
    );

    expect(answers.map((answer) => errorCodeOf(answer, finish)).sort()).toEqual([
      'LIMIT_EXCEEDED',
      null,
      null,
    ]);
    const next = await sendStartRegistration(server, user.accessToken);
    expect(valueAt(next.body, 'data', 'startPasskeyRegistration')).toEqual({
      ok: false,
      registrationId: null,
      options: null,
      userErrors: [{ code: 'LIMIT_EXCEEDED', params: { limit: 20 } }],
    });
  });

  test('the origin of the page is that of the configuration, whatever the Host header says', async () => {
    const user = await newUser();

    expect(pageOrigin(server)).toMatch(/^http:\/\/localhost:\d+$/);
    const forged = await register(server, user, newAuthenticator(server, { origin: 'http://localhost:1' }));

    expect(errorCodeOf(forged, finish)).toBe('INVALID_INPUT');
  });
});
