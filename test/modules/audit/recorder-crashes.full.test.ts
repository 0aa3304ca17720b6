import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql } from '../../helpers/http-client.js';
import {
  createFirstAdministrator,
  goodPassword,
  login,
  otherPassword,
  type SignedInUser,
  signUp,
} from '../../helpers/sign-in.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { allOrNothing, distinctOutcomes, interruptEachStatement } from './statement-failures.js';

/**
 * A failure of any statement of an HTTP request, COMMIT included: never a change without its entry, never an
 * entry without its change. The same without the server is in recorder-crashes.test.ts.
 */

let testServer: TestServer;
let admin: SignedInUser;

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
});
afterAll(() => testServer.close());

interface TestUser {
  readonly name: string;
  readonly user: SignedInUser;
}

const operations: readonly [name: string, action: string, run: (user: TestUser) => Promise<unknown>][] = [
  ['login', 'session.started', ({ name }) => login(testServer, name, goodPassword)],
  [
    'changePassword',
    'user.password-changed',
    ({ user }) =>
      sendGraphql(
        testServer.url,
        'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ok } }',
        {
          variables: { input: { currentPassword: goodPassword, newPassword: otherPassword } },
          token: user.accessToken,
        },
      ),
  ],
  [
    'setUserRole',
    'user.role-changed',
    ({ user }) =>
      sendGraphql(
        testServer.url,
        'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { ok } }',
        {
          variables: { input: { id: user.id, role: 'SUPPORT', reason: 'test' } },
          token: admin.accessToken,
        },
      ),
  ],
];

let users = 0;
async function createUser(): Promise<TestUser> {
  users += 1;
  const name = `user${users}`;
  return { name, user: await signUp(testServer, name) };
}

function runInterrupted(
  run: (user: TestUser) => Promise<unknown>,
  interrupt: (runner: unknown) => void,
): Promise<readonly string[]> {
  const { dataSource } = testServer.server.app.database;
  return interruptEachStatement({ dataSource, createUser, run, interrupt });
}

describe('a failed statement', () => {
  test.each(operations)('%s: leaves the change and its entry, or neither', async (_, action, run) => {
    const outcomes = await runInterrupted(run, () => {
      throw new Error('interrupted');
    });

    expect(distinctOutcomes(outcomes)).toEqual(allOrNothing(action));
    // At least BEGIN, the change, the head, the entry and COMMIT.
    expect(outcomes.length).toBeGreaterThan(5);
  });
});

describeOnPostgres('a cut connection', () => {
  test.each(operations)('%s: leaves the change and its entry, or neither', async (_, action, run) => {
    expect(distinctOutcomes(await runInterrupted(run, cutConnection))).toEqual(allOrNothing(action));
  });
});

/**
 * Closes the socket as a crash of either side does: the statement is lost, and the transaction is rolled
 * back.
 */
function cutConnection(runner: unknown): void {
  const { databaseConnection } = runner as {
    databaseConnection?: { connection?: { stream?: { destroy(): void } } };
  };
  databaseConnection?.connection?.stream?.destroy();
}

test('the log is intact afterwards', async () => {
  const response = await sendGraphql(testServer.url, '{ auditVerification { valid firstBadSequence } }', {
    token: admin.accessToken,
  });

  expect(response.body).toEqual({ data: { auditVerification: { valid: true, firstBadSequence: null } } });
});
