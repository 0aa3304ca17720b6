import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { ClientInfo, Log } from '../../shared/index.js';
import type { ErrorTableOptions } from './error-table.js';
import type { RequestContext } from './request-context.js';
import { finalizeError, logServerErrors, requestLogFields } from './response-errors.js';
import { isVariableError } from './safe-messages.js';
import { variableErrors } from './variable-errors.js';

type Result = FormattedExecutionResult;

export interface ResponsePluginDependencies {
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly errors: ErrorTableOptions;
  /** Called with the codes in the top-level errors of each response, for metrics. */
  readonly onErrorCodes: (codes: readonly string[]) => void;
  /** Called with the name of a valid operation. */
  readonly onOperation: (client: ClientInfo, operationName: string) => void;
}

/** A name may be as long as a document. */
const loggedNameLength = 100;

const requestErrorLimit = 5;

/**
 * Creates the Apollo plugin that completes every response; it must be the last plugin. It logs internal
 * errors and adds the request id to them, sends SERVICE_UNAVAILABLE when a credential could not be checked,
 * and sets the HTTP status from the finished response, for both media types of GraphQL over HTTP.
 */
export function createResponsePlugin(
  options: ResponsePluginDependencies,
): ApolloServerPlugin<RequestContext> {
  const { log } = options;
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operationName, contextValue }) => {
        if (operationName) options.onOperation(contextValue.client, operationName.slice(0, loggedNameLength));
      },
      didEncounterErrors: async ({ errors, contextValue, operationName }) =>
        logServerErrors(
          errors,
          requestLogFields(contextValue, operationName?.slice(0, loggedNameLength)),
          options,
        ),
      willSendResponse: async (request) => {
        finishResponse(request);
        options.onErrorCodes(codesOf(request.response));
      },
    }),
    unexpectedErrorProcessingRequest: async ({ requestContext, error }) => {
      log.error(
        { requestId: requestContext.contextValue.requestId, err: error },
        'a request failed unexpectedly',
      );
    },
  };
}

type FinishedRequest = GraphQLRequestContext<RequestContext> & { readonly response: GraphQLResponse };

function finishResponse(request: FinishedRequest): void {
  const { response, contextValue: context } = request;
  const { body, http } = response;
  if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
  const errors = withVariablePaths(body.singleResult.errors, request)
    .slice(0, isRequestError(body.singleResult, http.status) ? requestErrorLimit : undefined)
    .map((error) => finalizeError(error, context));
  // A new object, because this one may be the cached result of a plan, shared with other requests.
  const result = { ...body.singleResult, errors };
  response.body = { kind: 'single', singleResult: result };

  const outage = outageOf(result);
  if (outage === null) return;
  http.status = outage.status;
  http.headers.delete('www-authenticate');
  http.headers.set('retry-after', String(outage.retryAfterSeconds));
}

function codesOf({ body }: GraphQLResponse): readonly string[] {
  const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  return errors.map(({ extensions }) => String(extensions?.['code']));
}

/**
 * Replaces the messages of graphql-js, which quote the value of a variable, with messages that name its path.
 */
function withVariablePaths(
  errors: readonly GraphQLFormattedError[],
  { schema, operation, request, errors: originals = [] }: FinishedRequest,
): readonly GraphQLFormattedError[] {
  if (!operation || !originals.some(isVariableError)) return errors;
  const messages = variableErrors(schema, operation, request.variables ?? {});
  return errors.map((error, index) => ({ ...error, message: messages[index] ?? error.message }));
}

function isRequestError(result: Result, status: number | undefined): boolean {
  return result.data === undefined && status === 400;
}

interface Outage {
  readonly status: 503 | 429;
  readonly retryAfterSeconds: number;
}

/**
 * Returns the outage when every root field failed with SERVICE_UNAVAILABLE or RATE_LIMITED; otherwise null.
 */
function outageOf({ data, errors = [] }: Result): Outage | null {
  const failed = errors.filter(isOutage);
  if (failed.length === 0) return null;
  const isWhole =
    data === undefined || data === null
      ? failed.length === errors.length
      : Object.keys(data).every(
          (key) => data[key] === null && failed.some((error) => error.path?.[0] === key),
        );
  if (!isWhole) return null;
  const isUnavailable = failed.some((error) => error.extensions?.['code'] === 'SERVICE_UNAVAILABLE');
  const waits = failed.map((error) => Number(error.extensions?.['retryAfter'] ?? 1));
  return { status: isUnavailable ? 503 : 429, retryAfterSeconds: Math.max(1, ...waits) };
}

function isOutage({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] === 'SERVICE_UNAVAILABLE' || extensions?.['code'] === 'RATE_LIMITED';
}
