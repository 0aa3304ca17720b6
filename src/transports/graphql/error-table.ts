import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, requestReasons } from '../../shared/index.js';
import {
  argumentMessage,
  isVariableLimit,
  messageLimitCharacters,
  syntaxMessage,
  validationMessage,
} from './safe-messages.js';

/** Every `extensions.code` of a top-level error that can be sent. */
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

export type TopLevelCode = (typeof topLevelCodes)[number];

export interface ErrorTableOptions {
  /** Removes the names of the schema from validation messages, from which clients could derive it. */
  readonly hideSchema: boolean;
  /** The values of the schema's ErrorCode. */
  readonly errorCodes: ReadonlySet<string>;
  /** Translates an error of the database driver; returns null for any other error. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
}

/** An error as it is sent. `extensions` has the members beside the code. */
export interface DescribedError {
  readonly code: TopLevelCode;
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export const internalError: DescribedError = { code: 'INTERNAL_SERVER_ERROR', message: 'Internal error.' };

/**
 * Translates an error into what is sent: domain refusals by their reason, errors of graphql-js and Apollo by
 * their code (without the values they quote), errors of the `@auth` library unchanged. An unknown error
 * becomes `internalError`.
 */
export function describeError(error: unknown, options: ErrorTableOptions): DescribedError {
  const chain = causesOf(error);
  const last = chain.at(-1);
  const refusal = last instanceof DomainError ? last : options.translateDatabaseError(last);
  if (refusal !== null) return describeRefusal(refusal, options);
  const errors = chain.filter((link) => link instanceof GraphQLError);
  const [outer] = errors;
  const inner = errors.at(-1);
  if (outer === undefined || inner === undefined) return internalError;
  // A plain Error thrown by a resolver may have any `extensions`, so an error with a path is accepted only
  // when its whole chain consists of GraphQLErrors. Before execution, a plain Error comes from a scalar and
  // is wrapped by graphql-js.
  if (outer.path !== undefined && errors.length < chain.length) return internalError;
  return describeGraphqlError(outer, inner, options);
}

/** Returns the error as it is sent, with the path and locations of graphql-js. */
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

/** Returns the first code of an error that is neither in ErrorCode nor a top-level one; null for none. */
export function undeclaredCodeOf(
  { refusals }: DomainError,
  { errorCodes }: Pick<ErrorTableOptions, 'errorCodes'>,
): string | null {
  const known: readonly string[] = requestReasons;
  const undeclared = refusals.find(({ reason }) => !errorCodes.has(reason) && !known.includes(reason));
  // A project in JavaScript may have left the code out.
  return undeclared === undefined ? null : String(undeclared.reason);
}

function describeRefusal(error: DomainError, options: ErrorTableOptions): DescribedError {
  if (undeclaredCodeOf(error, options) !== null) return internalError;
  const [refusal] = error.refusals;
  // A query can be refused with a reason that only mutations return as data: it gets the code for bad input.
  const code = requestReasons.find((reason) => reason === refusal.reason) ?? 'BAD_USER_INPUT';
  const { retryAfterSeconds, authenticationFailure } = refusal;
  return {
    code,
    message: refusal.message.slice(0, messageLimitCharacters),
    extensions: {
      ...(refusal.field === undefined ? {} : { field: refusal.field }),
      ...(authenticationFailure === undefined ? {} : { reason: authenticationFailure }),
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
      return { code, message: validationMessage(outer, options.hideSchema) };
    case 'BAD_USER_INPUT':
      // Apollo sets this code for the variable errors of graphql-js; an error of a resolver had it before.
      return innerCode === code
        ? withOwnMessage(code, inner)
        : { code, message: 'A variable has an invalid value.' };
    case 'INTERNAL_SERVER_ERROR':
      return internalError;
    case undefined: {
      if (isVariableLimit(outer)) return { code: 'BAD_USER_INPUT', message: 'Too many values are invalid.' };
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
