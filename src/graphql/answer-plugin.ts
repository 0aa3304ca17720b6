import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLResponse } from '@apollo/server';
import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { DomainError } from '../kernel/index.js';
import type { EdgeLog } from './edge-log.js';
import { describeError, type ErrorTableOptions } from './error-table.js';
import type { RequestContext } from './request-context.js';
import { isVariableFault } from './safe-messages.js';
import { variableFaults } from './variable-faults.js';

type Result = FormattedExecutionResult;

/** What the last word is made with. */
export interface AnswerPluginOptions {
  readonly log: EdgeLog;
  readonly errors: ErrorTableOptions;
  /** Told of the codes of every answer with top-level errors, for metrics. */
  readonly onErrorCodes: (codes: readonly string[]) => void;
}

const mostRequestErrors = 5;

/**
 * The last word on every answer, as an Apollo plugin that stands after all others: it names the request in faults and logs their causes,
 * says SERVICE_UNAVAILABLE where a caller could not be judged, and sets the HTTP status from the finished response, for both media types
 * of GraphQL over HTTP.
 */
export function answerPlugin(options: AnswerPluginOptions): ApolloServerPlugin<RequestContext> {
  const { log } = options;
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => logFaults(errors, contextValue, options),
      willSendResponse: async (request) => {
        finish(request);
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

function logFaults(
  errors: readonly unknown[],
  context: RequestContext,
  { log, errors: table }: AnswerPluginOptions,
): void {
  for (const error of errors) {
    const described = describeError(error, table);
    // graphql-js and the validators quote values in messages, so only faults of ours and of the database are written down.
    if (described.code !== 'INTERNAL_SERVER_ERROR' && described.code !== 'SERVICE_UNAVAILABLE') continue;
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    log.error({ requestId: context.requestId, code: described.code, err: cause }, described.message);
  }
}

type FinishedRequest = GraphQLRequestContext<RequestContext> & { readonly response: GraphQLResponse };

function finish(request: FinishedRequest): void {
  const { response, contextValue: context } = request;
  const { body, http } = response;
  if (body.kind !== 'single' || body.singleResult.errors === undefined) return;
  const errors = placed(body.singleResult.errors, request)
    .slice(0, isRequestError(body.singleResult, http.status) ? mostRequestErrors : undefined)
    .map((error) => unjudged(error, context.unavailable))
    .map((error) => named(error, context.requestId));
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
function placed(
  errors: readonly GraphQLFormattedError[],
  { schema, operation, request, errors: originals = [] }: FinishedRequest,
): readonly GraphQLFormattedError[] {
  if (!operation || !originals.some(isVariableFault)) return errors;
  const faults = variableFaults(schema, operation, request.variables ?? {});
  return errors.map((error, index) => ({ ...error, message: faults[index] ?? error.message }));
}

function isRequestError(result: Result, status: number | undefined): boolean {
  return result.data === undefined && status === 400;
}

/** Where nobody could be asked who calls, "who are you" would be a lie: the caller may be well known. */
function unjudged(error: GraphQLFormattedError, unavailable: DomainError | undefined): GraphQLFormattedError {
  if (unavailable === undefined || error.extensions?.['code'] !== 'UNAUTHENTICATED') return error;
  const [refusal] = unavailable.refusals;
  return {
    message: refusal.message,
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: refusal.retryAfterSeconds ?? 1 },
  };
}

function named(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  if (error.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return error;
  return { ...error, extensions: { ...error.extensions, requestId } };
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
