import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { TopLevelCode } from './error-table.js';
import { nestsTooDeep, valueNestsTooDeep } from './source-nesting.js';
import { variableErrors } from './variable-errors.js';

/** The payload of a `subscribe` message. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface SubscriptionLimits {
  readonly tokens: number;
  readonly rules: readonly ValidationRule[];
}

/** A valid subscription, or the errors of an invalid one. */
export type ParsedSubscription =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode; readonly errors: null }
  | { readonly errors: readonly GraphQLError[] };

const errorLimit = 5;

/**
 * Parses and validates a request within the same limits as over HTTP. Rejects queries and mutations, which
 * are served over HTTP only.
 */
export function parseSubscription(
  schema: GraphQLSchema,
  { query, operationName, variables }: SubscriptionRequest,
  limits: SubscriptionLimits,
): ParsedSubscription {
  // Must be checked before parsing, because deep nesting exhausts the stack of a recursive parser.
  if (nestsTooDeep(query) || valueNestsTooDeep(variables))
    return rejectSubscription('OPERATION_TOO_COMPLEX', 'The request is nested too deeply.');
  const document = parseDocument(query, limits.tokens);
  if (document instanceof GraphQLError) return { errors: [withErrorCode(document, 'GRAPHQL_PARSE_FAILED')] };
  const invalid = validate(schema, document, [...specifiedRules, ...limits.rules], { maxErrors: errorLimit });
  if (invalid.length > 0) {
    const errors = invalid.map((error) => withErrorCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    return { errors: errors.slice(0, errorLimit) };
  }
  const operation = getOperationAST(document, operationName);
  if (!operation)
    return rejectSubscription(
      'OPERATION_RESOLUTION_FAILURE',
      'The operation to execute cannot be determined.',
    );
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return rejectSubscription('BAD_REQUEST', 'Only subscriptions can be executed over a WebSocket.');
  const coercionErrors = invalidVariables(schema, operation, variables ?? {});
  return coercionErrors.length > 0 ? { errors: coercionErrors } : { document, operation, errors: null };
}

function parseDocument(query: string, maxTokens: number): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function invalidVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const definitions = operation.variableDefinitions ?? [];
  const { errors = [] } = getVariableValues(schema, definitions, variables, { maxErrors: errorLimit });
  if (errors.length === 0) return [];
  // The messages of graphql-js quote the values.
  const messages = variableErrors(schema, operation, variables);
  return errors
    .slice(0, errorLimit)
    .map((_, index) =>
      createCodedError('BAD_USER_INPUT', messages[index] ?? 'A variable has an invalid value.'),
    );
}

/** Wraps an error of graphql-js in the form that the error table recognizes. */
function withErrorCode(error: GraphQLError, code: TopLevelCode): GraphQLError {
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    originalError: error,
    extensions: { ...error.extensions, code },
  });
}

function rejectSubscription(code: TopLevelCode, message: string): ParsedSubscription {
  return { errors: [createCodedError(code, message)] };
}

function createCodedError(code: TopLevelCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
