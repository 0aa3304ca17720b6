import type { FieldNode, OperationDefinitionNode } from 'graphql';
import type { MaybePromise } from '../core/maybe-promise.js';
import { type Refusal, refusalOf } from '../core/refusal.js';
import type { ElementRule, InputPosition, InputRules } from '../schema/input-rules.js';
import {
  evaluateRequirements,
  type RequirementContext,
  type RequirementOutcome,
} from './evaluate-requirements.js';
import { type ExecutionState, verdictOf } from './execution-state.js';
import { visitProvided } from './provided-inputs.js';

/** Who provided what to which field. */
export interface ProvidedInputs {
  readonly positions: readonly InputPosition[];
  readonly rules: InputRules;
  readonly node: FieldNode;
  readonly operation: OperationDefinitionNode;
  readonly state: ExecutionState;
  /** The variables as the client sent them, where that is known. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
}

/** A pending that the caller alone does not refuse: where a policy is asked, that decides. */
interface PendingInputRule {
  readonly rule: ElementRule;
  readonly argumentPath: string;
}

/**
 * The refusals of what was provided, in the order of the arguments, as far as the caller alone decides them;
 * every other pending is handed to `open`, and counts as passed.
 */
export function refusedInputs(
  inputs: ProvidedInputs,
  open?: (pending: PendingInputRule) => void,
): readonly Refusal[] {
  const { positions, rules, node, operation, state, rawVariables } = inputs;
  const refusals: Refusal[] = [];
  const variables = { operation, coerced: state.variables, raw: rawVariables };
  visitProvided(positions, rules, node, variables, (rule, argumentPath) => {
    const { coordinate, compiled } = rule;
    const verdict = verdictOf(state, compiled);
    if (verdict.groups.length === 0) {
      refusals.push(refusalOf(compiled.rule, { coordinate, argumentPath }, state.resolvedCaller, state.now));
      return false;
    }
    open?.({ rule, argumentPath });
    return true;
  });
  return refusals;
}

/** The refusals of what was provided, policies included: each is asked once per element, with the field's arguments. */
export function evaluateInputs(
  inputs: ProvidedInputs,
  parent: unknown,
  requirementContext: RequirementContext,
): MaybePromise<InputOutcome> {
  const open: PendingInputRule[] = [];
  const refusals = refusedInputs(inputs, (pending) => open.push(pending));
  const { resolvedCaller, now } = inputs.state;
  const asked = new Map<ElementRule, MaybePromise<RequirementOutcome>>();
  for (const { rule } of open) {
    if (asked.has(rule)) continue;
    asked.set(
      rule,
      evaluateRequirements(
        verdictOf(inputs.state, rule.compiled).groups,
        'parent',
        parent,
        requirementContext,
      ),
    );
  }
  const toInputOutcome = (
    requirementOutcome: ReadonlyMap<ElementRule, RequirementOutcome>,
  ): InputOutcome => ({
    refusals: [
      ...refusals,
      ...open.flatMap(({ rule, argumentPath }) => {
        const { coordinate, compiled } = rule;
        const outcome = requirementOutcome.get(rule);
        if (outcome === undefined || outcome.groups.length > 0) return [];
        return [refusalOf(compiled.rule, { coordinate, argumentPath }, resolvedCaller, now, outcome.answers)];
      }),
    ],
    answers: new Map([...requirementOutcome.values()].flatMap(({ answers }) => [...answers])),
  });
  return awaitOutcomes(asked, toInputOutcome);
}

/** What inputs are refused for, and what policies said about them. */
export interface InputOutcome {
  readonly refusals: readonly Refusal[];
  readonly answers: ReadonlyMap<string, boolean>;
}

function awaitOutcomes<T>(
  asked: ReadonlyMap<ElementRule, MaybePromise<RequirementOutcome>>,
  toInputOutcome: (requirementOutcome: ReadonlyMap<ElementRule, RequirementOutcome>) => T,
): MaybePromise<T> {
  const now = new Map<ElementRule, RequirementOutcome>();
  const later: Promise<void>[] = [];
  for (const [rule, requirementOutcome] of asked) {
    if (requirementOutcome instanceof Promise)
      later.push(requirementOutcome.then((each) => void now.set(rule, each)));
    else now.set(rule, requirementOutcome);
  }
  return later.length === 0 ? toInputOutcome(now) : Promise.all(later).then(() => toInputOutcome(now));
}
