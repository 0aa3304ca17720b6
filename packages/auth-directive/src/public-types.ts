import type { GraphQLSchema } from 'graphql';
import type { Caller } from './core/auth-options.js';
import type { PlanAnswer, PlanRequest } from './execution/plan-outcome.js';
import type { Explanation } from './reports/explain.js';
import type { Matrix } from './reports/matrix.js';
import type { AuthPolicy } from './schema/read-policy.js';

/** The library, made once per server by `createAuthDirective`. */
export interface AuthDirective<Context> {
  /** The SDL of `@auth` and `@public`, for the host's list of type definitions. */
  readonly typeDefs: string;
  /** A schema whose every guarded place is guarded. Throws `AuthSchemaError` naming each fault. */
  readonly transform: (schema: GraphQLSchema) => GraphQLSchema;
  /** What the schema says, read once. Throws `AuthSchemaError` naming each fault. */
  readonly readPolicy: (schema: GraphQLSchema) => AuthPolicy;
  /** Who may reach what, role by role. */
  readonly matrix: (schema: GraphQLSchema) => Matrix;
  /** Why a caller may or may not reach one coordinate, member by member. Throws a RangeError for an unknown one. */
  readonly explain: (schema: GraphQLSchema, caller: Caller, coordinate: string) => Explanation;
  /** Throws `AuthSchemaError` naming each coordinate whose guard is missing or outdated. */
  readonly assertGuarded: (schema: GraphQLSchema) => void;
  /** For edges of the host's own; `cordon/auth-directive/apollo` uses it. Decides an operation before it runs. */
  readonly plan: (request: PlanRequest<Context>) => PlanAnswer | Promise<PlanAnswer>;
}
