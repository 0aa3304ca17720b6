import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLError, getIntrospectionQuery, type ValidationRule } from 'graphql';
import { authPlugin } from '../../src/apollo.js';
import { createIntrospectionFixture } from '../helpers/introspection-fixture.js';
import {
  createVisibleServer,
  createWholeServer,
  type HttpRequest,
  send,
} from '../helpers/introspection-servers.js';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const user = principal('ada');
const admin = principal('root', 'ADMIN');
const fixture = createIntrospectionFixture();
const whole = createWholeServer(fixture);
const visible = createVisibleServer(fixture, user);

beforeAll(async () => {
  await Promise.all([whole.start(), visible.start()]);
});
afterAll(async () => {
  await Promise.all([whole.stop(), visible.stop()]);
});

const messages = (body: string): readonly string[] =>
  (JSON.parse(body).errors ?? []).map(({ message }: { readonly message: string }) => message);

describe('introspection as the caller may see it', () => {
  test.each<[string, HttpRequest]>([
    ['the introspection query', { query: getIntrospectionQuery({ inputValueDeprecation: true }) }],
    ['the name of a hidden type', { query: '{ __type(name: "Secret") { name } }' }],
    ['a suggestion', { query: '{ secre secretBelow { value } nodess { id } }' }],
    ['a fragment on a hidden type', { query: '{ nodes { ... on Secret { id } ... on Secre { id } } }' }],
    ['a variable of a hidden type', { query: 'query ($f: Secretfilter) { withInput(secretFilter: $f) }' }],
    [
      'a hidden field in a variable',
      { query: 'query ($f: Filter) { echo(filter: $f) }', variables: { f: { secretLimit: 1 } } },
    ],
    [
      'a hidden value in a variable',
      { query: 'query ($f: Filter) { echo(filter: $f) }', variables: { f: { color: 'SECRETGOLD' } } },
    ],
    ['a mutation by GET', { query: 'mutation { secretWipe }', method: 'GET' }],
    ['an unknown operation name', { query: 'query A { secret { id } }', operationName: 'B' }],
    ['a hidden argument of a directive', { query: '{ note @cost(color: SECRETGOLD) { id } }' }],
    ['a hidden operation type', { query: 'subscription { secretEvents }' }],
    [
      'aliases and fragments within an operation with data',
      {
        query:
          '{ a: note { id } b: __type(name: "Secret") { name } ...F c: __typename } fragment F on Query { d: __schema { types { name } } a: note { color } }',
      },
    ],
  ])('answers %s like a server without the hidden elements', async (_, request) => {
    // What the administrator may send is in the document cache then.
    const ofAdmin = await send(whole, request, admin);
    const actual = await send(whole, request, user);

    expect(actual).toEqual(await send(visible, request, user));
    expect(ofAdmin.body).not.toBe(actual.body);
  });

  test('answers a hidden field exactly like one that does not exist', async () => {
    const hidden = await send(whole, { query: '{ note { id } secretBelow { value } }' }, user);
    const absent = await send(whole, { query: '{ note { id } absentBelow { value } }' }, user);

    expect(hidden).toEqual({ ...absent, body: absent.body.replaceAll('absentBelow', 'secretBelow') });
    expect([hidden.status, messages(hidden.body)]).toEqual([
      400,
      ['Cannot query field "secretBelow" on type "Query".'],
    ]);
  });

  test('does the same with stack traces in responses', async () => {
    const server = createWholeServer(fixture, { includeStacktraceInErrorResponses: true });
    await server.start();
    const hidden = await send(server, { query: '{ note { id } secretBelow { value } }' }, user);
    const absent = await send(server, { query: '{ note { id } absentBelow { value } }' }, user);

    expect(hidden.body).toBe(absent.body.replaceAll('absentBelow', 'secretBelow'));
    await server.stop();
  });

  test('does the same where Apollo Server removes suggestions', async () => {
    const server = createWholeServer(fixture, { hideSchemaDetailsFromClientErrors: true });
    await server.start();
    const hidden = await send(server, { query: '{ nodess { id } secretBelow { value } }' }, user);
    const absent = await send(server, { query: '{ nodess { id } absentBelow { value } }' }, user);

    expect(hidden.body).toBe(absent.body.replaceAll('absentBelow', 'secretBelow'));
    expect(messages(hidden.body)).toHaveLength(2);
    const near = await send(server, { query: '{ nodess { id } }' }, user);
    expect(messages(near.body)).toHaveLength(1);
    await server.stop();
  });

  test('shows an administrator what an administrator may reach', async () => {
    const { body, status } = await send(
      whole,
      { query: '{ __type(name: "Secret") { name } secret { id } }' },
      admin,
    );

    expect([status, body]).toEqual([200, '{"data":{"__type":{"name":"Secret"},"secret":{"id":"s"}}}\n']);
  });

  test('does not name a hidden value that a resolver returns', async () => {
    const { body } = await send(whole, { query: '{ paint }' }, user);

    expect(JSON.parse(body)).toMatchObject({
      data: { paint: null },
      errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Query.paint' } }],
    });
    expect((await send(whole, { query: '{ paint }' }, admin)).body).toContain('SECRETGOLD');
  });

  test('keeps responses with introspection out of caches', async () => {
    const { headers } = await send(whole, { query: '{ __schema { types { name } } __typename }' }, user);

    expect(Object.fromEntries(headers)['cache-control']).toBe('no-store');
  });

  test('reports the errors of own validation rules, and formats errors as the host wishes', async () => {
    const NoNote: ValidationRule = (context) => ({
      Field(node) {
        if (node.name.value === 'note') context.reportError(new GraphQLError('No note.', { nodes: [node] }));
      },
    });
    const formatError = ({ message }: { readonly message: string }) => ({ message: `! ${message}` });
    const server = createWholeServer(fixture, { validationRules: [NoNote], formatError });
    await server.start();
    const hidden = await send(server, { query: '{ note { id } secretBelow { value } }' }, user);
    const only = await send(server, { query: '{ note { id } }' }, user);

    expect(messages(hidden.body)).toEqual([
      '! Cannot query field "secretBelow" on type "Query".',
      '! No note.',
    ]);
    expect(messages(only.body)).toEqual(['! No note.']);
    await server.stop();
  });

  test('refuses introspection below another field', async () => {
    const nested = createSchemaFixture(
      'type Query { query: Query @public secret: Int @auth(requires: ADMIN) }',
      { Query: { query: () => ({}) } },
      { introspection: 'caller' },
    );
    const server = createWholeServer(nested);
    await server.start();
    const deep = [
      '{ query { ...F } } fragment F on Query { __schema { types { name } } }',
      '{ query { query { __type(name: "Query") { name } } } }',
    ];

    for (const query of deep) {
      const { body, status } = await send(server, { query }, user);
      expect([status, messages(body)]).toEqual([
        400,
        ['Introspection is supported at the root of a query only.'],
      ]);
    }
    const root = await send(
      server,
      { query: '{ query { __typename } __type(name: "Query") { fields { name } } }' },
      user,
    );
    expect(root.body).toBe(
      '{"data":{"query":{"__typename":"Query"},"__type":{"fields":[{"name":"query"}]}}}\n',
    );
    await server.stop();
  });

  test('refuses an answer in several parts, whose later parts it could not replace', async () => {
    const contextValue = { caller: user };
    const { schema, auth } = fixture;
    const listener = await authPlugin(auth).requestDidStart({ schema, contextValue });
    const { parse } = await import('graphql');
    const document = parse('{ __schema { types { name } } }');
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
    const response: { body?: unknown } = { body: { kind: 'incremental', initialResult: { data: {} } } };
    const overallCachePolicy = { restrict: () => undefined };
    const request = { schema, document, operation, request: {}, response, overallCachePolicy };

    await listener.didResolveOperation(request);
    await listener.willSendResponse(request);

    expect(response.body).toEqual({
      kind: 'single',
      singleResult: { errors: [{ message: 'Introspection cannot be answered in several parts.' }] },
    });
  });
});

describe('introspection by rule', () => {
  const query = '{ __schema { queryType { name } } nope note { id } }';

  test.each([
    ['a user', user],
    ['an anonymous caller', anonymous],
  ])('answers %s like a server without introspection', async (_, caller) => {
    const ruled = createIntrospectionFixture({ introspection: { requires: 'ADMIN' } });
    const disabled = createIntrospectionFixture({ introspection: 'all' });
    const [server, off] = [createWholeServer(ruled), createWholeServer(disabled, { introspection: false })];
    await Promise.all([server.start(), off.start()]);

    for (const source of [query, '{ __typename note { id } }', '{ a: __type(name: "Note") { name } }']) {
      expect(await send(server, { query: source }, caller)).toEqual(
        await send(off, { query: source }, caller),
      );
    }
    expect((await send(server, { query: '{ __schema { queryType { name } } }' }, admin)).status).toBe(200);
    await Promise.all([server.stop(), off.stop()]);
  });
});
