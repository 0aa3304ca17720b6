import type { GraphQLResolveInfo } from 'graphql';
import { evaluateRule, type Verdict } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import type { MaybePromise } from '../core/maybe-promise.js';
import { createPrivateSlot } from '../core/private-slot.js';
import { type ResolvedCaller, resolveCaller } from '../core/resolved-caller.js';
import type { CompiledRule } from '../core/rule-table.js';
import type { PrecomputedDecision, RefusedField } from './plan-outcome.js';
import { createPolicyRunner, type PolicyRunner } from './policy-runner.js';

type Path = GraphQLResolveInfo['path'];

/**
 * What is decided once per execution. It is found again by the coerced variables, an object that graphql-js
 * makes anew for each execution, together with the context: never by the operation or the context alone, which
 * executions share.
 */
export interface ExecutionState {
  readonly context: unknown;
  readonly variables: GraphQLResolveInfo['variableValues'];
  readonly resolvedCaller: ResolvedCaller;
  readonly now: number;
  readonly policyRunner: PolicyRunner;
  /** Verdicts by the rule's id, filled as rules are asked. */
  readonly verdicts: (Verdict | undefined)[];
  /** Below an elevating field that named no caller: null stays null without an error. */
  readonly lenient: boolean;
  /** The variables as the client sent them, where a plan has seen them. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  /** What the plan decided before this execution, when it ran. */
  readonly precomputedDecision: PrecomputedDecision | undefined;
  /** Subtrees below elevating fields, by the path object of their root field in this execution. */
  elevated: Map<Path, ExecutionState> | undefined;
  /** The refusals of the whole operation, where it runs all or nothing. */
  refused: MaybePromise<readonly RefusedField[]> | undefined;
}

/** Finds the state of the execution that a guard is called in, below an elevating field that of its subtree. */
export interface ExecutionStates {
  readonly of: (context: unknown, info: GraphQLResolveInfo) => ExecutionState;
  /** The state that was asked for last, in sight of guards: most calls come from the same execution. */
  readonly latest: { state: ExecutionState | undefined };
}

/** One register per guarded schema: verdicts are kept by the ids of its rules. */
export function createExecutionStates(host: Host, takeDecision: TakeDecision): ExecutionStates {
  const states = createPrivateSlot<ExecutionState>();
  const latest: ExecutionStates['latest'] = { state: undefined };

  function find(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    const cached = states.of(info.variableValues);
    if (cached !== undefined && cached.context === context) return cached;
    const precomputedDecision = takeDecision(context, info);
    const state = createState(
      context,
      info.variableValues,
      host.resolvedCaller(context),
      host,
      precomputedDecision,
    );
    states.put(info.variableValues, state);
    return state;
  }

  function executionOf(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    let { state } = latest;
    if (state === undefined || state.variables !== info.variableValues || state.context !== context) {
      state = find(context, info);
      latest.state = state;
    }
    return state.elevated === undefined ? state : (state.elevated.get(rootOf(info.path)) ?? state);
  }

  return { of: executionOf, latest };
}

/** Claims what the plan left for this execution. */
export type TakeDecision = (context: unknown, info: GraphQLResolveInfo) => PrecomputedDecision | undefined;

/** A state of its own for one caller in one execution. */
export function createState(
  context: unknown,
  variables: GraphQLResolveInfo['variableValues'],
  resolvedCaller: ResolvedCaller,
  host: Host,
  precomputedDecision?: PrecomputedDecision,
): ExecutionState {
  return {
    context,
    variables,
    resolvedCaller,
    now: host.now(),
    policyRunner: createPolicyRunner(host),
    verdicts: [],
    lenient: false,
    rawVariables: precomputedDecision?.rawVariables,
    precomputedDecision,
    elevated: undefined,
    refused: undefined,
  };
}

/** Gives the subtree below one root field a caller of its own; with none it is anonymous, and lenient with nulls. */
export function elevate(
  state: ExecutionState,
  root: Path,
  resolvedCaller: ResolvedCaller | undefined,
  host: Host,
): ExecutionState {
  const below: ExecutionState = {
    ...createState(
      state.context,
      state.variables,
      resolvedCaller ?? resolveCaller(undefined, host.roles),
      host,
    ),
    rawVariables: state.rawVariables,
    lenient: resolvedCaller === undefined,
  };
  state.elevated ??= new Map();
  state.elevated.set(root, below);
  return below;
}

/** The verdict of a rule, decided at its first use in this execution. */
export function verdictOf(state: ExecutionState, { id, rule }: CompiledRule): Verdict {
  const cached = state.verdicts[id];
  if (cached !== undefined) return cached;
  const verdict = evaluateRule(rule, state.resolvedCaller, state.now);
  state.verdicts[id] = verdict;
  return verdict;
}

function rootOf(path: Path): Path {
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return root;
}
