import type { FieldNode, OperationDefinitionNode } from 'graphql';
import type { Refusal } from '../core/refusal.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';

/** One refusal of a plan, with the response key of the root field that contains it. */
export interface RefusedField {
  readonly rootKey: string;
  readonly refusal: Refusal;
}

/** The results of the policies of one root field, by the requirement's key. */
export type PolicyAnswers = ReadonlyMap<string, boolean>;

/** The decision of a plan that did not refuse, for use in the execution. */
export interface PrecomputedDecision {
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly rawVariables: Readonly<Record<string, unknown>>;
  readonly resolvedCaller: ResolvedCaller;
  readonly answers: ReadonlyMap<FieldNode, PolicyAnswers>;
  /** The elements whose grant the plan has reported. */
  readonly granted: ReadonlySet<string>;
}
