import { ApolloServer } from '@apollo/server';
import { describe, expect, test } from '@jest/globals';
import { type OperationDefinitionNode, parse } from 'graphql';
import { authPlugin } from '../src/apollo.js';
import { type Context, createSchemaFixture, principal } from './helpers/schema-fixture.js';

const user = principal('ada');
const SDL = 'type Query { open: Int @public closed: Int @auth(requires: ADMIN) broken: Int! @public }';
const { auth, schema } = createSchemaFixture(
  SDL,
  {
    Query: {
      open: () => 1,
      broken: () => {
        throw new Error('broken');
      },
    },
  },
  { introspection: 'caller' },
);
const startRequest = () => authPlugin(auth).requestDidStart({ schema, contextValue: { caller: user } });

function requestOf(source: string) {
  const document = parse(source);
  return { schema, document, operation: document.definitions[0] as OperationDefinitionNode, request: {} };
}

async function execute(query: string, fixture = { auth, schema }, contextValue: Context = { caller: user }) {
  const plugins = [authPlugin(fixture.auth)];
  const server = new ApolloServer<Context>({ schema: fixture.schema, plugins, introspection: true });
  const { body, http } = await server.executeOperation({ query }, { contextValue });
  await server.stop();
  return { result: body.kind === 'single' ? body.singleResult : undefined, http };
}

describe('a refusal of the plugin', () => {
  test('has a challenge only for a caller who should authenticate', async () => {
    const fixture = createSchemaFixture(SDL);
    const forbidden = (await execute('{ closed }', fixture)).http;
    const unauthenticated = (await execute('{ closed }', fixture, {})).http;

    expect([forbidden.status, forbidden.headers.has('www-authenticate')]).toEqual([403, false]);
    expect([unauthenticated.status, unauthenticated.headers.has('www-authenticate')]).toEqual([401, true]);
  });

  test('is not given without an operation, which Apollo Server reports', async () => {
    const { responseForOperation } = await startRequest();
    const { document } = requestOf('{ closed }');
    const response = { http: { headers: { set: () => undefined } } };
    const request = { schema, document, request: {}, contextValue: { caller: user }, response };

    expect(await responseForOperation({ ...request, operation: undefined })).toBeNull();
    expect(await responseForOperation({ ...request, operation: null })).toBeNull();
  });
});

describe('the cache policy of a response', () => {
  /** Returns what the plugin restricts when a field with this info has been resolved. */
  async function restrictionsFor(
    policy: { readonly maxAge?: number; readonly scope?: 'PUBLIC' | 'PRIVATE' },
    info: object,
  ) {
    const restrictions: unknown[] = [];
    const overallCachePolicy = { ...policy, restrict: (hint: object) => void restrictions.push(hint) };
    const listener = await (await startRequest()).executionDidStart({ overallCachePolicy });
    listener?.willResolveField({ info })();
    return listener === undefined ? 'not watched' : restrictions;
  }
  const withHint = (cacheHint: object) => ({ cacheControl: { cacheHint } });

  test.each([
    [{}, 'not watched'],
    [{ maxAge: 60 }, [{ maxAge: 5, scope: 'PRIVATE' }]],
    [{ scope: 'PUBLIC' as const }, [{ maxAge: 5, scope: 'PRIVATE' }]],
    [{ maxAge: 60, scope: 'PUBLIC' as const }, [{ maxAge: 5, scope: 'PRIVATE' }]],
  ])('set before the execution as %j is restricted by private hints of fields', async (policy, expected) => {
    expect(await restrictionsFor(policy, withHint({ maxAge: 5, scope: 'PRIVATE' }))).toEqual(expected);
  });

  test.each([
    ['without cache control', {}, [{ maxAge: 0, scope: 'PRIVATE' }]],
    ['with a public hint', withHint({ maxAge: 5, scope: 'PUBLIC' }), []],
    ['with a private hint without an age', withHint({ scope: 'PRIVATE' }), [{ scope: 'PRIVATE' }]],
  ])('is restricted by a field %s as its guard has set it', async (_, info, expected) => {
    expect(await restrictionsFor({ maxAge: 60 }, info)).toStrictEqual(expected);
  });

  test.each([
    ['{ open }', []],
    ['{ open __typename }', []],
    ['{ open __schema { queryType { name } } }', [{ scope: 'PRIVATE', maxAge: 0 }]],
  ])('is restricted for %s only when it introspects', async (source, expected) => {
    const restrictions: unknown[] = [];
    const overallCachePolicy = { restrict: (hint: object) => void restrictions.push(hint) };
    const response = { body: { kind: 'single', singleResult: { data: { open: 1 } } } };
    const listener = await startRequest();
    const request = { ...requestOf(source), overallCachePolicy, response };

    await listener.didResolveOperation(request);
    await listener.willSendResponse(request);

    expect(restrictions).toEqual(expected);
  });
});

test('introspection adds no data to a response whose data is null', async () => {
  const { result } = await execute('{ broken __schema { queryType { name } } }');

  expect(result?.data).toBeNull();
  expect(result?.errors?.map(({ path }) => path)).toEqual([['broken']]);
});
