import type { FieldNode, OperationDefinitionNode } from 'graphql';
import type { Ready } from '../core/maybe-promise.js';
import { type Refusal, refusalOf } from '../core/refusal.js';
import type { InputPosition, InputRules, PlacedRule } from '../schema/input-rules.js';
import { type Asking, type Settled, settle } from './evaluate-requirements.js';
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

/** A place that the caller alone does not refuse: where a policy is asked, that decides. */
interface OpenPlace {
  readonly rule: PlacedRule;
  readonly argumentPath: string;
}

/**
 * The refusals of what was provided, in the order of the arguments, as far as the caller alone decides them;
 * every other place is handed to `open`, and counts as passed.
 */
export function refusedInputs(inputs: ProvidedInputs, open?: (place: OpenPlace) => void): readonly Refusal[] {
  const { positions, rules, node, operation, state, rawVariables } = inputs;
  const refusals: Refusal[] = [];
  const variables = { operation, coerced: state.variables, raw: rawVariables };
  visitProvided(positions, rules, node, variables, (rule, argumentPath) => {
    const { coordinate, compiled } = rule;
    const verdict = verdictOf(state, compiled);
    if (verdict.groups.length === 0) {
      refusals.push(refusalOf(compiled.rule, { coordinate, argumentPath }, state.standing, state.now));
      return false;
    }
    open?.({ rule, argumentPath });
    return true;
  });
  return refusals;
}

/** The refusals of what was provided, policies included: each is asked once per element, with the field's arguments. */
export function judgedInputs(inputs: ProvidedInputs, parent: unknown, asking: Asking): Ready<InputOutcome> {
  const open: OpenPlace[] = [];
  const refusals = refusedInputs(inputs, (place) => open.push(place));
  const { standing, now } = inputs.state;
  const asked = new Map<PlacedRule, Ready<Settled>>();
  for (const { rule } of open) {
    if (asked.has(rule)) continue;
    asked.set(rule, settle(verdictOf(inputs.state, rule.compiled).groups, 'parent', parent, asking));
  }
  const judge = (settled: ReadonlyMap<PlacedRule, Settled>): InputOutcome => ({
    refusals: [
      ...refusals,
      ...open.flatMap(({ rule, argumentPath }) => {
        const { coordinate, compiled } = rule;
        const outcome = settled.get(rule);
        if (outcome === undefined || outcome.groups.length > 0) return [];
        return [refusalOf(compiled.rule, { coordinate, argumentPath }, standing, now, outcome.answers)];
      }),
    ],
    answers: new Map([...settled.values()].flatMap(({ answers }) => [...answers])),
  });
  return settledAll(asked, judge);
}

/** What inputs are refused for, and what policies said about them. */
export interface InputOutcome {
  readonly refusals: readonly Refusal[];
  readonly answers: ReadonlyMap<string, boolean>;
}

function settledAll<T>(
  asked: ReadonlyMap<PlacedRule, Ready<Settled>>,
  judge: (settled: ReadonlyMap<PlacedRule, Settled>) => T,
): Ready<T> {
  const now = new Map<PlacedRule, Settled>();
  const later: Promise<void>[] = [];
  for (const [rule, settled] of asked) {
    if (settled instanceof Promise) later.push(settled.then((each) => void now.set(rule, each)));
    else now.set(rule, settled);
  }
  return later.length === 0 ? judge(now) : Promise.all(later).then(() => judge(now));
}
