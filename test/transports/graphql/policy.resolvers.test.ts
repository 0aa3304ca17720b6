import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import type { SignedInUser } from '../../helpers/sign-in.js';
import { createAuditHistory } from '../../modules/audit/audit-history.js';

let testServer: TestServer;
let admin: SignedInUser;
let ada: SignedInUser;
let helper: SignedInUser;

beforeAll(async () => {
  testServer = await createTestServer();
  ({ admin, ada, helper } = await createAuditHistory(testServer));
});
afterAll(() => testServer.close());

const query = (user: SignedInUser | null, text: string, variables = {}) =>
  sendGraphql(testServer.url, text, { variables, ...(user === null ? {} : { token: user.accessToken }) });

const matrixQuery =
  '{ policyMatrix { roles rows { coordinate cells { role verdict conditions words path } } } }';
const explainQuery = `query ($id: ID!, $coordinate: String!) {
  explainPolicy(userId: $id, coordinate: $coordinate) {
    coordinate verdict code onDeny signsIn words
    rules { writtenOn holds groups { holds conditions { condition holds } } }
  }
}`;
const diffQuery =
  'query ($before: String, $after: String!) { policyDiff(before: $before, after: $after) { gains changes { coordinate role kind words } } }';

describe('policyMatrix', () => {
  test('shows what each role may access on the running server', async () => {
    const response = await query(admin, matrixQuery);

    const matrix = valueAt(response.body, 'data', 'policyMatrix');
    expect(valueAt(matrix, 'roles')).toEqual(['ANONYMOUS', 'USER', 'SUPPORT', 'ADMIN']);
    const rows = valueAt(matrix, 'rows') as { coordinate: string; cells: { words: string }[] }[];
    const wordsOf = (name: string) =>
      rows.find(({ coordinate }) => coordinate === name)?.cells.map(({ words }) => words);
    expect(wordsOf('Query.server')).toEqual(['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']);
    expect(wordsOf('Query.users')).toEqual(['DENY', 'DENY', 'ALLOW', 'ALLOW']);
    expect(wordsOf('Query.policyMatrix')).toEqual(['DENY', 'DENY', 'DENY', 'ALLOW']);
    expect(wordsOf('Mutation.deleteUser')?.[3]).toBe('DYNAMIC(freshWithin 3600)');
  });
});

describe('explainPolicy', () => {
  const explain = async (id: string, coordinate: string) =>
    valueAt((await query(admin, explainQuery, { id, coordinate })).body, 'data', 'explainPolicy');

  test('gives the verdict of a user with the rules that it follows from', async () => {
    expect(await explain(ada.id, 'Query.auditEvents')).toMatchObject({
      coordinate: 'Query.auditEvents',
      verdict: 'DENY',
      code: 'FORBIDDEN',
      signsIn: true,
      words: expect.stringContaining('requires ADMIN (no)'),
    });
    expect(await explain(helper.id, 'Query.users')).toMatchObject({ verdict: 'ALLOW', code: null });
    expect(await explain(ada.id, 'User.email')).toMatchObject({ verdict: 'DYNAMIC' });
  });

  test('explains a user who cannot sign in as an anonymous caller', async () => {
    const disable = 'mutation ($id: ID!) { disableUser(input: { id: $id, reason: "test" }) { ok } }';
    const enable = 'mutation ($id: ID!) { enableUser(id: $id) { ok } }';
    await query(admin, disable, { id: helper.id });
    try {
      expect(await explain(helper.id, 'Query.users')).toMatchObject({
        verdict: 'DENY',
        code: 'UNAUTHENTICATED',
        signsIn: false,
      });
      expect(await explain(helper.id, 'Query.server')).toMatchObject({ verdict: 'ALLOW' });
    } finally {
      await query(admin, enable, { id: helper.id });
    }
  });

  test('is null for an unknown user, and refuses an unknown coordinate', async () => {
    expect(await explain('nobody', 'Query.me')).toBeNull();
    const response = await query(admin, explainQuery, { id: ada.id, coordinate: 'Query.nothing' });
    expect(valueAt(response.body, 'errors', 0, 'extensions', 'code')).toBe('BAD_USER_INPUT');
  });
});

describe('policyDiff', () => {
  const schemaWith = (rule: string) =>
    `enum Role { USER SUPPORT ADMIN } type Query { open: Int @public closed: Int ${rule} }`;

  test('says in words who gains and who loses access', async () => {
    const variables = {
      before: schemaWith('@auth(requires: ADMIN)'),
      after: schemaWith('@auth(requires: SUPPORT)'),
    };
    const gained = await query(admin, diffQuery, variables);
    const lost = await query(admin, diffQuery, { before: variables.after, after: variables.before });

    expect(valueAt(gained.body, 'data', 'policyDiff')).toEqual({
      gains: true,
      changes: [
        {
          coordinate: 'Query.closed',
          role: 'SUPPORT',
          kind: 'GAIN',
          words: 'SUPPORT gains Query.closed: DENY -> ALLOW',
        },
      ],
    });
    expect(valueAt(lost.body, 'data', 'policyDiff')).toMatchObject({ gains: false });
  });

  test('compares with the schema of this server when only one is given', async () => {
    const same = await query(admin, diffQuery, {
      after: testServer.server.printSchema().replaceAll(/"""[\s\S]*?"""/g, ''),
    });
    expect(valueAt(same.body, 'data', 'policyDiff')).toEqual({ gains: false, changes: [] });
    const less = await query(admin, diffQuery, { after: schemaWith('@auth(requires: ADMIN)') });
    expect(valueAt(less.body, 'data', 'policyDiff', 'changes')).toContainEqual(
      expect.objectContaining({ coordinate: 'Query.me', kind: 'LOSS' }),
    );
  });

  test.each([
    ['text that is no schema', 'type {'],
    ['an unknown type', 'type Query { a: Nothing @public }'],
    ['a rule that cannot be enforced', 'type Query { a: Int @auth(requires: KING) }'],
    ['deep nesting', `type Query { a: ${'['.repeat(90_000)} }`],
  ])('refuses %s', async (_, after) => {
    const response = await query(admin, diffQuery, { before: schemaWith('@public'), after });
    expect(valueAt(response.body, 'errors', 0, 'extensions', 'code')).toBe('BAD_USER_INPUT');
  });
});

test.each([
  ['policyMatrix', matrixQuery, {}],
  [
    'policyDiff',
    diffQuery,
    { before: 'type Query { a: Int @public }', after: 'type Query { a: Int @public }' },
  ],
  ['explainPolicy', explainQuery, { id: 'x', coordinate: 'Query.me' }],
  ['effectiveConfiguration', '{ effectiveConfiguration { name value } }', {}],
])('%s is for administrators only', async (_, text, variables) => {
  expect(valueAt((await query(ada, text, variables)).body, 'errors', 0, 'extensions', 'code')).toBe(
    'FORBIDDEN',
  );
  expect(valueAt((await query(null, text, variables)).body, 'errors', 0, 'extensions', 'code')).toBe(
    'UNAUTHENTICATED',
  );
});
