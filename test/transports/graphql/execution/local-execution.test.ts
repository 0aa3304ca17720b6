import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from '@jest/globals';
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, printSchema } from 'graphql';
import { createExecutor } from '../../../../src/transports/graphql/execution/create-executor.js';
import { createLocalExecution } from '../../../../src/transports/graphql/execution/local-execution.js';

const executionOptions = { maxCoercionErrors: 2 };

function createSchema(): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: `
      type User { id: ID! name: String }
      type Query {
        user: User users: [User!]
        fails: String denied: String number(value: Int): Int greeting: String
      }
      type Mutation { add(value: Int!): Int }
    `,
    resolvers: {
      Query: {
        user: async () => ({ id: 1, name: 'Ann' }),
        users: () => [{ id: 1, name: 'Ann' }, Promise.resolve({ id: 2, name: null })],
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
  { query: '{ user { id } number(value: 5) }' },
  { query: '{ greeting fails denied number(value: 3) }' },
  { query: 'query A { greeting } query B { user { id } }', operationName: 'B' },
  { query: 'query A { greeting } query B { user { id } }' },
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
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ...(recordsHooks ? [recordingPlugin(calls)] : []),
      ...(options.plugins ?? []),
    ],
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

/** The hooks that are not called for an execution without errors. */
const isOfExecution = (call: string): boolean =>
  /^(executionDidStart|willResolveField|didResolveField|executionDidEnd) /.test(call);

describe('an Apollo Server with a local execution', () => {
  test.each([true, false])(
    'behaves as with `schema`, but for the hooks of the execution; with a plugin that has every hook: %s',
    async (hooks) => {
      let executions = 0;
      const execute = createExecutor();
      const countExecution = (args: ExecutionArgs): ReturnType<typeof execute> => {
        executions++;
        return execute(args);
      };
      const { gateway, plugin } = createLocalExecution(createSchema(), countExecution, executionOptions);
      const expected = await observe({ schema: createSchema(), executionOptions }, hooks);

      const actual = await observe({ gateway, plugins: [plugin] }, hooks);

      expect(actual.answers).toEqual(expected.answers);
      expect(actual.calls.filter((call) => !isOfExecution(call))).toEqual(
        expected.calls.filter((call) => !isOfExecution(call)),
      );
      expect(actual.calls.length > 0).toBe(hooks);
      expect(JSON.stringify(actual.answers)).toContain('Too many errors processing variables');
      // All but the two that are not valid.
      expect(executions).toBe(requests.length - 2);
    },
  );

  test('answers an execution that throws as Apollo does', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const { gateway, plugin } = createLocalExecution(createSchema(), broken, executionOptions);
    const { answers } = await observe({ gateway, plugins: [plugin] }, false);

    expect(answers[0]).toMatchObject({
      status: 500,
      body: { string: expect.stringContaining('"code":"INTERNAL_SERVER_ERROR"') },
    });
  });

  test('executes nothing that the plugin has not seen', async () => {
    const { gateway } = createLocalExecution(createSchema(), createExecutor(), executionOptions);
    const { answers } = await observe({ gateway }, false);

    expect(answers[0]).toMatchObject({ status: 500 });
    expect(JSON.stringify(answers[0])).not.toContain('Ann');
  });

  test('reports the schema to Apollo as it would print it itself', async () => {
    const schema = createSchema();
    const { gateway } = createLocalExecution(schema, createExecutor(), executionOptions);
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
