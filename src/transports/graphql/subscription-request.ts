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

/** What a client asks for in a `subscribe` message. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Within which limits. */
export interface SubscriptionLimits {
  readonly tokens: number;
  readonly rules: readonly ValidationRule[];
}

/** A request that may be asked about; or every error that keeps it from being. */
export type ParsedSubscription =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode; readonly errors: null }
  | { readonly errors: readonly GraphQLError[] };

const errorLimit = 5;

/** Reads a request within the same limits as one over HTTP. Only subscriptions pass: questions and changes have their place there. */
export function parseSubscription(
  schema: GraphQLSchema,
  { query, operationName, variables }: SubscriptionRequest,
  limits: SubscriptionLimits,
): ParsedSubscription {
  // Asked before anything is parsed: deep nesting exhausts the stack of a recursive parser.
  if (nestsTooDeep(query) || valueNestsTooDeep(variables))
    return refuseSubscription('OPERATION_TOO_COMPLEX', 'The request nests too deep.');
  const document = parsed(query, limits.tokens);
  if (document instanceof GraphQLError) return { errors: [withErrorCode(document, 'GRAPHQL_PARSE_FAILED')] };
  const invalid = validate(schema, document, [...specifiedRules, ...limits.rules], { maxErrors: errorLimit });
  if (invalid.length > 0) {
    const errors = invalid.map((error) => withErrorCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    return { errors: errors.slice(0, errorLimit) };
  }
  const operation = getOperationAST(document, operationName);
  if (!operation)
    return refuseSubscription('OPERATION_RESOLUTION_FAILURE', 'Which operation is meant cannot be told.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return refuseSubscription('BAD_REQUEST', 'Only subscriptions are answered over a WebSocket.');
  const coercionErrors = invalidVariables(schema, operation, variables ?? {});
  return coercionErrors.length > 0 ? { errors: coercionErrors } : { document, operation, errors: null };
}

function parsed(query: string, maxTokens: number): DocumentNode | GraphQLError {
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
  // graphql-js quotes the values in its own words.
  const faults = variableErrors(schema, operation, variables);
  return errors
    .slice(0, errorLimit)
    .map((_, index) =>
      createCodedError('BAD_USER_INPUT', faults[index] ?? 'A variable has an invalid value.'),
    );
}

/** In the form in which the error table knows what graphql-js has found. */
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

function refuseSubscription(code: TopLevelCode, message: string): ParsedSubscription {
  return { errors: [createCodedError(code, message)] };
}

function createCodedError(code: TopLevelCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
