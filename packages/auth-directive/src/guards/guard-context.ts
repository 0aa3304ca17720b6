import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { Host } from '../core/host.js';
import type { ExecutionState, ExecutionStates } from '../execution/execution-state.js';
import type { Plans } from '../plan/plans.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { CheckValue, Shape } from './check-values.js';
import type { CacheLimit } from './restrict-caching.js';

/** What the guards of one schema share. */
export interface GuardContext {
  readonly guarded: GuardedSchema;
  readonly host: Host;
  readonly executionStates: ExecutionStates;
  readonly plans: Plans;
}

export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** A field and what its guard needs. */
export interface FieldGuard {
  readonly guardContext: GuardContext;
  readonly field: GuardedField;
  readonly shape: Shape;
  /** How far the server may cache a response that contains the field. */
  readonly cacheLimit: CacheLimit;
  /**
   * Checks each value in addition to the rule, when the value itself determines its rule (enums, abstract
   * types).
   */
  readonly createValueCheck: ((call: GuardedCall) => CheckValue) | undefined;
}

/** One call of a guarded field that is not granted on the fast path. */
export interface GuardedCall {
  readonly guard: FieldGuard;
  readonly state: ExecutionState;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly info: GraphQLResolveInfo;
  /**
   * Whether the payload of an elevating field is checked. The inputs were checked before the resolver ran.
   */
  readonly isPayload?: boolean;
  /** Runs the inner resolver. */
  readonly resolve: () => unknown;
}
