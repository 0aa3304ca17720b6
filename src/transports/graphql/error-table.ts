import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, requestReasons } from '../../shared/index.js';
import {
  argumentMessage,
  messageLimitCharacters,
  syntaxMessage,
  validationMessage,
} from './safe-messages.js';

/** Every `extensions.code` that may leave the server in the top-level errors; anything else is INTERNAL_SERVER_ERROR. */
export const topLevelCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'STEP_UP_REQUIRED',
  'RATE_LIMITED',
  'BAD_USER_INPUT',
  'SERVICE_UNAVAILABLE',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_COMPLEX',
  'GRAPHQL_PARSE_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'INTERNAL_SERVER_ERROR',
] as const;

/** One of the codes above. */
export type TopLevelCode = (typeof topLevelCodes)[number];

/** What the table needs to know of its host. */
export interface ErrorTableOptions {
  /** Keeps guesses at names ("Did you mean") from clients, who could read the schema out of them. */
  readonly hideSuggestions: boolean;
  /** Recognises what a database driver throws; null for anything else. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
}

/** What an error is, once recognised; `extensions` beside the code are fit for a stranger. */
export interface DescribedError {
  readonly code: TopLevelCode;
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a stranger is told of a fault of ours. */
export const internalError: DescribedError = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal error.' };

/**
 * The one table from errors to what is sent: domain refusals by their reason, graphql-js and Apollo by their code (without the values
 * they quote), the `@auth` library as it is. Everything it does not recognise becomes `internalError`.
 */
export function describeError(error: unknown, options: ErrorTableOptions): DescribedError {
  const chain = causesOf(error);
  const last = chain.at(-1);
  const refusal = last instanceof DomainError ? last : options.translateDatabaseError(last);
  if (refusal !== null) return describeRefusal(refusal);
  const errors = chain.filter((link) => link instanceof GraphQLError);
  const [outer] = errors;
  const inner = errors.at(-1);
  if (outer === undefined || inner === undefined) return internalError;
  // A plain Error thrown by a resolver may carry whatever `extensions` somebody put on it: where there is a path, only GraphQLErrors all the
  // way down are heard. Before execution a plain Error is a scalar's, wrapped by graphql-js and judged by it.
  if (outer.path !== undefined && errors.length < chain.length) return internalError;
  return describeGraphqlError(outer, inner, options);
}

/** The formatted error that is sent, with path and locations as graphql-js found them. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  options: ErrorTableOptions,
): GraphQLFormattedError {
  const { code, message, extensions } = describeError(error, options);
  return {
    message,
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { code, ...extensions },
  };
}

function causesOf(error: unknown): readonly unknown[] {
  const chain: unknown[] = [error];
  let link = error;
  while (link instanceof GraphQLError && link.originalError !== undefined) {
    link = link.originalError;
    chain.push(link);
  }
  return chain;
}

function describeRefusal({ refusals: [refusal] }: DomainError): DescribedError {
  // A reason that is data has no place here (a query refused with it): the caller learns the sentence under the code for bad input.
  const code = requestReasons.find((reason) => reason === refusal.reason) ?? 'BAD_USER_INPUT';
  const { retryAfterSeconds } = refusal;
  return {
    code,
    message: refusal.message.slice(0, messageLimitCharacters),
    extensions: {
      ...(refusal.field === undefined ? {} : { field: refusal.field }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(retryAfterSeconds)) }),
    },
  };
}

function describeGraphqlError(
  outer: GraphQLError,
  inner: GraphQLError,
  options: ErrorTableOptions,
): DescribedError {
  const { code: innerCode } = inner.extensions;
  if (innerCode === 'OPERATION_TOO_COMPLEX') return { code: innerCode, message: inner.message };
  const code = topLevelCodes.find((known) => known === outer.extensions['code']);
  switch (code) {
    case 'GRAPHQL_PARSE_FAILED':
      return /^Syntax Error: Document contains more/.test(outer.message)
        ? { code: 'OPERATION_TOO_COMPLEX', message: 'The document is too long.' }
        : { code, message: syntaxMessage(outer) };
    case 'GRAPHQL_VALIDATION_FAILED':
      return { code, message: validationMessage(outer, options.hideSuggestions) };
    case 'BAD_USER_INPUT':
      // Apollo gives this code to what graphql-js says of variables; a resolver's own error had it from the start.
      return innerCode === code
        ? withOwnMessage(code, inner)
        : { code, message: 'A variable has an invalid value.' };
    case 'INTERNAL_SERVER_ERROR':
      return internalError;
    case undefined: {
      const message = argumentMessage(inner);
      return message === null ? internalError : { code: 'BAD_USER_INPUT', message };
    }
    default:
      return withOwnMessage(code, outer);
  }
}

function withOwnMessage(code: TopLevelCode, error: GraphQLError): DescribedError {
  const { code: _code, http: _http, stacktrace: _stacktrace, ...extensions } = error.extensions;
  return { code, message: error.message.slice(0, messageLimitCharacters), extensions };
}
