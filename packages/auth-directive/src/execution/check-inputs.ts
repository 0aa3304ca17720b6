import type { FieldNode, OperationDefinitionNode } from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import { type MaybePromise, mapMaybePromise, resolveValues } from '../core/maybe-promise.js';
import { MAX_REFUSALS, type Refusal, refusalOf } from '../core/refusal.js';
import type { ElementRule, InputPosition, InputRules } from '../schema/input-rules.js';
import {
  evaluateRequirements,
  type RequirementContext,
  type RequirementOutcome,
} from './evaluate-requirements.js';
import { type ExecutionState, verdictOf } from './execution-state.js';
import { visitProvided } from './provided-inputs.js';
import type { OnInputGranted } from './report-grants.js';

/** The inputs that a caller provided to one field. */
export interface ProvidedInputs {
  readonly positions: readonly InputPosition[];
  readonly rules: InputRules;
  readonly node: FieldNode;
  readonly operation: OperationDefinitionNode;
  readonly state: ExecutionState;
  /** The variables as the client sent them; undefined when only the coerced values are available. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  /** Receives the rules that pass, where grants are reported. */
  readonly onGranted?: OnInputGranted | undefined;
}

/** A rule that the caller alone does not decide: its policies do. */
interface PendingInputRule {
  readonly rule: ElementRule;
  readonly argumentPath: string;
}

/**
 * Returns the first refusals of the provided inputs that the caller alone decides, in the order of the
 * arguments.
 * Every other rule is passed to `onPending` and counts as passed.
 */
export function refusedInputs(
  inputs: ProvidedInputs,
  onPending?: (pending: PendingInputRule) => void,
): readonly Refusal[] {
  const { positions, rules, node, operation, state, rawVariables } = inputs;
  const refusals: Refusal[] = [];
  const variables = { operation, coerced: state.coerced, raw: rawVariables };
  visitProvided(positions, rules, node, variables, (rule, argumentPath) => {
    const { coordinate, compiled } = rule;
    const verdict = verdictOf(state, compiled);
    if (verdict.groups.length === 0) {
      if (refusals.length === MAX_REFUSALS) return false;
      refusals.push(refusalOf(compiled.rule, { coordinate, argumentPath }, state.resolvedCaller, state.now));
      return false;
    }
    if (verdict === GRANTED) inputs.onGranted?.(rule, undefined);
    onPending?.({ rule, argumentPath });
    return true;
  });
  return refusals;
}

/**
 * Evaluates the rules of the provided inputs, policies included. Each policy runs once per schema element,
 * with the arguments of the field.
 */
export function evaluateInputs(
  inputs: ProvidedInputs,
  parent: unknown,
  requirementContext: RequirementContext,
): MaybePromise<InputOutcome> {
  const pendingRules: PendingInputRule[] = [];
  const refusals = refusedInputs(inputs, (pending) => pendingRules.push(pending));
  const { resolvedCaller, now } = inputs.state;
  const evaluations = new Map<ElementRule, MaybePromise<RequirementOutcome>>();
  for (const { rule } of pendingRules) {
    if (evaluations.has(rule)) continue;
    evaluations.set(
      rule,
      evaluateRequirements(
        verdictOf(inputs.state, rule.compiled).groups,
        'parent',
        parent,
        requirementContext,
      ),
    );
  }
  return mapMaybePromise(resolveValues(evaluations), (outcomes) => {
    if (inputs.onGranted) reportPassed(inputs.state, inputs.onGranted, outcomes);
    return {
      refusals: [
        ...refusals,
        ...pendingRules
          .filter(({ rule }) => outcomes.get(rule)?.groups.length === 0)
          .slice(0, MAX_REFUSALS)
          .map(({ rule: { coordinate, compiled }, argumentPath, rule }) => {
            const answers = outcomes.get(rule)?.answers;
            return refusalOf(compiled.rule, { coordinate, argumentPath }, resolvedCaller, now, answers);
          }),
      ],
      answers: new Map([...outcomes.values()].flatMap(({ answers }) => [...answers])),
    };
  });
}

function reportPassed(
  state: ExecutionState,
  onGranted: OnInputGranted,
  outcomes: ReadonlyMap<ElementRule, RequirementOutcome>,
): void {
  for (const [rule, { groups }] of outcomes) {
    if (verdictOf(state, rule.compiled) !== GRANTED) onGranted(rule, groups);
  }
}

/** The refusals of inputs, and the results of their policies. */
export interface InputOutcome {
  readonly refusals: readonly Refusal[];
  readonly answers: ReadonlyMap<string, boolean>;
}
