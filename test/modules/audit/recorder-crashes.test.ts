import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import type { AuditModule } from '../../../src/modules/audit/index.js';
import { createTestApp, goodPassword, otherPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createAuditModuleOn } from '../../helpers/test-audit-log.js';
import { login, signIn } from '../login/login-requests.js';
import { allOrNothing, distinctOutcomes, interruptEachStatement } from './statement-failures.js';

/**
 * A failure of any statement, COMMIT included: never a change without its entry, never an entry without its
 * change. The same over HTTP, and with connections that are cut, is in recorder-crashes.full.test.ts.
 */

let testApp: TestApp;
let audit: AuditModule;
let admin: CurrentUser;

beforeAll(async () => {
  testApp = await createTestApp();
  audit = createAuditModuleOn(testApp.opened.database, randomBytes(32)).module;
  await audit.open();
  for (const subscriber of audit.subscribers ?? []) testApp.subscribe(subscriber);
  await testApp.createUser('admin', { role: 'ADMIN' });
  admin = await signIn(testApp, 'admin');
});
afterAll(() => testApp.close());

interface TestUser {
  readonly name: string;
  readonly caller: CurrentUser;
}

const operations: readonly [name: string, action: string, run: (user: TestUser) => Promise<unknown>][] = [
  ['login', 'session.started', ({ name }) => login(testApp, name, goodPassword)],
  [
    'changePassword',
    'user.password-changed',
    ({ caller }) =>
      testApp.mutate(
        'changePassword',
        { input: { currentPassword: goodPassword, newPassword: otherPassword } },
        caller,
      ),
  ],
  [
    'setUserRole',
    'user.role-changed',
    ({ caller }) =>
      testApp.mutate('setUserRole', { input: { id: caller.id, role: 'SUPPORT', reason: 'test' } }, admin),
  ],
];

let users = 0;
async function createUser(): Promise<TestUser> {
  users += 1;
  const name = `user${users}`;
  await testApp.createUser(name);
  return { name, caller: await signIn(testApp, name) };
}

test.each(operations)(
  '%s: a failed statement leaves the change and its entry, or neither',
  async (_, action, run) => {
    const outcomes = await interruptEachStatement({
      dataSource: testApp.opened.database.dataSource,
      createUser,
      run: (user) => run(user).catch(() => null),
      interrupt: () => {
        throw new Error('interrupted');
      },
    });

    expect(distinctOutcomes(outcomes)).toEqual(allOrNothing(action));
    // At least BEGIN, the change, the head, the entry and COMMIT.
    expect(outcomes.length).toBeGreaterThan(5);
    expect(await audit.verifier.verify()).toMatchObject({ valid: true, firstBadSequence: null });
  },
);
