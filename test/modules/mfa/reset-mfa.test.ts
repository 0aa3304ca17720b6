import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CurrentUser, Role } from '../../../src/modules/access/index.js';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { login, resetUsersAndCounters, signIn } from '../login/login-requests.js';
import {
  completeMfa,
  createEnrolledUser,
  requestChallenge,
  totpCode,
} from '../login/second-factor-fixture.js';

let testApp: TestApp;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());
beforeEach(() => resetUsersAndCounters(testApp));

async function createCaller(name: string, role: Role): Promise<CurrentUser> {
  await testApp.createUser(name, { role });
  return signIn(testApp, name);
}

const reset = (caller: CurrentUser, id: string, reason = 'lost phone') =>
  testApp.mutate('resetUserMfa', { id, reason }, caller);

describe('resetUserMfa', () => {
  test('removes the factors, ends sessions and challenges, and is recorded with the reason', async () => {
    const admin = await createCaller('admin', 'ADMIN');
    const ada = await createEnrolledUser(testApp, 'ada');
    const challengeId = await requestChallenge(testApp, 'ada');

    expect(await reset(admin, ada.id)).toMatchObject({ reasons: [], user: { username: 'ada' } });

    expect(testApp.events.at(-1)).toMatchObject({
      type: 'mfa.removed',
      actor: { type: 'USER', id: admin.id },
      subjectId: ada.id,
      reason: 'lost phone',
      changes: { methods: { from: ['TOTP', 'RECOVERY_CODE'], to: [] } },
    });
    const late = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
    expect(late.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    await expect(testApp.currentUser(ada.caller)).rejects.toThrow('has ended');
    expect((await login(testApp, 'ada', goodPassword))['status']).toBe('COMPLETE');
  });

  test('is refused for oneself, a higher role, nobody, a user without a factor, and without a reason', async () => {
    const admin = await createEnrolledUser(testApp, 'admin', { role: 'ADMIN' });
    const support = await createCaller('support', 'SUPPORT');
    const plain = await createCaller('plain', 'USER');
    const unknown = '0190a0a0-0000-7000-8000-000000000000';

    expect((await reset(admin.caller, admin.id)).reasons).toEqual(['SELF_TARGET_FORBIDDEN']);
    expect((await reset(support, admin.id)).reasons).toEqual(['ROLE_ESCALATION']);
    expect((await reset(admin.caller, unknown)).reasons).toEqual(['USER_NOT_FOUND']);
    expect((await reset(admin.caller, 'no id')).reasons).toEqual(['USER_NOT_FOUND']);
    expect((await reset(admin.caller, plain.id)).reasons).toEqual(['MFA_NOT_ENROLLED']);
    expect(await reset(admin.caller, plain.id, ' ')).toMatchObject({
      reasons: ['INVALID_INPUT'],
      fields: ['reason'],
    });
    expect((await login(testApp, 'admin', goodPassword))['status']).toBe('MFA_REQUIRED');
  });
});

test('admin recover removes every second factor, so that the operator can always get in', async () => {
  const admin = await createEnrolledUser(testApp, 'admin', { role: 'ADMIN' });
  const command = testApp.invitations.commands?.find(({ name }) => name === 'admin recover');

  await command?.run({ arguments: {}, options: { username: 'admin' }, secret: null });

  expect(testApp.events.filter(({ type }) => type === 'mfa.removed')).toMatchObject([
    { actor: { type: 'CLI' }, subjectId: admin.id },
  ]);
  expect(await testApp.sql('SELECT FROM totp_factors UNION ALL SELECT FROM recovery_codes')).toEqual([]);
});

test('the deletion of a user removes the factors and the challenges', async () => {
  const admin = await createCaller('admin', 'ADMIN');
  const ada = await createEnrolledUser(testApp, 'ada');
  await requestChallenge(testApp, 'ada');

  await testApp.mutate('deleteUser', { input: { id: ada.id, reason: 'asked' } }, admin);

  for (const table of ['totp_factors', 'recovery_codes', 'mfa_challenges']) {
    expect(await testApp.sql(`SELECT FROM ${table}`)).toEqual([]);
  }
});
