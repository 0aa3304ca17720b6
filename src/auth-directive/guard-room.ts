import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql';
import type { ExecutionState, Executions } from './execution.js';
import type { GuardedField } from './guarded-field.js';
import type { GuardedSchema } from './guarded-schema.js';
import type { Host } from './host.js';
import type { Plans } from './plan.js';
import type { JudgeOne, Shape } from './values.js';

/** What the guards of one schema share. */
export interface GuardRoom {
  readonly guarded: GuardedSchema;
  readonly host: Host;
  readonly executions: Executions;
  readonly plans: Plans;
}

/** A resolver of graphql-js. */
export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** A field as its guard knows it. */
export interface FieldGuard {
  readonly room: GuardRoom;
  readonly field: GuardedField;
  readonly shape: Shape;
  /** Judges each value beside the rule, where the value itself says what it needs. */
  readonly judgeValue: ((call: Call) => JudgeOne) | undefined;
}

/** One call of a guarded field that is not simply granted. */
export interface Call {
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
