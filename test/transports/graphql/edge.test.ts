import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { createGraphqlEdge } from '../../../src/transports/graphql/index.js';
import { type Host, openHost, resolvers, typeDefs, unlimited } from './edge-fixture.js';

let host: Host;

beforeAll(async () => {
  host = await openHost();
});

afterAll(() => host.stop());

async function codeOf(query: string): Promise<readonly [number, string]> {
  const { status, body } = await host.execute(query);
  return [status, body.errors[0].extensions.code];
}

describe('an operation beyond a limit', () => {
  test.each([
    ['nesting of brackets', `{ number(value: ${'['.repeat(3000)}${']'.repeat(3000)}) }`],
    ['depth', `{ ${'tree {'.repeat(16)} name ${'}'.repeat(16)} }`],
    ['aliases', `{ tree { ${Array.from({ length: 100 }, (_, index) => `a${index}: name`).join(' ')} } }`],
    ['root fields', `{ ${Array.from({ length: 25 }, (_, index) => `a${index}: version`).join(' ')} }`],
    ['tokens', `{ ${'version '.repeat(1200)} }`],
    ['cost', `{ tree { ${'trees { '.repeat(5)} name ${'}'.repeat(5)} } }`],
  ])('of %s is refused with 400 OPERATION_TOO_COMPLEX', async (_what, query) => {
    expect(await codeOf(query)).toEqual([400, 'OPERATION_TOO_COMPLEX']);
  });

  test('of nesting in its variables is refused before they are looked at', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level += 1) deep = [deep];

    const { status, body } = await host.execute('query($v: Int) { number(value: $v) }', {
      variables: { v: deep },
    });

    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toBe('OPERATION_TOO_COMPLEX');
  });

  test('of one credential field is refused', async () => {
    const two =
      'mutation { login(input: { username: "a", password: "b" }) { ok } reauthenticate(password: "c") { ok } }';

    expect(await codeOf(two)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test('an operation of more root fields than are allowed, within the tokens that are', async () => {
    const { status } = await host.execute(`{ ${'tree { name } '.repeat(240)} }`);

    expect(status).toBe(400);
  });
});

describe('what is switched off', () => {
  test('batches', async () => {
    const { status } = await host.execute('', { body: [{ query: '{ version }' }, { query: '{ version }' }] });

    expect(status).toBe(400);
  });

  test('persisted queries', async () => {
    const { body } = await host.execute('', {
      body: { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    });

    expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  test('introspection, and guesses at misspelt names', async () => {
    const { status, text } = await host.execute('{ versoin }');

    expect(text).not.toContain('Did you mean');
    expect(status).toBe(400);
    expect(await codeOf('{ __schema { types { name } } }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('{ __type(name: "Person") { name } }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'requests that a foreign page could send without asking (%s)',
    async (type) => {
      const { status } = await host.execute('{ version }', { headers: { 'content-type': type } });

      expect(status).toBe(400);
    },
  );

  test('mutations and changes by GET', async () => {
    const answer = await host.handle({
      method: 'GET',
      headers: { 'apollo-require-preflight': '1' },
      authorizationHeaderCount: 0,
      search: `?query=${encodeURIComponent('mutation { rename(how: "well") { ok } }')}`,
      body: undefined,
      client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'request-0002' },
      cookiesAllowed: true,
    });

    expect(answer.status).toBe(405);
  });
});

describe('introspection switched on', () => {
  test('answers the fullest introspection query', async () => {
    const open = await openHost({ introspection: true });

    const { status, body } = await open.execute(
      getIntrospectionQuery({
        inputValueDeprecation: true,
        schemaDescription: true,
        specifiedByUrl: true,
        oneOf: true,
      }),
    );
    await open.stop();

    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
  });
});

describe('a schema', () => {
  const options = {
    limiting: unlimited,
    authenticators: [],
    introspection: false,
    translateDatabaseError: () => null,
    clock: { now: () => new Date() },
    log: { error: () => undefined, warn: () => undefined },
  };

  test('with a root field that nobody resolves does not start', () => {
    const extra = `${typeDefs} extend type Query { forgotten: String @public }`;

    expect(() => createGraphqlEdge({ ...options, typeDefs: [extra], resolvers: [resolvers] })).toThrow(
      'No resolver for Query.forgotten.',
    );
  });

  test('with two resolvers for one field does not start', () => {
    const second = { Query: { version: () => '2' } };

    expect(() =>
      createGraphqlEdge({ ...options, typeDefs: [typeDefs], resolvers: [resolvers, second] }),
    ).toThrow('More than one resolver for Query.version.');
  });

  test('with a root field that says neither @auth nor @public does not start', () => {
    const extra = `${typeDefs} extend type Query { open: String }`;
    const more = { Query: { open: () => '' } };

    expect(() => createGraphqlEdge({ ...options, typeDefs: [extra], resolvers: [resolvers, more] })).toThrow(
      'Query.open',
    );
  });
});
