import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultLoginThrottlePolicy } from '../../../src/platform/rate-limit/index.js';
import { createTestApp, type TestApp } from '../../helpers/create-test-app.js';
import { createAuditModuleOn } from '../../helpers/test-audit-log.js';
import { allOrNothing, distinctOutcomes, interruptEachStatement } from '../audit/statement-failures.js';
import { signIn } from '../login/login-requests.js';
import {
  completeMfa,
  createEnrolledUser,
  type EnrolledUser,
  requestChallenge,
  totpCode,
} from '../login/second-factor-fixture.js';

/** A server that crashes between any two statements neither uses a proof up nor accepts half of one. */

let testApp: TestApp;
let users = 0;

beforeAll(async () => {
  // Each interrupted attempt counts as a failure.
  const loginThrottlePolicy = { ...defaultLoginThrottlePolicy, freeFailures: 500, freeFailuresInAll: 500 };
  testApp = await createTestApp({ loginThrottlePolicy });
  const audit = createAuditModuleOn(testApp.opened.database, randomBytes(32)).module;
  await audit.open();
  for (const subscriber of audit.subscribers ?? []) testApp.subscribe(subscriber);
});
afterAll(() => testApp.close());

interface PreparedUser extends EnrolledUser {
  readonly challengeId: string;
}

async function createUser(): Promise<PreparedUser> {
  users += 1;
  const name = `user${users}`;
  const user = await createEnrolledUser(testApp, name);
  return { ...user, challengeId: await requestChallenge(testApp, name) };
}

type Operation = readonly [name: string, action: string, run: (user: PreparedUser) => Promise<unknown>];

const operations: readonly Operation[] = [
  [
    'completeMfa with a code',
    'session.started',
    ({ challengeId, secret }) => completeMfa(testApp, challengeId, totpCode(testApp, secret)),
  ],
  [
    'completeMfa with a recovery code',
    'session.started',
    ({ challengeId, recoveryCodes }) =>
      completeMfa(testApp, challengeId, recoveryCodes[0] ?? '', 'RECOVERY_CODE'),
  ],
  [
    'completeMfa with a wrong code',
    'mfa.failed',
    ({ challengeId }) => completeMfa(testApp, challengeId, 'no code'),
  ],
  [
    'disableTotp',
    'mfa.removed',
    ({ caller, secret }) => testApp.mutate('disableTotp', { code: totpCode(testApp, secret) }, caller),
  ],
  [
    'regenerateRecoveryCodes',
    'mfa.recovery-codes-replaced',
    ({ caller }) => testApp.mutate('regenerateRecoveryCodes', {}, caller),
  ],
  [
    'reauthenticate',
    'session.proven',
    ({ caller, secret }) => testApp.mutate('reauthenticate', { totpCode: totpCode(testApp, secret) }, caller),
  ],
];

test.each(operations)('%s happens completely or not at all', async (_, action, run) => {
  const outcomes = await interruptEachStatement({
    dataSource: testApp.opened.database.dataSource,
    createUser,
    run: (user) => run(user).catch(() => null),
    interrupt: () => {
      throw new Error('interrupted');
    },
  });

  expect(distinctOutcomes(outcomes)).toEqual(allOrNothing(action));
});

test('confirmTotp happens completely or not at all', async () => {
  const outcomes = await interruptEachStatement({
    dataSource: testApp.opened.database.dataSource,
    createUser: async () => {
      users += 1;
      await testApp.createUser(`user${users}`);
      const caller = await signIn(testApp, `user${users}`);
      const { enrollment } = await testApp.mutate('enrollTotp', {}, caller);
      return { caller, ...(enrollment as { enrollmentId: string; secret: string }) };
    },
    run: ({ caller, enrollmentId, secret }) =>
      testApp
        .mutate('confirmTotp', { enrollmentId, code: totpCode(testApp, secret) }, caller)
        .catch(() => null),
    interrupt: () => {
      throw new Error('interrupted');
    },
  });

  expect(distinctOutcomes(outcomes)).toEqual(allOrNothing('mfa.enrolled'));
});
