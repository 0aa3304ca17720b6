import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  createFirstAdministrator,
  createTestServer,
  goodPassword,
  login,
  otherPassword,
  type SignedInUser,
  signUp,
  type TestServer,
} from '../../helpers/create-test-server.js';
import { sendGraphql } from '../../helpers/http-client.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

/** A crash between any two statements, the commit included: never a change without its entry, never an entry without its change. */

let testServer: TestServer;
let admin: SignedInUser;
/** What happens when a statement is about to be sent. */
let onStatement: ((runner: unknown) => void) | null = null;

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
  const silent = (): void => {};
  testServer.server.app.database.dataSource.setOptions({
    logger: {
      logQuery: (query: string, _values?: unknown, runner?: unknown) => {
        // The server's own looking about is nobody's request.
        if (!/FROM signing_keys|pg_notify/.test(query)) onStatement?.(runner);
      },
      logQueryError: silent,
      logQuerySlow: silent,
      logSchemaBuild: silent,
      logMigration: silent,
      log: silent,
    },
  });
});
afterAll(() => testServer.close());
afterEach(() => {
  onStatement = null;
});

const changing = [
  'users',
  'password_credentials',
  'password_history',
  'sessions',
  'refresh_tokens',
  'one_time_tokens',
];
const stateOf = changing.map(
  (table) => `coalesce((SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ${table} t), '')`,
);

/** Everything that the operations change, and what the log has recorded after a place in it; of one moment. */
async function readState(after = 0): Promise<{ state: unknown; last: number; recorded: readonly string[] }> {
  const [found] = await testServer.sql(
    `SELECT ${stateOf.join(' || ')} AS state, (SELECT max(sequence)::int FROM audit_events) AS last,
       array(SELECT action FROM audit_events WHERE sequence > $1 ORDER BY sequence) AS recorded`,
    [after],
  );
  return {
    state: found?.['state'],
    last: Number(found?.['last']),
    recorded: found?.['recorded'] as readonly string[],
  };
}

type Operation = (user: SignedInUser, name: string) => ReturnType<typeof sendGraphql>;

const operations: readonly (readonly [name: string, action: string, operation: Operation])[] = [
  ['login', 'session.started', (_, name) => login(testServer, name, goodPassword)],
  [
    'changePassword',
    'user.password-changed',
    ({ accessToken }) =>
      sendGraphql(
        testServer.url,
        `mutation { changePassword(input: { currentPassword: "${goodPassword}", newPassword: "${otherPassword}" }) { ok } }`,
        { token: accessToken },
      ),
  ],
  [
    'setUserRole',
    'user.role-changed',
    ({ id }) =>
      sendGraphql(
        testServer.url,
        `mutation { setUserRole(input: { id: "${id}", role: SUPPORT, reason: "test" }) { ok } }`,
        {
          token: admin.accessToken,
        },
      ),
  ],
];

let users = 0;
async function createNewUser(): Promise<{ readonly name: string; readonly user: SignedInUser }> {
  users += 1;
  const name = `somebody${users}`;
  return { name, user: await signUp(testServer, name) };
}

/** Crashes before the first statement, then before the second, until the operation needs no more; answers how many there were. */
async function crashEverywhere(
  crash: (runner: unknown) => void,
  operation: Operation,
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  let somebody: { readonly name: string; readonly user: SignedInUser } | null = null;
  for (let at = 1; at < 60; at += 1) {
    somebody ??= await createNewUser();
    const before = await readState();
    let statements = 0;
    onStatement = (runner) => {
      statements += 1;
      if (statements === at) crash(runner);
    };

    await operation(somebody.user, somebody.name);

    onStatement = null;
    const after = await readState(before.last);
    const isChanged = after.state !== before.state;
    outcomes.push(
      `${isChanged ? 'changed' : 'as it was'}, recorded ${after.recorded.join(' ') || 'nothing'}`,
    );
    if (statements < at) return outcomes;
    // Whoever was changed after all is not who the next round needs.
    if (isChanged) somebody = null;
  }
  throw new Error('an operation of sixty statements');
}

const distinct = (outcomes: readonly string[]): readonly string[] =>
  [...new Set(outcomes)].toSorted((one, other) => one.localeCompare(other));

test.each(operations)(
  '%s: a failure of any statement leaves change and entry, or neither',
  async (_, action, operation) => {
    const outcomes = await crashEverywhere(() => {
      throw new Error('a crash');
    }, operation);

    expect(distinct(outcomes)).toEqual(['as it was, recorded nothing', `changed, recorded ${action}`]);
    // Begin, the change, the head, the entry and the commit, at the least.
    expect(outcomes.length).toBeGreaterThan(5);
  },
);

describeOnPostgres('with the connection cutConnection', () => {
  test.each(operations)(
    '%s: before any statement, it leaves change and entry, or neither',
    async (_, action, operation) => {
      const outcomes = await crashEverywhere(cutConnection, operation);

      expect(distinct(outcomes)).toEqual(['as it was, recorded nothing', `changed, recorded ${action}`]);
    },
  );
});

/** Ends the connection as a crash of either side does; the statement is lost on the way, whatever was begun is rolled back. */
function cutConnection(runner: unknown): void {
  const { databaseConnection } = runner as {
    databaseConnection?: { connection?: { stream?: { destroy(): void } } };
  };
  databaseConnection?.connection?.stream?.destroy();
}

test('after all that the log is one good chain', async () => {
  const answer = await sendGraphql(testServer.url, '{ auditVerification { valid firstBadSequence } }', {
    token: admin.accessToken,
  });

  expect(answer.body).toEqual({ data: { auditVerification: { valid: true, firstBadSequence: null } } });
});
