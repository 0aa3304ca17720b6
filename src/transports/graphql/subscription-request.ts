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
import { variableFaults } from './variable-errors.js';

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
export type ReadSubscription =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode; readonly errors: null }
  | { readonly errors: readonly GraphQLError[] };

const mostErrors = 5;

/** Reads a request within the same limits as one over HTTP. Only subscriptions pass: questions and changes have their place there. */
export function readSubscription(
  schema: GraphQLSchema,
  { query, operationName, variables }: SubscriptionRequest,
  limits: SubscriptionLimits,
): ReadSubscription {
  // Asked before anything is parsed: deep nesting exhausts the stack of a recursive parser.
  if (nestsTooDeep(query) || valueNestsTooDeep(variables))
    return refused('OPERATION_TOO_COMPLEX', 'The request nests too deep.');
  const document = parsed(query, limits.tokens);
  if (document instanceof GraphQLError) return { errors: [coded(document, 'GRAPHQL_PARSE_FAILED')] };
  const invalid = validate(schema, document, [...specifiedRules, ...limits.rules], { maxErrors: mostErrors });
  if (invalid.length > 0) {
    const errors = invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    return { errors: errors.slice(0, mostErrors) };
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) return refused('OPERATION_RESOLUTION_FAILURE', 'Which operation is meant cannot be told.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
    return refused('BAD_REQUEST', 'Only subscriptions are answered over a WebSocket.');
  const faulty = invalidVariables(schema, operation, variables ?? {});
  return faulty.length > 0 ? { errors: faulty } : { document, operation, errors: null };
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
  const { errors = [] } = getVariableValues(schema, definitions, variables, { maxErrors: mostErrors });
  if (errors.length === 0) return [];
  // graphql-js quotes the values in its own words.
  const faults = variableFaults(schema, operation, variables);
  return errors
    .slice(0, mostErrors)
    .map((_, index) => errorOf('BAD_USER_INPUT', faults[index] ?? 'A variable has an invalid value.'));
}

/** In the form in which the error table knows what graphql-js has found. */
function coded(error: GraphQLError, code: TopLevelCode): GraphQLError {
  const { message, nodes, source, positions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    originalError: error,
    extensions: { ...error.extensions, code },
  });
}

function refused(code: TopLevelCode, message: string): ReadSubscription {
  return { errors: [errorOf(code, message)] };
}

function errorOf(code: TopLevelCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
