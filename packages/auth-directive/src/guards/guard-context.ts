import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { Host } from '../core/host.js';
import type { ExecutionState, ExecutionStates } from '../execution/execution-state.js';
import type { Plans } from '../plan/plans.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { CheckValue, Shape } from './check-values.js';

/** What the guards of one schema share. */
export interface GuardContext {
  readonly guarded: GuardedSchema;
  readonly host: Host;
  readonly executionStates: ExecutionStates;
  readonly plans: Plans;
}

/** A resolver of graphql-js. */
export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** A field as its guard knows it. */
export interface FieldGuard {
  readonly guardContext: GuardContext;
  readonly field: GuardedField;
  readonly shape: Shape;
  /** Judges each value beside the rule, where the value itself says what it needs. */
  readonly createValueCheck: ((call: GuardedCall) => CheckValue) | undefined;
}

/** One call of a guarded field that is not simply granted. */
export interface GuardedCall {
  readonly guard: FieldGuard;
  readonly state: ExecutionState;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly info: GraphQLResolveInfo;
  /** Whether the resolver has run, and its payload is judged: what was provided is no question any more. */
  readonly isPayload?: boolean;
  /** Runs the resolver inside. */
  readonly resolve: () => unknown;
}
