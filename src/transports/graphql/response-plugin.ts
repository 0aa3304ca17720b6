import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLResponse } from '@apollo/server';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { EdgeLog } from './edge-log.js';
import type { ErrorTableOptions } from './error-table.js';
import type { RequestContext } from './request-context.js';
import { finalizeError, logServerErrors } from './response-errors.js';
import { isVariableError } from './safe-messages.js';
import { variableErrors } from './variable-errors.js';

type Result = FormattedExecutionResult;

/** What the last word is made with. */
export interface ResponsePluginDependencies {
  readonly log: EdgeLog;
  readonly errors: ErrorTableOptions;
  /** Told of the codes of every answer with top-level errors, for metrics. */
  readonly onErrorCodes: (codes: readonly string[]) => void;
}

const requestErrorLimit = 5;

/**
 * The last word on every answer, as an Apollo plugin that stands after all others: it names the request in faults and logs their causes,
 * says SERVICE_UNAVAILABLE where a caller could not be judged, and sets the HTTP status from the finished response, for both media types
 * of GraphQL over HTTP.
 */
export function createResponsePlugin(
  options: ResponsePluginDependencies,
): ApolloServerPlugin<RequestContext> {
  const { log } = options;
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) =>
        logServerErrors(errors, contextValue.requestId, options),
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
  // A new object: the one here may be a plan's cached answer, shared with other requests.
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

/** Says where in the variables the fault lies, which graphql-js tells only together with the value. */
function withVariablePaths(
  errors: readonly GraphQLFormattedError[],
  { schema, operation, request, errors: originals = [] }: FinishedRequest,
): readonly GraphQLFormattedError[] {
  if (!operation || !originals.some(isVariableError)) return errors;
  const faults = variableErrors(schema, operation, request.variables ?? {});
  return errors.map((error, index) => ({ ...error, message: faults[index] ?? error.message }));
}

function isRequestError(result: Result, status: number | undefined): boolean {
  return result.data === undefined && status === 400;
}

interface Outage {
  readonly status: 503 | 429;
  readonly retryAfterSeconds: number;
}

/** The outage that the whole answer is: every root field failed with SERVICE_UNAVAILABLE or RATE_LIMITED, and nothing else is told. */
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
