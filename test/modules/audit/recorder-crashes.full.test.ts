import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  administrator,
  goodPassword,
  login,
  openServed,
  otherPassword,
  type Person,
  type Served,
  signUp,
} from '../../helpers/create-test-server.js';
import { ask } from '../../helpers/http-client.js';
import { describeOnServer } from '../../helpers/test-database.js';

/** A crash between any two statements, the commit included: never a change without its entry, never an entry without its change. */

let served: Served;
let admin: Person;
/** What happens when a statement is about to be sent. */
let onStatement: ((runner: unknown) => void) | null = null;

beforeAll(async () => {
  served = await openServed();
  admin = await administrator(served);
  const silent = (): void => {};
  served.server.app.database.dataSource.setOptions({
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
afterAll(() => served.close());
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

/** Everything that the operations change, and what the log has told after a place in it; of one moment. */
async function look(after = 0): Promise<{ state: unknown; last: number; told: readonly string[] }> {
  const [found] = await served.sql(
    `SELECT ${stateOf.join(' || ')} AS state, (SELECT max(sequence)::int FROM audit_events) AS last,
       array(SELECT action FROM audit_events WHERE sequence > $1 ORDER BY sequence) AS told`,
    [after],
  );
  return {
    state: found?.['state'],
    last: Number(found?.['last']),
    told: found?.['told'] as readonly string[],
  };
}

type Operation = (person: Person, name: string) => ReturnType<typeof ask>;

const operations: readonly (readonly [name: string, action: string, operation: Operation])[] = [
  ['login', 'session.started', (_, name) => login(served, name, goodPassword)],
  [
    'changePassword',
    'user.password-changed',
    ({ accessToken }) =>
      ask(
        served.url,
        `mutation { changePassword(input: { currentPassword: "${goodPassword}", newPassword: "${otherPassword}" }) { ok } }`,
        { token: accessToken },
      ),
  ],
  [
    'setUserRole',
    'user.role-changed',
    ({ id }) =>
      ask(
        served.url,
        `mutation { setUserRole(input: { id: "${id}", role: SUPPORT, reason: "test" }) { ok } }`,
        {
          token: admin.accessToken,
        },
      ),
  ],
];

let people = 0;
async function newPerson(): Promise<{ readonly name: string; readonly person: Person }> {
  people += 1;
  const name = `somebody${people}`;
  return { name, person: await signUp(served, name) };
}

/** Crashes before the first statement, then before the second, until the operation needs no more; answers how many there were. */
async function crashEverywhere(
  crash: (runner: unknown) => void,
  operation: Operation,
): Promise<readonly string[]> {
  const came: string[] = [];
  let somebody: { readonly name: string; readonly person: Person } | null = null;
  for (let at = 1; at < 60; at += 1) {
    somebody ??= await newPerson();
    const before = await look();
    let statements = 0;
    onStatement = (runner) => {
      statements += 1;
      if (statements === at) crash(runner);
    };

    await operation(somebody.person, somebody.name);

    onStatement = null;
    const after = await look(before.last);
    const isChanged = after.state !== before.state;
    came.push(`${isChanged ? 'changed' : 'as it was'}, told ${after.told.join(' ') || 'nothing'}`);
    if (statements < at) return came;
    // Whoever was changed after all is not who the next round needs.
    if (isChanged) somebody = null;
  }
  throw new Error('an operation of sixty statements');
}

const alone = (came: readonly string[]): readonly string[] =>
  [...new Set(came)].toSorted((one, other) => one.localeCompare(other));

test.each(operations)(
  '%s: a failure of any statement leaves change and entry, or neither',
  async (_, action, operation) => {
    const came = await crashEverywhere(() => {
      throw new Error('a crash');
    }, operation);

    expect(alone(came)).toEqual(['as it was, told nothing', `changed, told ${action}`]);
    // Begin, the change, the head, the entry and the commit, at the least.
    expect(came.length).toBeGreaterThan(5);
  },
);

describeOnServer('with the connection cut', () => {
  test.each(operations)(
    '%s: before any statement, it leaves change and entry, or neither',
    async (_, action, operation) => {
      const came = await crashEverywhere(cut, operation);

      expect(alone(came)).toEqual(['as it was, told nothing', `changed, told ${action}`]);
    },
  );
});

/** Ends the connection as a crash of either side does; the statement is lost on the way, whatever was begun is rolled back. */
function cut(runner: unknown): void {
  const { databaseConnection } = runner as {
    databaseConnection?: { connection?: { stream?: { destroy(): void } } };
  };
  databaseConnection?.connection?.stream?.destroy();
}

test('after all that the log is one good chain', async () => {
  const answer = await ask(served.url, '{ auditVerification { valid firstBadSequence } }', {
    token: admin.accessToken,
  });

  expect(answer.body).toEqual({ data: { auditVerification: { valid: true, firstBadSequence: null } } });
});
