import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  client,
  createTestApp,
  goodPassword,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';
import {
  freeFailures,
  login,
  loginThrottlePolicy,
  requestToken,
  resetUsersAndCounters,
} from './login-requests.js';
import {
  callerOf,
  completeMfa,
  createEnrolledUser,
  type EnrolledUser,
  requestChallenge,
  totpCode,
  wrongCode,
} from './second-factor-fixture.js';

let testApp: TestApp;
let ada: EnrolledUser;

beforeAll(async () => {
  testApp = await createTestApp({ loginThrottlePolicy });
});
afterAll(() => testApp.close());
beforeEach(async () => {
  await resetUsersAndCounters(testApp);
  ada = await createEnrolledUser(testApp, 'ada');
  testApp.events.length = 0;
});

const activeSessions = (): ReturnType<TestApp['sql']> =>
  testApp.sql('SELECT auth_methods FROM sessions WHERE ended_at IS NULL ORDER BY created_at, id');

describe('login of a user with a second factor', () => {
  test('returns a challenge and nothing else: no token, no user, no session', async () => {
    const sessionsBefore = await activeSessions();
    const result = await login(testApp, 'ada', goodPassword);

    expect(result).toEqual({
      status: 'MFA_REQUIRED',
      reasons: [],
      mfaChallenge: {
        id: expect.stringMatching(/^cordon_mfa_[\w-]{43}$/),
        methods: ['TOTP', 'RECOVERY_CODE'],
        expiresAt: new Date(testApp.clock.now().getTime() + 300_000),
        passkeyOptions: null,
      },
    });
    expect(await activeSessions()).toEqual(sessionsBefore);
    expect(testApp.events.map(({ type }) => type)).toEqual(['mfa.challenged']);
  });

  test('stores the secret of the challenge only as a hash', async () => {
    const id = await requestChallenge(testApp, 'ada');

    const rows = await testApp.sql('SELECT * FROM mfa_challenges');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  test('answers a wrong password as it does for a user without a second factor', async () => {
    await testApp.createUser('bob');

    const withFactor = await login(testApp, 'ada', otherPassword);
    expect(withFactor).toEqual(await login(testApp, 'bob', otherPassword));
    expect(withFactor.reasons).toEqual(['INVALID_CREDENTIALS']);
  });

  test('refuses the password grant after a right password only, without a token', async () => {
    expect(await requestToken(testApp, 'ada', goodPassword)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: expect.stringContaining('second factor') },
    });
    expect(await requestToken(testApp, 'ada', otherPassword)).toMatchObject({
      status: 401,
      body: { error: 'invalid_grant', error_description: 'Incorrect username or password' },
    });
    expect(await activeSessions()).toHaveLength(1);
  });
});

describe('completeMfa', () => {
  test('starts a session whose assurance is 2 with a code of the authenticator app', async () => {
    const challengeId = await requestChallenge(testApp, 'ada');

    const result = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));

    expect(result).toMatchObject({ status: 'COMPLETE', user: { username: 'ada' }, assurance: 2 });
    expect(await callerOf(testApp, result)).toMatchObject({ assurance: 2, scopes: null });
    expect((await activeSessions()).at(-1)).toEqual({ auth_methods: ['pwd', 'otp', 'mfa'] });
  });

  test('keeps the scopes and the device name that login was given', async () => {
    const input = { username: 'ada', password: goodPassword, scope: ['account:read'], deviceName: 'Phone' };
    const { mfaChallenge } = await testApp.mutate('login', { input });

    const result = await completeMfa(
      testApp,
      (mfaChallenge as { id: string }).id,
      totpCode(testApp, ada.secret),
    );

    expect(await callerOf(testApp, result)).toMatchObject({ scopes: ['account:read'] });
    expect(await testApp.sql(`SELECT scope FROM sessions WHERE device_name = 'Phone'`)).toEqual([
      { scope: ['account:read'] },
    ]);
  });

  test('accepts a challenge once', async () => {
    const challengeId = await requestChallenge(testApp, 'ada');
    await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
    testApp.advance(60);

    const again = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
    expect(again.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
  });

  test('accepts a code once, in whichever challenge', async () => {
    const code = totpCode(testApp, ada.secret);
    const first = await requestChallenge(testApp, 'ada');
    const second = await requestChallenge(testApp, 'ada');
    expect((await completeMfa(testApp, first, code))['status']).toBe('COMPLETE');

    expect((await completeMfa(testApp, second, code)).reasons).toEqual(['MFA_CODE_INVALID']);
    // An older step that was not used is not accepted either.
    const older = totpCode(testApp, ada.secret, -1);
    expect((await completeMfa(testApp, second, older)).reasons).toEqual(['MFA_CODE_INVALID']);
  });

  test.each([
    [-2, 'MFA_CODE_INVALID'],
    [-1, 'COMPLETE'],
    [0, 'COMPLETE'],
    [1, 'COMPLETE'],
    [2, 'MFA_CODE_INVALID'],
  ])('judges a code that is %i steps off as %s', async (steps, verdict) => {
    testApp.advance(90);
    const challengeId = await requestChallenge(testApp, 'ada');

    const result = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret, steps));
    expect(result.reasons[0] ?? result['status']).toBe(verdict);
  });

  test('does not accept the code that confirmed the enrolment', async () => {
    const bob = await createEnrolledUser(testApp, 'bob');
    testApp.advance(-60);
    const challengeId = await requestChallenge(testApp, 'bob');

    const result = await completeMfa(testApp, challengeId, totpCode(testApp, bob.secret));
    expect(result.reasons).toEqual(['MFA_CODE_INVALID']);
  });

  test('accepts each recovery code once, in any spelling', async () => {
    const [code = '', other = ''] = ada.recoveryCodes;
    const spelled = ` ${code.toUpperCase().replaceAll('-', ' ')}`;
    const first = await requestChallenge(testApp, 'ada');
    expect((await completeMfa(testApp, first, spelled, 'RECOVERY_CODE'))['status']).toBe('COMPLETE');

    const second = await requestChallenge(testApp, 'ada');
    const again = await completeMfa(testApp, second, code, 'RECOVERY_CODE');
    expect(again.reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await completeMfa(testApp, second, other, 'RECOVERY_CODE'))['status']).toBe('COMPLETE');
  });

  test('does not accept a recovery code of another user', async () => {
    const bob = await createEnrolledUser(testApp, 'bob');
    const challengeId = await requestChallenge(testApp, 'ada');

    const result = await completeMfa(testApp, challengeId, bob.recoveryCodes[0] ?? '', 'RECOVERY_CODE');
    expect(result.reasons).toEqual(['MFA_CODE_INVALID']);
  });

  test('refuses a challenge that is unknown, expired, or of another client, and counts no attempt', async () => {
    const challengeId = await requestChallenge(testApp, 'ada');
    const code = totpCode(testApp, ada.secret);
    const unknown = `${challengeId.slice(0, -4)}AAAA`;
    const others = [
      { ...client, ipAddress: '198.51.100.7' },
      { ...client, userAgent: 'another' },
      { ...client, userAgent: null },
    ];

    expect((await completeMfa(testApp, unknown, code)).reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    expect((await completeMfa(testApp, '', code)).reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    for (const other of others) {
      const result = await completeMfa(testApp, challengeId, code, 'TOTP', { client: other });
      expect(result.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    }
    expect(await testApp.sql('SELECT failures FROM mfa_challenges')).toEqual([{ failures: 0 }]);
    expect((await completeMfa(testApp, challengeId, code))['status']).toBe('COMPLETE');

    const late = await requestChallenge(testApp, 'ada');
    testApp.advance(300);
    const expired = await completeMfa(testApp, late, totpCode(testApp, ada.secret));
    expect(expired.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
  });

  test('ends a challenge with the fifth wrong answer', async () => {
    const relaxed = await createTestApp();
    try {
      const bob = await createEnrolledUser(relaxed, 'bob');
      const challengeId = await requestChallenge(relaxed, 'bob');
      for (let count = 0; count < 5; count += 1) {
        const result = await completeMfa(relaxed, challengeId, wrongCode(relaxed, bob.secret));
        expect(result.reasons).toEqual(['MFA_CODE_INVALID']);
      }
      const right = await completeMfa(relaxed, challengeId, totpCode(relaxed, bob.secret));
      expect(right.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    } finally {
      await relaxed.close();
    }
  });

  test('counts wrong answers on the account across challenges and methods, and records them', async () => {
    for (let count = 0; count < freeFailures; count += 1) {
      const challengeId = await requestChallenge(testApp, 'ada');
      const method = count % 2 === 0 ? 'TOTP' : 'RECOVERY_CODE';
      const result = await completeMfa(testApp, challengeId, wrongCode(testApp, ada.secret), method);
      expect(result.reasons).toEqual(['MFA_CODE_INVALID']);
    }
    const challengeId = await requestChallenge(testApp, 'ada');
    const right = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));

    expect(right.reasons).toEqual(['TOO_MANY_ATTEMPTS']);
    expect(testApp.events.filter(({ type }) => type === 'mfa.failed')).toHaveLength(freeFailures);
    expect(testApp.events.at(-1)).toMatchObject({ type: 'login.throttled', reason: 'TOO_MANY_ATTEMPTS' });
    await testApp.users.administration.unlockUser(ada.id, cliActor);
    const unlocked = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
    expect(unlocked['status']).toBe('COMPLETE');
  });

  test('answers a method that the user does not have with MFA_NOT_ENROLLED', async () => {
    await testApp.sql('DELETE FROM recovery_codes');
    const challengeId = await requestChallenge(testApp, 'ada');

    const result = await completeMfa(testApp, challengeId, 'aaaa-aaaa-aaaa', 'RECOVERY_CODE');
    expect(result.reasons).toEqual(['MFA_NOT_ENROLLED']);
  });
});

describe('the failures of an address and of an account', () => {
  const countFailures = async (): Promise<unknown> => {
    const [row] = await testApp.sql(
      `SELECT coalesce((SELECT sum(points) FROM rate_limits WHERE key LIKE 'credential:%'), 0)::int AS address,
         coalesce((SELECT sum(failures) FROM guess_counters WHERE key LIKE 'mfa:%'), 0)::int AS account`,
    );
    return row;
  };
  const cases: readonly (readonly [
    answer: string,
    counted: { readonly address: number; readonly account: number },
    code: () => string,
    challenge: string | null,
  ])[] = [
    ['a right code', { address: 0, account: 0 }, () => totpCode(testApp, ada.secret), null],
    ['a wrong code', { address: 1, account: 1 }, () => wrongCode(testApp, ada.secret), null],
    ['a code for no challenge', { address: 1, account: 0 }, () => totpCode(testApp, ada.secret), 'none'],
  ];

  test.each(cases)('after %s: %j', async (_, counted, code, challenge) => {
    const challengeId = await requestChallenge(testApp, 'ada');

    await completeMfa(testApp, challenge ?? challengeId, code());

    expect(await countFailures()).toEqual(counted);
  });

  test('include an answer of the address that was refused before it was compared', async () => {
    const challengeId = await requestChallenge(testApp, 'ada');
    await testApp.users.administration.disableUser({ id: ada.id, reason: 'left' }, cliActor);

    const result = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));

    expect(result.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    expect(await countFailures()).toEqual({ address: 1, account: 0 });
  });

  test('refuse a right code with RATE_LIMITED when the address has too many, and record that', async () => {
    const quotas = { credential: { amount: 2, windowSeconds: 900 } };
    const small = await createTestApp({ loginThrottlePolicy, quotas });
    try {
      const bob = await createEnrolledUser(small, 'bob');
      const challengeId = await requestChallenge(small, 'bob');
      for (let count = 0; count < 2; count += 1) await completeMfa(small, 'none', '');

      const right = await completeMfa(small, challengeId, totpCode(small, bob.secret));
      const unknown = await completeMfa(small, 'none', '');

      expect([right.reasons, unknown.reasons]).toEqual([['RATE_LIMITED'], ['RATE_LIMITED']]);
      expect(small.events.at(-1)).toMatchObject({ type: 'login.throttled', subjectId: bob.id });
      expect(await small.sql(`SELECT failures FROM guess_counters WHERE key LIKE 'mfa:%'`)).toEqual([
        { failures: 0 },
      ]);
    } finally {
      await small.close();
    }
  });
});

describe('a challenge', () => {
  const cases: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    [
      'the password was changed',
      'MFA_CHALLENGE_EXPIRED',
      () =>
        testApp.mutate(
          'changePassword',
          { input: { currentPassword: goodPassword, newPassword: otherPassword } },
          ada.caller,
        ),
    ],
    [
      'the password was reset',
      'MFA_CHALLENGE_EXPIRED',
      () => testApp.users.administration.resetUserPassword(ada.id, cliActor),
    ],
    [
      'the authenticator app was removed',
      'MFA_CHALLENGE_EXPIRED',
      () => testApp.mutate('disableTotp', { code: ada.recoveryCodes[0] }, ada.caller),
    ],
    [
      'the user was demoted or disabled and enabled',
      'MFA_CHALLENGE_EXPIRED',
      async () => {
        await testApp.users.administration.disableUser({ id: ada.id, reason: 'test' }, cliActor);
        await testApp.users.administration.enableUser(ada.id, cliActor);
      },
    ],
    [
      'the user was deleted',
      'MFA_CHALLENGE_EXPIRED',
      () => testApp.users.administration.deleteUser({ id: ada.id, reason: 'test' }, cliActor),
    ],
  ];

  test.each(cases)('starts no session after %s (%s)', async (_, reason, change) => {
    const challengeId = await requestChallenge(testApp, 'ada');
    await change();
    const sessionsBefore = await activeSessions();

    const result = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
    expect(result.reasons).toEqual([reason]);
    expect(await activeSessions()).toEqual(sessionsBefore);
  });

  test('is removed some time after it has expired', async () => {
    await requestChallenge(testApp, 'ada');
    testApp.advance(301);

    await testApp.sweepMfa();
    expect(await testApp.sql('SELECT FROM mfa_challenges')).toEqual([]);
  });
});

test('a challenge ends with its password, even when the password was set in the same millisecond', async () => {
  const change = (currentPassword: string, newPassword: string) =>
    testApp.mutate('changePassword', { input: { currentPassword, newPassword } }, ada.caller);
  await change(goodPassword, otherPassword);
  const challengeId = await requestChallenge(testApp, 'ada', otherPassword);
  await change(otherPassword, 'eleven otters under a paper moon');

  const result = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
  expect(result.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
});
