import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import { onStatement } from '../../helpers/record-statements.js';
import { createFirstAdministrator, type SignedInUser } from '../../helpers/sign-in.js';

/** The columns that a page of users reads. */

const everyField = `id username email emailVerified fullName role permissions status disabled disabledReason
  disabledUntil locale lastLoginAt createdAt updatedAt version metadata`;

let installation: TestInstallation;
let server: InProcessServer;
let admin: SignedInUser;
let statements: string[] = [];

beforeAll(async () => {
  installation = await createTestInstallation();
  server = await installation.start();
  admin = await createFirstAdministrator(server);
  onStatement(server.server.app.database.dataSource, (query) => statements.push(query));
});
afterAll(() => installation.close());
beforeEach(() => {
  statements = [];
});

async function execute(query: string, { url } = server): Promise<unknown> {
  const answer = await sendGraphql(url, query, { token: admin.accessToken });
  expect(answer.text).not.toContain('"errors"');
  return valueAt(answer.body, 'data');
}

/** The columns of the pages that were read. */
function columnsRead(): readonly string[] {
  const lists = statements.filter((text) => text.startsWith('WITH users'));
  return lists.flatMap((text) => [...text.matchAll(/ AS "(\w+)"/g)].map(([, name = '']) => name)).sort();
}

test('a page reads the columns of the selected fields and of its order, and no others', async () => {
  await execute('{ users { edges { cursor node { ...Name } } } } fragment Name on User { fullName }');
  expect(columnsRead()).toEqual(['createdAt', 'fullName', 'id']);
});

test('a page ordered by username reads the key that its cursors contain', async () => {
  const query = `{ users(orderBy: { field: USERNAME }) { pageInfo { endCursor } nodes { ... { role } } } }`;
  await execute(query);
  expect(columnsRead()).toEqual(['id', 'role', 'usernameKey']);
});

test.each(everyField.split(/\s+/))('%s in a list is the same alone as among all fields', async (field) => {
  const alone = await execute(`{ users { nodes { ${field} } } }`);
  const all = await execute(`{ users { nodes { ${everyField} } } }`);

  expect(valueAt(alone, 'users', 'nodes', 0, field)).toEqual(valueAt(all, 'users', 'nodes', 0, field));
});

test('the fields of other modules are resolved from the id', async () => {
  const fields = 'hasPassword passwordChangedAt sessions { id } mfaMethods securityEvents { nodes { id } }';
  const user = valueAt(await execute(`{ users(first: 1) { nodes { ${fields} } } }`), 'users', 'nodes', 0);

  expect(columnsRead()).toEqual(['createdAt', 'id']);
  expect(user).toMatchObject({ hasPassword: true, mfaMethods: [], sessions: [{}] });
  expect(valueAt(user, 'passwordChangedAt')).not.toBeNull();
});

test('a field with the same response name twice reads the columns of both', async () => {
  const data = await execute('{ users { nodes { username } } users { nodes { email } } }');
  expect(valueAt(data, 'users', 'nodes', 0)).toEqual({ username: 'admin', email: 'admin@example.com' });
});

test.each([
  ['a field', 'extend type User { greeting: String }', '{ users { nodes { greeting } } }'],
  [
    'a field named like a method',
    'extend type User { toString: String }',
    '{ users { nodes { toString } } }',
  ],
  ['a rule of a user', 'extend type User @auth(policy: "read")', '{ users { nodes { id } } }'],
  ['a rule of a page', 'extend type UserConnection @auth(policy: "read")', '{ users { nodes { id } } }'],
  ['a rule of a scalar', 'extend scalar DateTime @auth(policy: "read")', '{ users { nodes { createdAt } } }'],
])('%s that a project adds finds all members of a user', async (_name, typeDefs, query) => {
  const read: unknown[] = [];
  const greet = ({ email, metadata }: { email?: string; metadata?: unknown }): string => {
    read.push(email, metadata);
    return 'hello';
  };
  const policy = ({ parent, value }: { parent?: unknown; value?: unknown }): boolean => {
    read.push(parent, value);
    return true;
  };
  const field = /\{ (\w+):/.exec(typeDefs)?.[1];
  const extended = await installation.start(
    {},
    {
      typeDefs,
      ...(field === undefined ? { policies: { read: policy } } : { resolvers: { User: { [field]: greet } } }),
    },
  );
  onStatement(extended.server.app.database.dataSource, (text) => statements.push(text));

  await execute(query, extended);

  expect(read.length).toBeGreaterThan(0);
  expect(columnsRead()).toContain('metadata');
});
