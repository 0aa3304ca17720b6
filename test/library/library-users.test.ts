import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { RequestContext, ServerExtension } from '../../src/library/index.js';
import type { User } from '../../src/modules/users/index.js';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { auditLog } from '../helpers/audit-log-sql.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { onStatement } from '../helpers/record-statements.js';
import { createFirstAdministrator, goodPassword, type SignedInUser } from '../helpers/sign-in.js';

const typeDefs = `
  type Report @auth(requires: SUPPORT) { authors: [User]! author: User twice: [User]! }
  extend type Query {
    reports(authors: [ID!]!): [Report!]! @auth(requires: SUPPORT)
    myself: User @auth(requires: USER)
    office: String @auth(policy: "isFromTheOffice")
  }
  extend type Subscription { shifts: User @auth(requires: USER) }
  extend type Mutation { promote(id: ID!): PromotePayload! @auth(requires: ADMIN) }
  type PromotePayload implements MutationPayload { ok: Boolean! user: User userErrors: [UserError!]! }
`;

interface Report {
  readonly authorId: string;
}
let server: TestServer;
const resolvers = {
  Query: {
    reports: (_: unknown, { authors }: { readonly authors: readonly string[] }) =>
      authors.map((authorId) => ({ authorId })),
    myself: (_: unknown, __: unknown, { users, currentUser }: RequestContext) =>
      users.find({ id: currentUser?.id ?? null }),
    office: () => 'second floor',
  },
  Subscription: {
    shifts: {
      subscribe: async function* () {
        yield 'the next shift';
      },
      resolve: (_: unknown, __: unknown, { users, currentUser }: RequestContext) =>
        users.find({ id: currentUser?.id ?? null }),
    },
  },
  Mutation: {
    promote: async (_: unknown, { id }: { readonly id: string }) => ({
      user: await server.server.users.setRole({ id, role: 'SUPPORT', reason: 'joined the team' }),
    }),
  },
  Report: {
    author: ({ authorId }: Report, _: unknown, { users }: RequestContext) => users.find({ id: authorId }),
    authors: ({ authorId }: Report, _: unknown, { users }: RequestContext) => users.findMany([authorId]),
    // The members of the running server and those of the context share a batch.
    twice: ({ authorId }: Report) => server.server.users.findMany([authorId, authorId.toUpperCase()]),
  },
};
const policies: NonNullable<ServerExtension['policies']> = {
  isFromTheOffice: async ({ caller, context }) =>
    (await context.users.find({ id: caller.id }))?.email.endsWith('@office.example') ?? false,
};
let admin: SignedInUser;
const unknownId = '0198c0de-0000-7000-8000-000000000000';

beforeAll(async () => {
  server = await createTestServer({}, { typeDefs, resolvers, policies });
  admin = await createFirstAdministrator(server);
});
afterAll(() => server.close());

async function createUser(username: string): Promise<User> {
  const { user } = await server.server.users.create({
    username,
    email: `${username}@example.com`,
    password: goodPassword,
    mustChangePassword: false,
  });
  return user;
}

/** Returns the statements on the table of users that the work sends, besides those of the session. */
async function userStatementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const statements: string[] = [];
  onStatement(server.server.app.database.dataSource, (query) => {
    if (/FROM users\b/.test(query)) statements.push(query);
  });
  await work();
  return statements;
}

describe('fields of the type User in a project', () => {
  test('a list of objects that each name users costs one query, however they ask', async () => {
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    let answer: unknown;

    const statements = await userStatementsOf(async () => {
      const response = await sendGraphql(
        server.url,
        'query ($authors: [ID!]!) { reports(authors: $authors) { author { username } authors { id } twice { id } } }',
        { token: admin.accessToken, variables: { authors: [ada.id, bob.id, ada.id, unknownId, 'no id'] } },
      );
      answer = valueAt(response.body, 'data', 'reports');
    });

    const adas = {
      author: { username: 'ada' },
      authors: [{ id: ada.id }],
      twice: [{ id: ada.id }, { id: ada.id }],
    };
    const none = { author: null, authors: [null], twice: [null, null] };
    expect(answer).toEqual([
      adas,
      { author: { username: 'bob' }, authors: [{ id: bob.id }], twice: [{ id: bob.id }, { id: bob.id }] },
      adas,
      none,
      none,
    ]);
    expect(statements).toHaveLength(1);
  });

  test('a user is guarded by its own rule wherever it appears', async () => {
    const support = await createUser('support-person');
    const { accessToken } = await server.server.issueTokens(support.id);

    const own = await sendGraphql(server.url, '{ myself { username } }', { token: accessToken });
    await server.server.users.setRole({ id: support.id, role: 'SUPPORT', reason: 'joined' });
    const narrowed = await server.server.issueTokens(support.id, { scope: ['account:read'] });
    const refused = await sendGraphql(server.url, `{ reports(authors: ["${admin.id}"]) { author { id } } }`, {
      token: narrowed.accessToken,
    });

    expect(valueAt(own.body, 'data', 'myself', 'username')).toBe('support-person');
    expect(valueAt(refused.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  });
});

test('policies and subscriptions have the users of the context too', async () => {
  const { user } = await server.server.users.create({
    username: 'otto',
    email: 'otto@office.example',
    password: goodPassword,
  });
  const { accessToken: token } = await server.server.issueTokens(user.id);
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });

  const admitted = await sendGraphql(server.url, '{ office }', { token });
  const refused = await sendGraphql(server.url, '{ office }', { token: admin.accessToken });
  const { value } = await client.iterate({ query: 'subscription { shifts { username } }' }).next();

  expect(admitted.body).toEqual({ data: { office: 'second floor' } });
  expect(valueAt(refused.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
  expect(value).toEqual({ data: { shifts: { username: 'otto' } } });
  await client.dispose();
});

describe('users.find and users.findMany', () => {
  test('find a user by id, username or email address', async () => {
    const { users } = server.server;
    const carol = await createUser('carol');

    expect(await users.find({ id: carol.id })).toEqual(carol);
    expect(await users.find({ username: 'CAROL' })).toEqual(carol);
    expect(await users.find({ email: 'carol@Example.com' })).toEqual(carol);
    expect(await users.find({ username: 'nobody-at-all' })).toBeNull();
    await expect(users.find({})).rejects.toMatchObject({ reason: 'BAD_USER_INPUT' });
    await expect(users.find({ id: carol.id, username: 'carol' })).rejects.toMatchObject({
      reason: 'BAD_USER_INPUT',
    });
  });

  test('return the users in the order of the ids, with null for an unknown one', async () => {
    const { users } = server.server;
    const [dora, emil] = [await createUser('dora'), await createUser('emil')];

    expect(await users.findMany([emil.id, unknownId, dora.id, '', emil.id])).toEqual([
      emil,
      null,
      dora,
      null,
      emil,
    ]);
    expect(await users.findMany([])).toEqual([]);
  });

  test('never answer with a user from before a change', async () => {
    const { users } = server.server;
    const frida = await createUser('frida');
    await users.find({ id: frida.id });

    const changed = await users.setRole({ id: frida.id, role: 'SUPPORT', reason: 'joined' });

    expect(changed.role).toBe('SUPPORT');
    expect(await users.find({ id: frida.id })).toEqual(changed);
  });
});

describe('users.create and users.setRole', () => {
  test('are audited as changes of the server, inside and outside of requests', async () => {
    const gil = await createUser('gil');
    await sendGraphql(server.url, `mutation { promote(id: "${gil.id}") { ok } }`, {
      token: admin.accessToken,
    });

    const rows = await server.sql(
      `SELECT action, actor_type, actor_id, reason, ip_address IS NOT NULL AS requested FROM ${auditLog} WHERE subject_id = $1 ORDER BY sequence`,
      [gil.id],
    );

    const byServer = { actor_type: 'SYSTEM', actor_id: null };
    expect(rows).toEqual([
      { ...byServer, action: 'user.created', reason: null, requested: false },
      { ...byServer, action: 'user.role-changed', reason: 'joined the team', requested: true },
    ]);
  });

  test('obey the rules of the API', async () => {
    const { users } = server.server;
    const names = { username: 'admin', email: 'other@example.com' };

    await expect(users.create(names)).rejects.toMatchObject({ reason: 'USERNAME_TAKEN' });
    await expect(users.create({ ...names, username: 'x', password: 'short' })).rejects.toMatchObject({
      refusals: [{ reason: 'USERNAME_INVALID' }, { reason: 'PASSWORD_TOO_SHORT' }],
    });
    await expect(users.setRole({ id: admin.id, role: 'USER', reason: 'x' })).rejects.toMatchObject({
      reason: 'LAST_ADMIN',
    });
    await expect(users.setRole({ id: admin.id, role: 'USER', reason: ' ' })).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    });
  });

  test('invite a user without a password', async () => {
    const { user, invitationLink } = await server.server.users.create({
      username: 'hanna',
      email: 'hanna@example.com',
    });

    expect(user.status).toBe('INVITED');
    expect(invitationLink).toMatch(/\/setup#token=cordon_invite_/);
  });
});

test('every member fails with a clear error before the start and after the stop', async () => {
  const stopped = await createTestServer();
  await stopped.close();
  const servers = { unstarted: createServer(readConfig({ LOG_LEVEL: 'silent' })), stopped: stopped.server };

  for (const { users, issueTokens } of Object.values(servers)) {
    for (const [name, call] of Object.entries({
      'users.find': () => users.find({ id: unknownId }),
      'users.findMany': () => users.findMany([]),
      'users.create': () => users.create({ username: 'ida', email: 'ida@example.com' }),
      'users.setRole': () => users.setRole({ id: unknownId, role: 'ADMIN', reason: 'x' }),
      issueTokens: () => issueTokens(unknownId),
    })) {
      await expect(call()).rejects.toThrow(`${name} works only between start() and stop() of the server.`);
    }
  }
});
