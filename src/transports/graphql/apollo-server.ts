import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { assertValidSchema, execute, type GraphQLSchema } from 'graphql';
import type { ClientInfo, Log } from '../../shared/index.js';
import { type ErrorTableOptions, formatError } from './error-table.js';
import { chooseExecutor } from './execution/create-executor.js';
import { createLocalExecution } from './execution/local-execution.js';
import { oneCredentialFieldRule } from './one-credential-field-rule.js';
import { operationLimits, operationLimitsRule } from './operation-limits.js';
import type { RequestContext } from './request-context.js';
import { createResponsePlugin } from './response-plugin.js';
import type { SubscriptionLimits } from './subscription-request.js';

/** The limits of every document, over HTTP and over a WebSocket. */
export const documentLimits: SubscriptionLimits = {
  // Enough for any page of the console (the fullest introspection query has 185). Validation of the worst
  // document within the limit takes less than a tenth of a second.
  tokens: 1000,
  rules: [operationLimitsRule(operationLimits), oneCredentialFieldRule],
};

export interface ApolloServerDependencies {
  readonly schema: GraphQLSchema;
  readonly plugins: readonly ApolloServerPlugin<RequestContext>[];
  readonly introspection: boolean;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly errors: ErrorTableOptions;
  readonly onErrorCodes: (codes: readonly string[]) => void;
  readonly onOperation: (client: ClientInfo, operationName: string) => void;
}

/** Creates the Apollo server with all limits, and without the features that mainly help attackers. */
export function createApolloServer({
  schema,
  plugins,
  introspection,
  log,
  errors,
  onErrorCodes,
  onOperation,
}: ApolloServerDependencies): ApolloServer<RequestContext> {
  // With a gateway, Apollo would check this at its start only.
  assertValidSchema(schema);
  const { gateway, plugin } = createLocalExecution(schema, chooseExecutor(execute), { maxCoercionErrors: 5 });
  return new ApolloServer<RequestContext>({
    gateway,
    introspection,
    // Explicit, because Apollo's defaults depend on NODE_ENV.
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: errors.hideSchema,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: documentLimits.tokens },
    validationOptions: { maxErrors: 5 },
    validationRules: [...documentLimits.rules],
    formatError: (formatted, error) => formatError(formatted, error, errors),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
    plugins: [
      // Its bookkeeping costs a third of a list query, and no response may be cached.
      ApolloServerPluginCacheControlDisabled(),
      // It is for subgraphs of a federation; loading it takes 0.4 MB of generated code.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ...plugins,
      plugin,
      createResponsePlugin({ log, errors, onErrorCodes, onOperation }),
    ],
  });
}
