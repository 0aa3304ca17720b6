import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControl } from '@apollo/server/plugin/cacheControl';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, printSchema } from 'graphql';
import { createExecutor } from '../../../../src/transports/graphql/execution/create-executor.js';
import { createLocalGateway } from '../../../../src/transports/graphql/execution/local-gateway.js';

const executionOptions = { maxCoercionErrors: 2 };

function createSchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: `
      enum CacheControlScope { PUBLIC PRIVATE }
      directive @cacheControl(
        maxAge: Int scope: CacheControlScope inheritMaxAge: Boolean
      ) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
      type User @cacheControl(maxAge: 60) { id: ID! name: String @cacheControl(maxAge: 10, scope: PRIVATE) }
      type Query {
        user: User users: [User!] @cacheControl(maxAge: 30) hinted: String
        fails: String denied: String number(value: Int): Int greeting: String
      }
      type Mutation { add(value: Int!): Int }
    `,
    resolvers: {
      Query: {
        user: async () => ({ id: 1, name: 'Ann' }),
        users: () => [{ id: 1, name: 'Ann' }, Promise.resolve({ id: 2, name: null })],
        hinted: (_: unknown, __: unknown, ___: unknown, { cacheControl }: HintedInfo) => {
          cacheControl?.setCacheHint({ maxAge: 5 });
          return 'hinted';
        },
        fails: () => Promise.reject(new Error('secret')),
        denied: () => {
          throw new GraphQLError('denied', { extensions: { code: 'DENIED', http: { status: 403 } } });
        },
        number: (_: unknown, { value }: { value: number }) => value,
        greeting: (_: unknown, __: unknown, { name }: { name: string }) => `hello ${name}`,
      },
      Mutation: { add: (_: unknown, { value }: { value: number }) => value + 1 },
    },
  });
}

interface HintedInfo {
  readonly cacheControl?: { readonly setCacheHint: (hint: { readonly maxAge: number }) => void };
}

/** Records every hook that a plugin may have, in the order of the calls. */
function recordingPlugin(calls: string[]): ApolloServerPlugin<object> {
  const note = (hook: string, ...details: unknown[]): void =>
    void calls.push(`${hook} ${JSON.stringify(details)}`);
  return {
    serverWillStart: async ({ schema }) => {
      note('serverWillStart', printSchema(schema).length);
      return {
        schemaDidLoadOrUpdate: ({ apiSchema }) =>
          note('schemaDidLoadOrUpdate', printSchema(apiSchema).length),
        drainServer: async () => note('drainServer'),
        serverWillStop: async () => note('serverWillStop'),
      };
    },
    requestDidStart: async ({ contextValue }) => ({
      didResolveSource: async ({ source }) => note('didResolveSource', source),
      parsingDidStart: async () => async (error) => note('parsingDidEnd', error?.message),
      validationDidStart: async () => async (errors) => note('validationDidEnd', errors?.length),
      didResolveOperation: async ({ operationName }) => note('didResolveOperation', operationName),
      responseForOperation: async () => null,
      executionDidStart: async () => {
        note('executionDidStart');
        return {
          willResolveField: ({ info, args, source, contextValue: context }) => {
            note('willResolveField', info.path, args, source, context === contextValue, Object.keys(info));
            return (error, result) => note('didResolveField', info.fieldName, error?.message, result);
          },
          executionDidEnd: async (error) => note('executionDidEnd', error?.message),
        };
      },
      didEncounterErrors: async ({ errors }) =>
        note(
          'didEncounterErrors',
          errors,
          errors.map(({ originalError }) => originalError?.message),
        ),
      willSendResponse: async ({ response, overallCachePolicy }) =>
        note('willSendResponse', response.body, response.http.status, overallCachePolicy),
    }),
    unexpectedErrorProcessingRequest: async ({ error }) => note('unexpectedError', error.message),
  };
}

const requests: readonly {
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}[] = [
  { query: '{ user { id name } users { id name } }' },
  { query: '{ user { id } hinted }' },
  { query: '{ greeting fails denied number(value: 3) }' },
  { query: 'query A { greeting } query B { hinted }', operationName: 'B' },
  { query: 'query A { greeting } query B { hinted }' },
  { query: 'query A { greeting }', operationName: 'Missing' },
  {
    query:
      'query ($a: Int, $b: Int, $c: Int) { a: number(value: $a) b: number(value: $b) c: number(value: $c) }',
    variables: { a: 'x', b: 'y', c: 'z' },
  },
  { query: 'query ($a: Int) { number(value: $a) }', variables: { a: 4 } },
  { query: 'mutation { a: add(value: 1) b: add(value: 2) }' },
  { query: '{ nothing }' },
  { query: '{ __schema { queryType { name } } }' },
  { query: '{ broken' },
];

/** Returns everything that clients and plugins observe of a server. */
async function observe(
  options: Partial<ApolloServerOptions<object>>,
  recordsHooks: boolean,
): Promise<{ readonly answers: unknown[]; readonly calls: string[] }> {
  const calls: string[] = [];
  const server = new ApolloServer<object>({
    ...options,
    nodeEnv: 'production',
    introspection: true,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => ({
      ...formatted,
      extensions: { ...formatted.extensions, instance: error instanceof GraphQLError },
    }),
    plugins: [ApolloServerPluginCacheControl(), ...(recordsHooks ? [recordingPlugin(calls)] : [])],
  } as ApolloServerOptions<object>);
  await server.start();
  const answers: unknown[] = [];
  for (const body of requests) {
    const { headers, ...answer } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body,
      },
      context: async () => ({ name: 'Ann' }),
    });
    answers.push({ ...answer, headers: [...headers] });
  }
  await server.stop();
  return { answers, calls };
}

describe('an Apollo Server with the local gateway', () => {
  test.each([true, false])(
    'behaves as with `schema`; with a plugin that has every hook: %s',
    async (hooks) => {
      let executions = 0;
      const execute = createExecutor();
      const countExecution = (args: ExecutionArgs): ReturnType<typeof execute> => {
        executions++;
        return execute(args);
      };
      const gateway = createLocalGateway(createSchema(), countExecution, executionOptions);
      const expected = await observe({ schema: createSchema(), executionOptions }, hooks);

      const actual = await observe({ gateway }, hooks);

      expect(actual).toEqual(expected);
      expect(actual.calls.length > 0).toBe(hooks);
      expect(JSON.stringify(actual.answers)).toContain('Too many errors processing variables');
      // All but the two that are not valid.
      expect(executions).toBe(requests.length - 2);
    },
  );

  test('reports the schema to Apollo as it would print it itself', async () => {
    const schema = createSchema();
    const gateway = createLocalGateway(schema, createExecutor(), executionOptions);
    const reported: string[] = [];
    const unsubscribe = gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) =>
      reported.push(coreSupergraphSdl),
    );
    await gateway.load({ apollo: {} });

    unsubscribe();
    await gateway.load({ apollo: {} });

    expect(reported).toEqual([printSchema(schema)]);
  });
});
