import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  createTestApp,
  goodPassword,
  type MutationResult,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';
import { resetUsersAndCounters, signIn } from '../login/login-requests.js';
import {
  completeMfa,
  createEnrolledUser,
  type EnrolledUser,
  requestChallenge,
  totpCode,
  wrongCode,
} from '../login/second-factor-fixture.js';

/**
 * Two tabs, or two instances: nothing about factors and challenges is kept in memory, so that each attempt
 * may run on an instance of its own. The attempts run at the same time only on a server of Postgres.
 */

let testApp: TestApp;
let ada: EnrolledUser;

beforeAll(async () => {
  testApp = await createTestApp();
});
afterAll(() => testApp.close());
beforeEach(async () => {
  await resetUsersAndCounters(testApp);
  ada = await createEnrolledUser(testApp, 'ada');
});

const outcomeOf = ({ status, reasons }: MutationResult): unknown => reasons[0] ?? status ?? 'DONE';

async function countActive(): Promise<number> {
  return (await testApp.sql('SELECT FROM sessions WHERE ended_at IS NULL')).length;
}

test('one of two answers to the same challenge starts a session', async () => {
  const challengeId = await requestChallenge(testApp, 'ada');
  const code = totpCode(testApp, ada.secret);

  const results = await Promise.all([1, 2].map(() => completeMfa(testApp, challengeId, code)));

  expect(results.map(outcomeOf).toSorted()).toEqual(['COMPLETE', 'MFA_CHALLENGE_EXPIRED']);
  expect(await countActive()).toBe(2);
});

test.each(['TOTP', 'RECOVERY_CODE'] as const)(
  'one of four challenges that are answered with the same code (%s) starts a session',
  async (method) => {
    const code = method === 'TOTP' ? totpCode(testApp, ada.secret) : (ada.recoveryCodes[0] ?? '');
    const challengeIds = [];
    for (let count = 0; count < 4; count += 1) challengeIds.push(await requestChallenge(testApp, 'ada'));

    const results = await Promise.all(challengeIds.map((id) => completeMfa(testApp, id, code, method)));

    expect(results.map(outcomeOf).filter((outcome) => outcome === 'COMPLETE')).toHaveLength(1);
    expect(await countActive()).toBe(2);
  },
);

test('at most five of many answers at once are compared', async () => {
  const challengeId = await requestChallenge(testApp, 'ada');

  const results = await Promise.all(
    Array.from({ length: 20 }, () => completeMfa(testApp, challengeId, wrongCode(testApp, ada.secret))),
  );

  const compared = results.map(outcomeOf).filter((outcome) => outcome === 'MFA_CODE_INVALID');
  expect(compared.length).toBeLessThanOrEqual(5);
  const late = await completeMfa(testApp, challengeId, totpCode(testApp, ada.secret));
  expect(late.reasons).not.toEqual([]);
});

test('one of two confirmations of an enrolment shows recovery codes', async () => {
  await testApp.createUser('bob');
  const caller = await signIn(testApp, 'bob');
  const { enrollment } = await testApp.mutate('enrollTotp', {}, caller);
  const { enrollmentId, secret } = enrollment as { enrollmentId: string; secret: string };
  const args = { enrollmentId, code: totpCode(testApp, secret) };

  const results = await Promise.all([1, 2].map(() => testApp.mutate('confirmTotp', args, caller)));

  expect(results.filter(({ recoveryCodes }) => recoveryCodes !== undefined)).toHaveLength(1);
  expect(await testApp.sql('SELECT FROM recovery_codes WHERE user_id = $1', [caller.id])).toHaveLength(10);
});

const changes: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['disableTotp', () => testApp.mutate('disableTotp', { code: ada.recoveryCodes[0] }, ada.caller)],
  [
    'changePassword',
    () =>
      testApp.mutate(
        'changePassword',
        { input: { currentPassword: goodPassword, newPassword: otherPassword } },
        ada.caller,
      ),
  ],
  ['deleteUser', () => testApp.users.administration.deleteUser({ id: ada.id, reason: 'x' }, cliActor)],
];

test.each(changes)(
  'a login that is completed during %s leaves no session that outlives it',
  async (_, change) => {
    const challengeId = await requestChallenge(testApp, 'ada');

    const [result] = await Promise.all([
      completeMfa(testApp, challengeId, totpCode(testApp, ada.secret)),
      change(),
    ]);

    const rows = await testApp.sql(`SELECT auth_methods FROM sessions WHERE ended_at IS NULL AND id <> $1`, [
      ada.caller.sessionId,
    ]);
    // Completed before the change: the session was ended with the others, or has lost its assurance.
    if (result?.['status'] !== 'COMPLETE') expect(result?.reasons).toEqual(['MFA_CHALLENGE_EXPIRED']);
    expect(rows.every(({ auth_methods }) => !(auth_methods as string[]).includes('mfa'))).toBe(true);
  },
);
