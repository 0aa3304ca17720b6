import { ApolloServer, type ApolloServerOptions, HeaderMap } from '@apollo/server';
import { authPlugin } from '../../src/apollo.js';
import type { Caller } from '../../src/index.js';
import { HasRootTypeRule } from '../../src/introspection/introspection-rules.js';
import type { Context, SchemaFixture } from './schema-fixture.js';

/** One request, as a client sends it. */
export interface HttpRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly method?: 'GET' | 'POST';
}

/** The whole response, to be compared byte for byte. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

type Options = Partial<
  Pick<
    ApolloServerOptions<Context>,
    | 'hideSchemaDetailsFromClientErrors'
    | 'introspection'
    | 'validationRules'
    | 'formatError'
    | 'includeStacktraceInErrorResponses'
  >
>;

const defaults = { introspection: true, includeStacktraceInErrorResponses: false };

/** Creates a server with the whole schema. */
export function createWholeServer({ auth, schema }: SchemaFixture, options: Options = {}) {
  return new ApolloServer<Context>({ schema, plugins: [authPlugin(auth)], ...defaults, ...options });
}

/** Creates a server that was built from the visible schema of one caller. It knows no other element. */
export function createVisibleServer({ auth, schema }: SchemaFixture, caller: Caller, options: Options = {}) {
  const plugin = authPlugin(auth);
  return new ApolloServer<Context>({
    schema: auth.visibleSchema(schema, caller),
    plugins: [
      {
        async requestDidStart(request) {
          const { responseForOperation, executionDidStart } = await plugin.requestDidStart(request);
          return { responseForOperation, executionDidStart };
        },
      },
    ],
    validationRules: [HasRootTypeRule],
    ...defaults,
    ...options,
  });
}

/** Sends one request by HTTP, without a socket. */
export async function send(
  server: ApolloServer<Context>,
  { query, variables, operationName, method = 'POST' }: HttpRequest,
  caller: Caller,
): Promise<HttpResponse> {
  const given = {
    query,
    variables: variables ?? {},
    ...(operationName === undefined ? {} : { operationName }),
  };
  const parameters = Object.entries(given).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: method === 'GET' ? `?${new URLSearchParams(parameters)}` : '',
      body: method === 'GET' ? undefined : given,
    },
    context: async () => ({ caller }),
  });
  if (response.body.kind !== 'complete') throw new Error('The response has several parts.');
  return { status: response.status ?? 200, headers: [...response.headers], body: response.body.string };
}
