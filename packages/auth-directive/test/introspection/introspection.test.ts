import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { createIntrospectionFixture } from '../helpers/introspection-fixture.js';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const user = { caller: principal('ada') };
const admin = { caller: principal('root', 'ADMIN') };
const hidden = parse('{ secretBelow { value } }');
const introspecting = parse('{ __schema { queryType { name } } }');

describe('validate', () => {
  test('validates against the visible schema of each caller, one document after another', () => {
    const { auth, schema } = createIntrospectionFixture();
    const messages = (context: typeof user) =>
      auth.validate(schema, hidden, context).map(({ message }) => message);

    expect(messages(admin)).toEqual([]);
    expect(messages(user)).toEqual(['Cannot query field "secretBelow" on type "Query".']);
    expect(messages(admin)).toEqual([]);
  });

  test('refuses introspection to callers who do not pass the rule, and nothing else', () => {
    const { auth, schema } = createIntrospectionFixture({
      introspection: { requires: 'ADMIN', scopes: ['dev'] },
    });
    const withScopes = { caller: principal('root', 'ADMIN', { scopes: ['dev'] }) };

    expect(auth.validate(schema, introspecting, user)[0]?.message).toMatch(/introspection has been disabled/);
    expect(auth.validate(schema, introspecting, { caller: anonymous })).not.toEqual([]);
    expect([
      auth.validate(schema, introspecting, admin),
      auth.validate(schema, introspecting, withScopes),
    ]).toEqual([[], []]);
    expect(auth.validate(schema, hidden, user)).toEqual([]);
  });

  test('sees the whole schema by default', () => {
    const { auth, schema } = createSchemaFixture('type Query { a: Int @auth(requires: ADMIN) }');

    expect(auth.introspectionFor(schema, user)).toEqual({ kind: 'all' });
    expect(auth.validate(schema, parse('{ a __schema { queryType { name } } }'), user)).toEqual([]);
  });

  test('refuses introspection below another field only where each caller has a schema of its own', () => {
    const sdl = 'type Query { query: Query @public }';
    const nested = parse('{ query { __schema { queryType { name } } } }');
    const messages = (introspection: 'all' | 'caller') => {
      const { auth, schema } = createSchemaFixture(sdl, {}, { introspection });
      return auth.validate(schema, nested, user).map(({ message }) => message);
    };

    expect(messages('all')).toEqual([]);
    expect(messages('caller')).toEqual(['Introspection is supported at the root of a query only.']);
  });

  test('validates a document once for all callers who see the same schema', () => {
    const { auth, schema } = createIntrospectionFixture();
    const other = { caller: principal('bo') };

    expect(auth.validate(schema, hidden, other)).toBe(auth.validate(schema, hidden, user));
    expect(auth.validate(schema, hidden, admin)).not.toBe(auth.validate(schema, hidden, user));
  });
});

test('GraphQL Yoga with a schema for each caller shares no validated document between callers', async () => {
  const { auth, schema } = createIntrospectionFixture();
  const callerOf = (request: Request) => (request.headers.get('x-role') === 'ADMIN' ? admin : user).caller;
  const yoga = createYoga({
    schema: ({ request }) => auth.visibleSchema(schema, callerOf(request)),
    context: ({ request }) => ({ caller: callerOf(request) }),
    maskedErrors: false,
    logging: false,
  });
  const ask = async (query: string, role: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'x-role': role };
    const body = JSON.stringify({ query });
    return (await yoga.fetch('http://localhost/graphql', { method: 'POST', headers, body })).json();
  };
  const query = '{ secret { id } __type(name: "Secret") { name } }';

  expect(await ask(query, 'ADMIN')).toEqual({ data: { secret: { id: 's' }, __type: { name: 'Secret' } } });
  expect(await ask(query, 'USER')).toMatchObject({
    errors: [{ message: 'Cannot query field "secret" on type "Query". Did you mean "search"?' }],
  });
  expect(await ask('{ echo __type(name: "Secret") { name } }', 'USER')).toMatchObject({
    data: { echo: expect.stringContaining('secretLimit'), __type: null },
  });
});

describe('the introspection option', () => {
  test.each([
    [{}, 'The option "introspection" must be'],
    ['none', 'The option "introspection" must be'],
    [{ requires: 'ADMIN', policy: 'x' }, 'The option "introspection" must be'],
    [{ scopes: 'dev' }, 'The option "introspection" must be'],
    [
      { requires: 'ADMN' },
      'The option "introspection" is malformed: requires must be one of the roles in the roles option.',
    ],
    [
      { scopes: ['a b'] },
      'The option "introspection" is malformed: scopes may contain only scope tokens (RFC 6749, section 3.3).',
    ],
    [Object.assign([], { requires: 'ADMIN' }), 'The option "introspection" is malformed: It has no rule.'],
  ])('%j is a TypeError', (introspection, message) => {
    const create = () => createIntrospectionFixture({ introspection: introspection as 'all' });

    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});
