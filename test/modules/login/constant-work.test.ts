import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createFailingLogins, type FailingLogin } from '../../helpers/failing-logins.js';
import { onStatement } from '../../helpers/record-statements.js';
import { type CountingBcrypt, createCountingBcrypt, rounds } from '../passwords/counting-bcrypt.js';
import { login, requestToken } from './login-requests.js';

/**
 * Requirement 10, counted: every failed login sends the same statements and computes the same number of
 * bcrypt rounds. The responses are compared in test/security/uniform-login-failures.test.ts, the times in
 * test/security/login-timing.full.test.ts, and the rounds for every kind of stored hash in
 * test/modules/passwords/work-cost.test.ts.
 */

const cost = 6;
const bcrypt: CountingBcrypt = createCountingBcrypt();
const statements: string[] = [];
let testApp: TestApp;
let failingLogins: readonly FailingLogin[];

beforeAll(async () => {
  testApp = await createTestApp({ bcrypt, bcryptCost: cost });
  failingLogins = await createFailingLogins({
    user: async (name) => (await testApp.createUser(name)).id,
    password: goodPassword,
    sql: testApp.sql,
    cost,
  });
  // The first verification reads the costs of all stored hashes, once.
  await login(testApp, 'first', goodPassword);
  onStatement(testApp.opened.database.dataSource, (query) => {
    // The key ring checks for new keys now and then, independent of a login.
    if (!query.includes('FROM signing_keys')) statements.push(query.replaceAll(/\s+/g, ' '));
  });
});
afterAll(() => testApp.close());

interface Work {
  readonly rounds: number;
  readonly statements: readonly string[];
}

async function measureWork(work: () => Promise<unknown>): Promise<Work> {
  bcrypt.take();
  statements.length = 0;
  await work();
  return { rounds: rounds(bcrypt.take()), statements: [...statements] };
}

/** Finding a user by username or by email address are different conditions. */
function withoutNameColumn(work: Work): Work {
  const statements = work.statements.map((text) =>
    text.replace(
      /FROM users WHERE (username|email)_key = \$1( AND NOT verification_pending)?/,
      'FROM users WHERE name',
    ),
  );
  return { rounds: work.rounds, statements };
}

describe.each([
  ['login', login, () => true],
  ['/token', requestToken, (kind: FailingLogin) => kind.fitsForm],
] as const)('a failed %s', (_entryPoint, attempt, isPossible) => {
  const measureLogin = ({ identifier, password }: FailingLogin): Promise<Work> =>
    measureWork(() => attempt(testApp, identifier, password));

  test('is the same rounds and the same statements for every kind of failure', async () => {
    const workByKind = new Map<string, Work>();
    for (const failingLogin of failingLogins.filter(isPossible)) {
      workByKind.set(failingLogin.kind, withoutNameColumn(await measureLogin(failingLogin)));
    }

    const [first] = workByKind.values();
    expect(first?.rounds).toBe(2 ** cost);
    expect(first?.statements.length).toBeGreaterThan(1);
    for (const [kind, work] of workByKind) expect({ kind, ...work }).toEqual({ kind, ...first });
    expect(await testApp.sql('SELECT 1 FROM sessions')).toEqual([]);
  });

  test('sends the same statements for known and unknown names', async () => {
    const measureKind = (name: string): Promise<Work> => {
      const failingLogin = failingLogins.find(({ kind }) => kind === name);
      if (failingLogin === undefined) throw new Error(`no kind ${name}`);
      return measureLogin(failingLogin);
    };

    const unknownName = await measureKind('unknown "nobody"');

    for (const name of ['wrong', 'passwordless', 'disabled', 'deleted', 'cheaphash', 'phphash']) {
      expect({ name, ...(await measureKind(name)) }).toEqual({ name, ...unknownName });
    }
  });
});
