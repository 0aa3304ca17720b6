import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { EdgeLog } from './edge-log.js';
import { type ErrorTableOptions, formatError } from './error-table.js';
import { oneCredentialFieldRule } from './one-credential-field-rule.js';
import { operationLimits, operationLimitsRule } from './operation-limits.js';
import type { RequestContext } from './request-context.js';
import { createResponsePlugin } from './response-plugin.js';
import type { SubscriptionLimits } from './subscription-request.js';

/** Enough for any page of an administration (the fullest introspection query has 185); validation of worse stays under a tenth of a second. */
const tokenLimit = 1000;

/** What every document is held to, over HTTP and over a WebSocket. */
export const documentLimits: SubscriptionLimits = {
  tokens: tokenLimit,
  rules: [operationLimitsRule(operationLimits), oneCredentialFieldRule],
};

/** What Apollo is given. */
export interface ApolloServerDependencies {
  readonly schema: GraphQLSchema;
  readonly plugins: readonly ApolloServerPlugin<RequestContext>[];
  readonly introspection: boolean;
  readonly log: EdgeLog;
  readonly errors: ErrorTableOptions;
  readonly onErrorCodes: (codes: readonly string[]) => void;
}

/** An Apollo server with every limit of ours and every convenience for attackers switched off; `start` it before the first request. */
export function createApolloServer({
  schema,
  plugins,
  introspection,
  log,
  errors,
  onErrorCodes,
}: ApolloServerDependencies): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema,
    introspection,
    // Said in full, because Apollo's defaults depend on NODE_ENV.
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: errors.hideSuggestions,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: documentLimits.tokens },
    validationOptions: { maxErrors: 5 },
    executionOptions: { maxCoercionErrors: 5 },
    validationRules: [...documentLimits.rules],
    formatError: (formatted, error) => formatError(formatted, error, errors),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
    plugins: [
      // Its bookkeeping costs a third of a list query, and no answer of ours may be kept by a cache.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ...plugins,
      createResponsePlugin({ log, errors, onErrorCodes }),
    ],
  });
}
