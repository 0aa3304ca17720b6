import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { type ExecutionResult, type GraphQLError, graphql, parse, subscribe } from 'graphql';
import { openTestDatabase } from '../../../test/helpers/test-database.js';
import { authPlugin } from '../src/apollo.js';
import { type Caller, createAuthDirective } from '../src/index.js';
import { loadClient, runExample } from './helpers/load-client.js';
import { createSchemaFixture, principal } from './helpers/schema-fixture.js';
import { finishedEvents, recordSpans, withinSpan } from './helpers/spans.js';
import { server } from './readme/apollo.js';
import { client } from './readme/client.js';
import * as decisions from './readme/decisions.js';
import * as elevation from './readme/elevation.js';
import * as sample from './readme/graphql-tools-sample.js';
import * as introspection from './readme/introspection.js';
import * as lists from './readme/lists.js';
import * as permissions from './readme/permissions.js';
import * as policies from './readme/policies.js';
import * as quick from './readme/quick-start.js';
import { readBlocks, readExamples, readReadmeQueries } from './readme/read-blocks.js';
import * as references from './readme/references.js';
import * as reports from './readme/reports.js';
import * as roles from './readme/roles.js';
import * as subscriptions from './readme/subscriptions.js';
import './readme/testing.js';
import { answer } from './readme/without-apollo.js';

const blocks = readBlocks();
const examples = readExamples();
const ada = principal('ada');
const HIDDEN = 'a hidden value';

/** The root values of the guarantees by heading; the other guarantees use `names`. */
const data: Readonly<Record<string, object>> = {
  'A rule never weakens another rule': { report: { title: HIDDEN } },
  'The rule of a type applies to every field that returns it': { secret: { text: HIDDEN } },
  'Rules apply through interfaces and unions': {
    nodes: [
      { __typename: 'Note', id: 'n1' },
      { __typename: 'Invoice', id: 'i1' },
    ],
    note: { id: 'n1' },
  },
  'Ownership is checked on the object': {
    letters: [{ to: 'ada', text: 'for me' }, { to: 'bo', text: HIDDEN }, { text: HIDDEN }],
  },
  'Refused items can be left out of a list': {
    messages: [{ to: 'bo', text: HIDDEN }, { to: 'ada', text: 'for me' }, { text: HIDDEN }],
  },
  'A type or the schema can choose null for its fields': {
    account: { balance: HIDDEN },
    required: { balance: HIDDEN },
    person: { name: 'Bo', salary: HIDDEN, notes: HIDDEN },
  },
  'Rules can have names': {
    members: [
      { id: 'ada', email: 'ada@example.org' },
      { id: 'bo', email: HIDDEN },
    ],
  },
  'A refused field can become null without an error': { user: { id: 'bo', name: 'Bo', phone: HIDDEN } },
};
const names = {
  mine: 'mine',
  audit: HIDDEN,
  profile: 'profile',
  password: HIDDEN,
  deleteAccount: true,
  shutDown: true,
  create: 'created',
};

const codes = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ extensions }) => [extensions['code'], extensions['coordinate']]);
const execute = (schema: typeof quick.schema, source: string, contextValue: unknown) =>
  graphql({ schema, source, contextValue });

describe('a block of TypeScript in the README', () => {
  const written = blocks.filter(({ language }) => language === 'ts');

  test.each(written.map((block) => [block.heading, block.text] as const))(
    'under "%s" is part of an example',
    (_, text) => {
      expect(examples.filter((example) => example.includes(text))).toHaveLength(1);
    },
  );
});

describe('a guarantee of the README', () => {
  const queries = readReadmeQueries(blocks);

  test('has a query when it has a schema', () => {
    const withSchema = blocks.filter(({ language }) => language === 'graphql').map(({ heading }) => heading);

    expect(new Set(queries.map(({ heading }) => heading))).toEqual(new Set(withSchema));
    expect(queries.length).toBeGreaterThan(12);
  });

  test.each(queries.map((query) => [query.heading, query.as, query] as const))(
    '"%s": the query as %s returns the documented response',
    async (heading, _, { sdl, query, caller, answer: expected }) => {
      const { schema } = createSchemaFixture(sdl);

      const result = await graphql({
        schema,
        source: query,
        rootValue: data[heading] ?? names,
        contextValue: { caller },
      });

      expect(JSON.parse(JSON.stringify(result.data))).toEqual(expected.data);
      expect(JSON.parse(JSON.stringify(result.errors ?? []))).toMatchObject(expected.errors ?? []);
      expect(result.errors ?? []).toHaveLength(expected.errors?.length ?? 0);
      expect(JSON.stringify(result)).not.toContain(HIDDEN);
    },
  );
});

describe('an example of the README', () => {
  test('guards a schema in ten lines', async () => {
    const { data: found } = await execute(quick.schema, '{ users { name email } }', { caller: ada });

    expect(found?.['users']).toEqual([
      { name: 'Ada', email: 'ada@example.org' },
      { name: 'Bo', email: null },
    ]);
    expect(codes(await execute(quick.schema, '{ users { name } }', {}))).toEqual([
      ['UNAUTHENTICATED', 'Query.users'],
    ]);
  });

  test('responds with 401 with the plugin and with the plan', async () => {
    const refused = await server.executeOperation({ query: '{ users { name } }' }, { contextValue: {} });

    expect([refused.http.status, refused.http.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const own = await answer(quick.auth, quick.schema, '{ users { name } }');
    expect(own).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(own.body).not.toHaveProperty('data');
    expect(await answer(quick.auth, quick.schema, '{ users { name } }', ada)).toMatchObject({ status: 200 });
    expect(authPlugin(quick.auth)).toHaveProperty('requestDidStart');
    await server.stop();
  });

  test.each([
    [['SUPPORT'], { tickets: 1, invoices: null, customers: 3, refunds: null }],
    [['BILLING'], { tickets: null, invoices: 2, customers: 3, refunds: null }],
    [['SUPPORT', 'BILLING'], { tickets: 1, invoices: 2, customers: 3, refunds: 4 }],
    [['ADMIN'], { tickets: 1, invoices: 2, customers: 3, refunds: 4 }],
    [['USER', 'AUDITOR'], { tickets: null, invoices: null, customers: null, refunds: null }],
  ])('admits a caller with the roles %s', async (held, expected) => {
    const caller: Caller = { kind: 'principal', id: 'ada', roles: held };

    const { data: found } = await execute(roles.schema, '{ tickets invoices customers refunds }', { caller });

    expect({ ...found }).toEqual(expected);
  });

  test('evaluates a batch policy once for a list', async () => {
    const trips: string[][] = [];
    const among = async (_: string, others: readonly string[]) => {
      trips.push([...others]);
      return new Set(['bo']);
    };
    const context = { caller: ada, friends: { among } };

    const posts = await execute(policies.schema, '{ posts { text } }', context);

    expect(posts.data?.['posts']).toEqual([{ text: null }, { text: 'Hello from bo' }, { text: null }]);
    expect(trips).toEqual([['ada', 'bo', 'cy']]);
    expect((await execute(policies.schema, '{ drafts(id: "ada") { text } }', context)).data).toEqual({
      drafts: [],
    });
    expect(codes(await execute(policies.schema, '{ drafts(id: "bo") { text } }', context))).toEqual([
      ['FORBIDDEN', 'Query.drafts'],
    ]);
  });

  test('reads permissions from a database, once for what one tick asks', async () => {
    const asked: string[] = [];
    const permissionsOf = async (id: string) => {
      asked.push(id);
      return new Set(['ticket:read']);
    };
    const context = { caller: ada, database: { permissionsOf } };

    const { data: found } = await execute(permissions.schema, '{ tickets { notes } audit }', context);

    expect(found).toEqual({ tickets: [{ notes: 'first' }], audit: null });
    expect(asked).toEqual(['ada', 'ada']);
    const closed = await execute(permissions.schema, 'mutation { closeTicket }', context);
    expect(codes(closed)).toEqual([['FORBIDDEN', 'Mutation.closeTicket']]);
    const misspelt = 'type Query { f: Int @auth(policy: "permission", params: "ticket:clsoe") }';
    const typeDefs = [permissions.auth.typeDefs, 'enum Role { USER ADMIN }', misspelt];
    expect(() => permissions.auth.transform(makeExecutableSchema({ typeDefs }))).toThrow(
      'Query.f: policy "permission" does not accept its params: Unknown: ticket:clsoe',
    );
  });

  test('returns full pages and correct counts', async () => {
    const { database, close } = await openTestDatabase([lists.ticketTable]);
    const { dataSource } = database;
    await dataSource.query('CREATE TABLE readme_tickets (id int PRIMARY KEY, author_id text, team text)');
    await dataSource.query(`INSERT INTO readme_tickets
      VALUES (1, 'bo', 'blue'), (2, 'ada', 'blue'), (3, 'bo', 'red'), (4, 'bo', 'blue'), (5, 'ada', 'red')`);
    const page = async (caller: Caller, teams: readonly string[]): Promise<unknown> => {
      const source = '{ tickets(first: 2) { count nodes { id } } }';
      const { data: found, errors } = await execute(lists.schema, source, { caller, teams, dataSource });
      return errors ?? found?.['tickets'];
    };

    expect(await page(ada, ['red'])).toEqual({ count: 3, nodes: [{ id: 2 }, { id: 3 }] });
    expect(await page(ada, [])).toEqual({ count: 2, nodes: [{ id: 2 }, { id: 5 }] });
    expect(await page(principal('cy', 'ADMIN'), [])).toEqual({ count: 5, nodes: [{ id: 1 }, { id: 2 }] });
    await dataSource.query('DROP TABLE readme_tickets');
    await close();
  });

  test('adds decisions to the active span', async () => {
    const stop = recordSpans();
    const caller: Caller = { kind: 'principal', id: 'ada', role: 'USER', assurance: 2 };
    await withinSpan(() => execute(decisions.schema, '{ orders audit }', { caller }));
    stop();

    const written = blocks.find(({ language, heading }) => language === 'json' && heading === 'Decisions');
    expect(finishedEvents().map(({ attributes }) => attributes)).toEqual(JSON.parse(written?.text ?? ''));
  });

  test('elevates by its payload, and by nothing else', async () => {
    const login = (password: string) =>
      execute(elevation.schema, `mutation { login(password: "${password}") { user { email } } }`, {});

    expect(await login('correct horse')).toEqual({ data: { login: { user: { email: 'ada@example.org' } } } });
    expect(await login('wrong')).toEqual({ data: { login: { user: null } } });
  });

  test('ends the stream of a caller who was signed out', async () => {
    let isIn = true;
    const isSignedIn = async (): Promise<boolean> => isIn;
    const document = parse('subscription { ticks }');
    const { schema } = subscriptions;
    const stream = await subscribe({ schema, document, contextValue: { caller: ada, isSignedIn } });
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');

    const first = await stream.next();
    isIn = false;
    const second = await stream.next();

    expect(first.value).toEqual({ data: { ticks: 1 } });
    expect(second.value?.errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'SESSION_REVOKED',
    });
    expect((await stream.next()).done).toBe(true);
  });

  test.each([
    ['its owner', ada, { total: 40 }],
    ['another user', principal('bo'), 'FORBIDDEN'],
    ['an anonymous caller', undefined, 'UNAUTHENTICATED'],
  ])('keeps the reference resolver, guarded: called by %s', async (_, caller, expected) => {
    const resolve: unknown = Reflect.get(references.schema.getType('Invoice') ?? {}, 'resolveReference');
    if (typeof resolve !== 'function') throw new Error('The reference resolver is missing.');
    const [operation] = parse('{ __typename }').definitions;
    const path = { prev: undefined, key: '_entities', typename: 'Query' };
    const info = { variableValues: {}, operation, fragments: {}, path };
    const entity = async (): Promise<unknown> => resolve({ id: 'i1' }, { caller }, info);

    const found = await entity().catch((error: GraphQLError) => error.extensions['code']);

    if (typeof expected === 'string') expect(found).toBe(expected);
    else expect(found).toMatchObject(expected);
    expect(() => references.auth.assertGuarded(references.schema)).not.toThrow();
  });

  test('reports', () => {
    const table = blocks.find(({ language, heading }) => language === 'text' && heading === 'Reports');

    expect(reports.table.trimEnd()).toBe(table?.text);
    expect(reports.why).toContain('User.email');
    expect(reports.changes).toEqual(expect.any(String));
  });

  test('tells a frontend what a caller may do', () => {
    const example = blocks.find(({ language, heading }) => language === 'js' && heading === 'Frontends');
    const { answers, documented } = runExample(example?.text ?? '', loadClient(client));

    expect(answers.map(String)).toEqual(documented);
    expect(answers).toHaveLength(5);
  });

  test('shows the proof of a failed assertion', async () => {
    const text = blocks.find(({ language, heading }) => language === 'text' && heading === 'Testing');
    const failed = expect(quick.schema).toAllow(ada, 'User.email', { id: 'bo' });

    await expect(failed).rejects.toThrow(text?.text);
  });

  test('shows each caller a schema of its own, by graphql-http', async () => {
    const text = blocks.find(({ language, heading }) => language === 'text' && heading === 'Introspection');
    const ask = async (query: string, role: string): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', 'x-role': role };
      const url = '/graphql';
      const request = { method: 'POST', url, headers, body: { query }, raw: null, context: undefined };
      const [body] = await introspection.handler(request);
      return JSON.parse(body ?? '');
    };

    expect(introspection.seen.trim()).toBe(text?.text);
    expect(await ask('{ __type(name: "User") { fields { name } } }', 'NONE')).toEqual({
      data: { __type: { fields: [{ name: 'name' }] } },
    });
    expect(await ask('{ user { emal } }', 'NONE')).toMatchObject({
      errors: [{ message: 'Cannot query field "emal" on type "User".' }],
    });
    expect(await ask('{ user { emal } }', 'ADMIN')).toMatchObject({
      errors: [{ message: 'Cannot query field "emal" on type "User". Did you mean "email"?' }],
    });
  });

  test("serves the sample's schema, with the type's rule kept", async () => {
    const user = (role: string) => ({ user: { id: 'ada', role } });

    const seen = await execute(sample.schema, '{ users { name banned canPost } }', user('REVIEWER'));

    expect(seen.data).toEqual({ users: [{ name: 'Ada', banned: null, canPost: true }] });
    expect(codes(await execute(sample.schema, '{ users { name } }', {}))).toEqual([
      ['UNAUTHENTICATED', 'Query.users'],
    ]);
  });
});

test('the README names a start-up error by its coordinate', () => {
  const auth = createAuthDirective<{ caller?: Caller }>({ roles: ['USER'], caller: () => null });

  expect(auth.typeDefs).toContain('directive @auth');
  expect(() => createSchemaFixture('type Query { open: Int }')).toThrow('Query.open');
  expect(() => createSchemaFixture('type Query { f: Int @auth(requires: ADMN) }')).toThrow('Query.f');
});
