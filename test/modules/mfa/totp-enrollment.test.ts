import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import { client, createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import {
  freeFailures,
  login,
  loginThrottlePolicy,
  resetUsersAndCounters,
  signIn,
} from '../login/login-requests.js';
import {
  callerOf,
  completeMfa,
  createEnrolledUser,
  requestChallenge,
  totpCode,
  wrongCode,
} from '../login/second-factor-fixture.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp({ loginThrottlePolicy });
});
afterAll(() => testApp.close());
beforeEach(() => resetUsersAndCounters(testApp));

interface Enrollment {
  readonly enrollmentId: string;
  readonly secret: string;
  readonly otpauthUri: string;
  readonly expiresAt: Date;
}

async function enroll(caller: CurrentUser): Promise<Enrollment> {
  return (await testApp.mutate('enrollTotp', {}, caller))['enrollment'] as Enrollment;
}

async function createCaller(name: string): Promise<CurrentUser> {
  await testApp.createUser(name);
  return signIn(testApp, name);
}

const confirm = (caller: CurrentUser, { enrollmentId }: Pick<Enrollment, 'enrollmentId'>, code: string) =>
  testApp.mutate('confirmTotp', { enrollmentId, code }, caller);

describe('enrollTotp', () => {
  test('returns a secret for authenticator apps, which is stored sealed', async () => {
    const caller = await createCaller('ada');

    const { secret, otpauthUri, expiresAt } = await enroll(caller);

    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(otpauthUri).toBe(
      `otpauth://totp/localhost%3A4000:ada?issuer=localhost%3A4000&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(expiresAt).toEqual(new Date(testApp.clock.now().getTime() + 600_000));
    const [row] = await testApp.sql('SELECT sealed_secret FROM totp_factors');
    expect(Buffer.from(row?.['sealed_secret'] as Uint8Array)).toHaveLength(1 + 12 + 16 + 20);
  });

  test('changes nothing about a login until it is confirmed', async () => {
    await enroll(await createCaller('ada'));

    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('replaces an earlier enrolment', async () => {
    const caller = await createCaller('ada');
    const first = await enroll(caller);
    const second = await enroll(caller);

    expect((await confirm(caller, first, totpCode(testApp, first.secret))).reasons).toEqual(['NOT_FOUND']);
    expect((await confirm(caller, second, totpCode(testApp, second.secret))).reasons).toEqual([]);
  });

  test('refuses a user who has an authenticator app with MFA_ALREADY_ENROLLED', async () => {
    const { caller } = await createEnrolledUser(testApp, 'ada');

    expect((await testApp.mutate('enrollTotp', {}, caller)).reasons).toEqual(['MFA_ALREADY_ENROLLED']);
  });
});

describe('confirmTotp', () => {
  test('returns ten recovery codes, stored as hashes, and raises the assurance of the session', async () => {
    const caller = await createCaller('ada');
    const enrollment = await enroll(caller);

    const { recoveryCodes } = await confirm(caller, enrollment, totpCode(testApp, enrollment.secret));

    const codes = recoveryCodes as readonly string[];
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/);
    const stored = JSON.stringify(await testApp.sql('SELECT * FROM recovery_codes'));
    for (const code of codes) expect(stored).not.toContain(code);
    expect(await testApp.currentUser(caller)).toMatchObject({ assurance: 2 });
    expect(testApp.events.at(-1)).toMatchObject({
      type: 'mfa.enrolled',
      changes: { method: { from: null, to: 'TOTP' } },
    });
  });

  test('refuses a wrong code, an expired enrolment, and that of another user', async () => {
    const caller = await createCaller('ada');
    const other = await createCaller('bob');
    const enrollment = await enroll(caller);
    const { secret } = enrollment;

    expect((await confirm(caller, enrollment, wrongCode(testApp, secret))).reasons).toEqual([
      'MFA_CODE_INVALID',
    ]);
    expect((await confirm(other, enrollment, totpCode(testApp, secret))).reasons).toEqual(['NOT_FOUND']);
    testApp.advance(600);
    expect((await confirm(caller, enrollment, totpCode(testApp, secret))).reasons).toEqual(['NOT_FOUND']);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('cannot be repeated, so that nobody reads the recovery codes again', async () => {
    const caller = await createCaller('ada');
    const enrollment = await enroll(caller);
    const code = totpCode(testApp, enrollment.secret);
    await confirm(caller, enrollment, code);

    expect((await confirm(await testApp.currentUser(caller), enrollment, code)).reasons).toEqual([
      'NOT_FOUND',
    ]);
  });

  test('counts wrong codes on the account', async () => {
    const caller = await createCaller('ada');
    const enrollment = await enroll(caller);
    for (let count = 0; count < freeFailures; count += 1) {
      await confirm(caller, enrollment, wrongCode(testApp, enrollment.secret));
    }

    expect((await confirm(caller, enrollment, totpCode(testApp, enrollment.secret))).reasons).toEqual([
      'TOO_MANY_ATTEMPTS',
    ]);
  });
});

describe('disableTotp', () => {
  test.each(['a code', 'a recovery code'])('removes the app and the recovery codes with %s', async (kind) => {
    const { caller, secret, recoveryCodes } = await createEnrolledUser(testApp, 'ada');
    const code = kind === 'a code' ? totpCode(testApp, secret) : (recoveryCodes[0] ?? '');

    expect((await testApp.mutate('disableTotp', { code }, caller)).reasons).toEqual([]);

    expect(await testApp.sql('SELECT FROM totp_factors')).toEqual([]);
    expect(await testApp.sql('SELECT FROM recovery_codes')).toEqual([]);
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
    // Nothing can be proven any more by what the session proved with it.
    expect(await testApp.currentUser(caller)).toMatchObject({ assurance: 1 });
  });

  test('refuses a wrong code, a used code, and a user without an app', async () => {
    const { caller, secret } = await createEnrolledUser(testApp, 'ada');
    const code = totpCode(testApp, secret);
    await completeMfa(testApp, await requestChallenge(testApp, 'ada'), code);
    const disable = (user: CurrentUser, text: string) => testApp.mutate('disableTotp', { code: text }, user);

    expect((await disable(caller, wrongCode(testApp, secret))).reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await disable(caller, code)).reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await disable(caller, 'no code at all')).reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await disable(await createCaller('bob'), code)).reasons).toEqual(['MFA_NOT_ENROLLED']);
  });
});

describe('regenerateRecoveryCodes', () => {
  test('ends the old codes', async () => {
    const { caller, recoveryCodes } = await createEnrolledUser(testApp, 'ada');

    const { recoveryCodes: renewed } = await testApp.mutate('regenerateRecoveryCodes', {}, caller);

    const challengeId = await requestChallenge(testApp, 'ada');
    const old = await completeMfa(testApp, challengeId, recoveryCodes[0] ?? '', 'RECOVERY_CODE');
    const [code = ''] = renewed as readonly string[];
    expect(old.reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await completeMfa(testApp, challengeId, code, 'RECOVERY_CODE'))['status']).toBe('COMPLETE');
  });

  test('is refused for a user without a second factor', async () => {
    const result = await testApp.mutate('regenerateRecoveryCodes', {}, await createCaller('ada'));

    expect(result.reasons).toEqual(['MFA_NOT_ENROLLED']);
  });
});

describe('a session that has proven only the password of a user with a second factor', () => {
  test.each([
    ['enrollTotp', {}],
    ['confirmTotp', { enrollmentId: 'any', code: '000000' }],
    ['disableTotp', { code: '000000' }],
    ['regenerateRecoveryCodes', {}],
  ])('gets STEP_UP_REQUIRED from %s, however fresh it is', async (field, args) => {
    await testApp.createUser('ada');
    const older = await signIn(testApp, 'ada');
    const enrolling = await signIn(testApp, 'ada');
    const enrollment = await enroll(enrolling);
    await confirm(enrolling, enrollment, totpCode(testApp, enrollment.secret));

    expect((await testApp.mutate(field, args, older)).reasons).toEqual(['STEP_UP_REQUIRED']);
  });
});

describe('reauthenticate', () => {
  const reauthenticate = (caller: CurrentUser, args: object) =>
    testApp.mutate('reauthenticate', args, caller, { client });

  test('with a code makes the session fresh and raises its assurance', async () => {
    await testApp.createUser('ada');
    const older = await signIn(testApp, 'ada');
    const enrolling = await signIn(testApp, 'ada');
    const enrollment = await enroll(enrolling);
    await confirm(enrolling, enrollment, totpCode(testApp, enrollment.secret));
    testApp.advance(60);

    const args = { totpCode: totpCode(testApp, enrollment.secret) };
    expect((await reauthenticate(older, args)).reasons).toEqual([]);

    expect(await testApp.currentUser(older)).toMatchObject({
      assurance: 2,
      authenticatedAt: testApp.clock.now(),
    });
    expect((await reauthenticate(older, args)).reasons).toEqual(['MFA_CODE_INVALID']);
  });

  test('with a password alone does not make the session of a user with a factor fresh', async () => {
    const { caller, secret } = await createEnrolledUser(testApp, 'ada');
    const before = await testApp.currentUser(caller);

    expect((await reauthenticate(caller, { password: goodPassword })).reasons).toEqual(['MFA_CODE_INVALID']);
    expect((await reauthenticate(caller, {})).reasons).toEqual(['MFA_CODE_INVALID']);
    const wrong = { password: goodPassword, totpCode: wrongCode(testApp, secret) };
    expect((await reauthenticate(caller, wrong)).reasons).toEqual(['MFA_CODE_INVALID']);
    expect(await testApp.currentUser(caller)).toEqual(before);

    const both = { password: goodPassword, totpCode: totpCode(testApp, secret) };
    expect((await reauthenticate(caller, both)).reasons).toEqual([]);
    expect((await testApp.currentUser(caller)).authenticatedAt).toEqual(testApp.clock.now());
  });

  test('does not use up a code beside a wrong password', async () => {
    const { caller, secret } = await createEnrolledUser(testApp, 'ada');
    const code = totpCode(testApp, secret);

    const wrong = await reauthenticate(caller, { password: 'wrong', totpCode: code });
    expect(wrong.reasons).toEqual(['CURRENT_PASSWORD_WRONG']);
    expect((await reauthenticate(caller, { totpCode: code })).reasons).toEqual([]);
  });

  test('counts wrong codes on the account', async () => {
    const { caller, secret } = await createEnrolledUser(testApp, 'ada');
    for (let count = 0; count < freeFailures; count += 1) {
      const wrong = { totpCode: wrongCode(testApp, secret) };
      expect((await reauthenticate(caller, wrong)).reasons).toEqual(['MFA_CODE_INVALID']);
    }

    const right = { totpCode: totpCode(testApp, secret) };
    expect((await reauthenticate(caller, right)).reasons).toEqual(['TOO_MANY_ATTEMPTS']);
  });

  test('refuses a code of a user without an app', async () => {
    const caller = await createCaller('ada');

    const args = { password: goodPassword, totpCode: '000000' };
    expect((await reauthenticate(caller, args)).reasons).toEqual(['MFA_NOT_ENROLLED']);
  });

  test('never gives the assurance 2 to a session that the server started, without the password', async () => {
    const { id, secret } = await createEnrolledUser(testApp, 'ada');
    const tokens = await testApp.login.issueTokens(id);
    const caller = await callerOf(testApp, { tokens, reasons: [] });

    await reauthenticate(caller, { totpCode: totpCode(testApp, secret) });
    expect((await testApp.currentUser(caller)).assurance).toBe(1);
    testApp.advance(60);
    await reauthenticate(caller, { password: goodPassword, totpCode: totpCode(testApp, secret) });
    expect((await testApp.currentUser(caller)).assurance).toBe(2);
  });
});

test('changePassword does not make the session of a user with a factor fresh', async () => {
  const { caller } = await createEnrolledUser(testApp, 'ada');
  const before = await testApp.currentUser(caller);

  const input = { currentPassword: goodPassword, newPassword: 'eleven otters under a paper moon' };
  expect((await testApp.mutate('changePassword', { input }, caller)).reasons).toEqual([]);
  expect(await testApp.currentUser(caller)).toEqual(before);
});
