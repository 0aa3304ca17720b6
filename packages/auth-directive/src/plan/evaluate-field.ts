import { type FieldNode, getArgumentValues, isObjectType, type OperationDefinitionNode } from 'graphql';
import { GRANTED, grantingGroup } from '../core/evaluate-rule.js';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import { type Refusal, refusalOf } from '../core/refusal.js';
import { type Group, OPEN, type Rule } from '../core/rule.js';
import {
  evaluateInputs,
  type InputOutcome,
  type ProvidedInputs,
  refusedInputs,
} from '../execution/check-inputs.js';
import {
  evaluateRequirements,
  type RequirementContext,
  type RequirementOutcome,
  requirementContextOf,
} from '../execution/evaluate-requirements.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import type { PolicyAnswers } from '../execution/precomputed-decision.js';
import type { OnInputGranted } from '../execution/report-grants.js';
import { type GuardedField, isSilent } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { InputPosition } from '../schema/input-rules.js';
import type { FieldStep } from './compile-plan.js';

/** What the fields of one walk are evaluated with. */
export interface EvaluationContext {
  readonly guarded: GuardedSchema;
  readonly operation: OperationDefinitionNode;
  /** The variables as the client sent them; undefined when only the coerced values are available. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  readonly state: ExecutionState;
  /** Records the results of the policies of a root field. */
  readonly recordAnswers: (node: FieldNode, answers: PolicyAnswers) => void;
  /** Records a rule that passes; undefined where grants are not reported. */
  readonly recordGrant: ((coordinate: string, group: Group) => void) | undefined;
}

/** The refusals of one field and, when there are none, whether the fields below it are evaluated. */
export interface FieldEvaluation {
  readonly refusals: readonly Refusal[];
  readonly continuesBelow: boolean;
}

const NO_INPUTS: InputOutcome = { refusals: [], answers: new Map() };
const ALLOWED: FieldEvaluation = { refusals: [], continuesBelow: true };
const DENIED_SILENTLY: FieldEvaluation = { refusals: [], continuesBelow: false };

/**
 * Evaluates a field as far as that needs no object and no policy. It is refused only when every possible
 * object type refuses it; when one of them allows it, the walk continues below.
 */
export function evaluateField(
  evaluationContext: EvaluationContext,
  { fields, node, coordinate }: FieldStep,
): FieldEvaluation {
  const outcomes = fields.map((field) => evaluateFieldOfType(evaluationContext, field, node, coordinate));
  const [first] = outcomes;
  // Which of several types the object has is not known yet: the guard reports its grant.
  const [field, ...others] = fields;
  if (field !== undefined && others.length === 0)
    recordCallerGrant(evaluationContext, field.planned.rule, field.coordinate);
  if (first === undefined || outcomes.some(({ continuesBelow }) => continuesBelow)) return ALLOWED;
  return outcomes.every(({ refusals }) => refusals.length > 0) ? first : DENIED_SILENTLY;
}

/**
 * Evaluates a root field, policies included. They run only when nothing else refuses, or when their refusal
 * would be silent and so hide the field's refused inputs.
 */
export function evaluateRootField(
  evaluationContext: EvaluationContext,
  step: FieldStep,
): MaybePromise<FieldEvaluation> {
  const evaluation = evaluateField(evaluationContext, step);
  const [field] = step.fields;
  if (field === undefined) return evaluation;
  const mayBeSilent = isSilent(field) && evaluation.refusals.length > 0;
  if (!evaluation.continuesBelow && !mayBeSilent) return evaluation;
  const requirementContext = policyContextOf(evaluationContext, field, step.node);
  return requirementContext === undefined
    ? evaluation
    : evaluatePolicies(evaluationContext, field, step.node, requirementContext);
}

function evaluateFieldOfType(
  evaluationContext: EvaluationContext,
  field: GuardedField,
  node: FieldNode,
  coordinate: string,
): FieldEvaluation {
  const { planned, inputs } = field;
  const { state } = evaluationContext;
  if (verdictOf(state, planned).groups.length === 0) {
    // Same as in the guard: a field that is refused silently does not report its inputs either.
    if (isSilent(field)) return DENIED_SILENTLY;
    return {
      refusals: [refusalOf(planned.rule, { coordinate }, state.resolvedCaller, state.now)],
      continuesBelow: false,
    };
  }
  if (inputs === undefined) return ALLOWED;
  const refusals = refusedInputs(providedTo(evaluationContext, inputs, node));
  return { refusals, continuesBelow: refusals.length === 0 };
}

/** Returns the input of the policies of a root field; undefined when none has to run. */
function policyContextOf(
  { guarded, state }: EvaluationContext,
  field: GuardedField,
  node: FieldNode,
): RequirementContext | undefined {
  if (state.resolvedCaller.kind === 'anonymous') return undefined;
  const hasPolicies = verdictOf(state, field.planned).groups.some((group) => group.parent.length > 0);
  if (!hasPolicies && field.inputs === undefined) return undefined;
  const args = coercedArguments(guarded, field, node, state.variables);
  // Arguments that cannot be coerced never reach the resolver: the execution reports the error.
  if (args === undefined) return undefined;
  return requirementContextOf(guarded.host, state, field.coordinate, args);
}

function evaluatePolicies(
  evaluationContext: EvaluationContext,
  field: GuardedField,
  node: FieldNode,
  requirementContext: RequirementContext,
): MaybePromise<FieldEvaluation> {
  const { coordinate, planned, inputs } = field;
  const { resolvedCaller, now } = evaluationContext.state;
  const verdict = verdictOf(evaluationContext.state, planned);
  const { groups } = verdict;
  // Both are started before either is awaited, so that they share a batch.
  const rule: MaybePromise<RequirementOutcome> = evaluateRequirements(
    groups,
    'parent',
    undefined,
    requirementContext,
  );
  const provided =
    inputs === undefined
      ? NO_INPUTS
      : evaluateInputs(providedTo(evaluationContext, inputs, node), undefined, requirementContext);
  return mapMaybePromise(rule, (requirementOutcome) =>
    mapMaybePromise<InputOutcome, FieldEvaluation>(provided, ({ refusals, answers }) => {
      evaluationContext.recordAnswers(node, new Map([...requirementOutcome.answers, ...answers]));
      if (requirementOutcome.groups.length > 0) {
        if (verdict !== GRANTED) recordPolicyGrant(evaluationContext, requirementOutcome.groups, coordinate);
        return { refusals, continuesBelow: true };
      }
      if (isSilent(field)) return DENIED_SILENTLY;
      return {
        refusals: [refusalOf(planned.rule, { coordinate }, resolvedCaller, now, requirementOutcome.answers)],
        continuesBelow: false,
      };
    }),
  );
}

function providedTo(
  evaluationContext: EvaluationContext,
  positions: readonly InputPosition[],
  node: FieldNode,
): ProvidedInputs {
  const { guarded, operation, state, rawVariables, recordGrant } = evaluationContext;
  const onGranted: OnInputGranted | undefined =
    recordGrant &&
    (({ coordinate, compiled }, groups) =>
      groups === undefined
        ? recordCallerGrant(evaluationContext, compiled.rule, coordinate)
        : recordPolicyGrant(evaluationContext, groups, coordinate));
  return { positions, rules: guarded.inputs, node, operation, state, rawVariables, onGranted };
}

function recordCallerGrant({ recordGrant, state }: EvaluationContext, rule: Rule, coordinate: string): void {
  if (recordGrant === undefined || rule === OPEN) return;
  const group = grantingGroup(rule, state.resolvedCaller, state.now);
  if (group !== undefined) recordGrant(coordinate, group);
}

/** Records a rule that policies have passed. What also depends on the value is left to the guard. */
function recordPolicyGrant({ recordGrant }: EvaluationContext, groups: Rule, coordinate: string): void {
  const group = groups.find(({ value }) => value.length === 0);
  if (group !== undefined) recordGrant?.(coordinate, group);
}

function coercedArguments(
  { schema }: GuardedSchema,
  { typeName, fieldName }: GuardedField,
  node: FieldNode,
  variables: ExecutionState['variables'],
): Readonly<Record<string, unknown>> | undefined {
  const type = schema.getType(typeName);
  const definition = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  try {
    return definition && getArgumentValues(definition, node, variables);
  } catch {
    // No resolver receives them either: the executor reports the error.
  }
  return undefined;
}
