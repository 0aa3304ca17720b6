import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** An operation to evaluate before it runs, with the variables as the client sent them. */
export interface PlanRequest<Context> {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly context: Context;
}

/** The decision: execute the operation, or refuse all of it with these errors, HTTP status and challenge. */
export type PlanAnswer =
  | { readonly kind: 'go' }
  | {
      readonly kind: 'refused';
      readonly errors: readonly GraphQLError[];
      readonly status: 401 | 403;
      /** The value of `WWW-Authenticate`, if any (RFC 6750, section 3; RFC 9470, section 3). */
      readonly challenge: string | undefined;
    };
