import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import { onStatement } from '../../helpers/record-statements.js';
import { createFirstAdministrator, type SignedInUser } from '../../helpers/sign-in.js';

/** `me` from the row that authenticated the request. */

const shown = `id username email emailVerified fullName role permissions status disabled disabledReason
  disabledUntil locale createdAt updatedAt version`;

let installation: TestInstallation;
let server: InProcessServer;
let admin: SignedInUser;
let statements: string[];

beforeAll(async () => {
  installation = await createTestInstallation();
  server = await installation.start();
  admin = await createFirstAdministrator(server);
  onStatement(server.server.app.database.dataSource, (query) => statements.push(query));
});
afterAll(() => installation.close());

async function execute(query: string, variables = {}): Promise<unknown> {
  statements = [];
  const answer = await sendGraphql(server.url, query, { token: admin.accessToken, variables });
  expect(answer.text).not.toContain('"errors"');
  return valueAt(answer.body, 'data');
}

test('me sends no statement for a session that was read before, and shows what the table has', async () => {
  await execute('{ me { id } }');

  const me = await execute(
    `{ me { ...Shown ... on User { __typename } } } fragment Shown on User { ${shown} }`,
  );

  expect(statements.filter((text) => /\busers\b/.test(text))).toEqual([]);
  const byId = await execute(`query ($id: ID!) { user(id: $id) { ${shown} __typename } }`, { id: admin.id });
  expect(valueAt(me, 'me')).toEqual(valueAt(byId, 'user'));
});

test.each([
  'lastLoginAt',
  'metadata',
  'hasPassword',
  '...Last } } fragment Last on User { ... { lastLoginAt',
])('me reads the table for %s', async (field) => {
  await execute('{ me { id } }');

  await execute(`{ me { id ${field} } }`);

  expect(statements.filter((text) => /"users"|\busers\b/.test(text))).not.toEqual([]);
});

test('me shows a change of the profile with the request after its answer', async () => {
  for (let round = 0; round < 20; round += 1) {
    const fullName = `Name ${round}`;
    const change = 'mutation ($name: String) { updateProfile(input: { fullName: $name }) { ok } }';
    await Promise.all([
      execute('{ me { fullName } }'),
      execute('{ me { fullName } }'),
      sendGraphql(server.url, change, { token: admin.accessToken, variables: { name: fullName } }),
    ]);

    expect(await execute('{ me { fullName } }')).toEqual({ me: { fullName } });
  }
});

test('me shows that the address is not verified yet, and no more after it was', async () => {
  const { dataSource } = server.server.app.database;
  for (const [pending, status] of [
    [true, 'PENDING_VERIFICATION'],
    [false, 'ACTIVE'],
  ]) {
    await dataSource.query('UPDATE users SET verification_pending = $1 WHERE id = $2', [pending, admin.id]);
    await execute('{ me { id } }');

    expect(await execute('{ me { status } }')).toEqual({ me: { status } });
    expect(statements.filter((text) => /\busers\b/.test(text))).toEqual([]);
  }
});
