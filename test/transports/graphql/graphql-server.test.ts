import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { createGraphqlServer } from '../../../src/transports/graphql/index.js';
import {
  openTestGraphqlServer,
  resolvers,
  type TestGraphqlServer,
  typeDefs,
  unlimited,
} from './graphql-server-fixture.js';

let edge: TestGraphqlServer;

beforeAll(async () => {
  edge = await openTestGraphqlServer();
});

afterAll(() => edge.stop());

async function codeOf(query: string): Promise<readonly [number, string]> {
  const { status, body } = await edge.execute(query);
  return [status, body.errors[0].extensions.code];
}

describe('operation limits', () => {
  test.each([
    ['bracket nesting', `{ number(value: ${'['.repeat(3000)}${']'.repeat(3000)}) }`],
    ['depth', `{ ${'tree {'.repeat(16)} name ${'}'.repeat(16)} }`],
    ['aliases', `{ tree { ${Array.from({ length: 100 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['root fields', `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: version`).join(' ')} }`],
    ['tokens', `{ ${'version '.repeat(1200)} }`],
    ['cost', `{ tree { ${'trees { '.repeat(5)} name ${'}'.repeat(5)} } }`],
  ])('reject too much %s with 400 OPERATION_TOO_COMPLEX', async (_what, query) => {
    expect(await codeOf(query)).toEqual([400, 'OPERATION_TOO_COMPLEX']);
  });

  test('reject deeply nested variables before they are read', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level += 1) deep = [deep];

    const { status, body } = await edge.execute('query($v: Int) { number(value: $v) }', {
      variables: { v: deep },
    });

    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });

  test('reject a second credential field', async () => {
    const two =
      'mutation { login(input: { username: "a", password: "b" }) { ok } reauthenticate(password: "c") { ok } }';

    expect(await codeOf(two)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('reject too many root fields within the token limit', async () => {
    const { status } = await edge.execute(`{ ${'tree { name } '.repeat(240)} }`);

    expect(status).toBe(400);
  });
});

describe('these features are switched off:', () => {
  test('batches', async () => {
    const { status } = await edge.execute('', { body: [{ query: '{ version }' }, { query: '{ version }' }] });

    expect(status).toBe(400);
  });

  test('persisted queries', async () => {
    const { body } = await edge.execute('', {
      body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    });

    expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  test('introspection, and suggestions for misspelt names', async () => {
    const { status, text } = await edge.execute('{ versoin }');

    expect(text).not.toContain('Did you mean');
    expect(status).toBe(400);
    expect(await codeOf('{ __schema { types { name } } }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('{ __type(name: "User") { name } }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'requests that a page of another site can send without a preflight (%s)',
    async (type) => {
      const { status } = await edge.execute('{ version }', { headers: { 'content-type': type } });

      expect(status).toBe(400);
    },
  );

  test('mutations by GET', async () => {
    const response = await edge.handle({
      method: 'GET',
      headers: { 'apollo-require-preflight': '1' },
      authorizationHeaderCount: 0,
      search: `?query=${encodeURIComponent('mutation { rename(how: "well") { ok } }')}`,
      body: undefined,
      client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'request-0002' },
      cookiesAllowed: true,
    });

    expect(response.status).toBe(405);
  });
});

describe('introspection, when enabled,', () => {
  test('resolves the most complete introspection query', async () => {
    const introspectable = await openTestGraphqlServer({ introspection: true });

    const { status, body } = await introspectable.execute(
      getIntrospectionQuery({
        inputValueDeprecation: true,
        schemaDescription: true,
        specifiedByUrl: true,
        oneOf: true,
      }),
    );
    await introspectable.stop();

    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
  });
});

describe('createGraphqlServer', () => {
  const options = {
    rateLimits: unlimited,
    authenticators: [],
    introspection: false,
    translateDatabaseError: () => null,
    clock: { now: () => new Date() },
    log: { error: () => undefined, warn: () => undefined },
  };

  test('rejects a root field without a resolver', () => {
    const extra = `${typeDefs} extend type Query { forgotten: String @public }`;

    expect(() => createGraphqlServer({ ...options, typeDefs: [extra], resolvers: [resolvers] })).toThrow(
      'No resolver for Query.forgotten.',
    );
  });

  test('rejects two resolvers for one field', () => {
    const second = { Query: { version: () => '2' } };

    expect(() =>
      createGraphqlServer({ ...options, typeDefs: [typeDefs], resolvers: [resolvers, second] }),
    ).toThrow('More than one resolver for Query.version.');
  });

  test('rejects a root field with neither @auth nor @public', () => {
    const extra = `${typeDefs} extend type Query { open: String }`;
    const more = { Query: { open: () => '' } };

    expect(() =>
      createGraphqlServer({ ...options, typeDefs: [extra], resolvers: [resolvers, more] }),
    ).toThrow('Query.open');
  });
});

test('the context of a project adds members, never replaces those of the request, and stays unchanged', async () => {
  const given = Object.freeze({ motto: 'hello', currentUser: { id: 'somebody else' } });
  const contexts: Readonly<Record<string, unknown>>[] = [];
  const own = await openTestGraphqlServer({
    projectContext: () => given,
    resolvers: [
      {
        ...resolvers,
        Query: {
          ...resolvers.Query,
          version: (_: unknown, __: unknown, context: Readonly<Record<string, unknown>>) => {
            contexts.push(context);
            return '2';
          },
        },
      },
    ],
  });

  await own.execute('{ version }');
  await own.execute('{ version }', { authorization: 'Bearer good' });

  expect(contexts).toMatchObject([
    { motto: 'hello', currentUser: null },
    { motto: 'hello', currentUser: { role: 'USER' } },
  ]);
  await own.stop();
});
