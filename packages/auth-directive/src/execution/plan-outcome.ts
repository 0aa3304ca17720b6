import type { DocumentNode, FieldNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Refusal } from '../core/refusal.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';

/** One refusal of a plan, with the response name of the root field that it lies below. */
export interface RefusedField {
  readonly rootKey: string;
  readonly refusal: Refusal;
}

/** Answers of the policies of one root field, by the requirement's key. */
export type PolicyAnswers = ReadonlyMap<string, boolean>;

/** What a plan that let an operation pass leaves for its execution. */
export interface PrecomputedDecision {
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly rawVariables: Readonly<Record<string, unknown>>;
  readonly resolvedCaller: ResolvedCaller;
  readonly answers: ReadonlyMap<FieldNode, PolicyAnswers>;
}

/** An operation to decide, with the variables as the client sent them. */
export interface PlanRequest<Context> {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: Context;
}

/** The answer: go on, or refuse the whole operation with these errors, this status and this challenge. */
export type PlanAnswer =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'refused';
      readonly errors: readonly GraphQLError[];
      readonly status: 401 | 403;
      /** The value of `WWW-Authenticate`, where one fits (RFC 6750 3, RFC 9470 3). */
      readonly challenge: string | undefined;
    };
