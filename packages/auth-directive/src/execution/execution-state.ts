import type { GraphQLResolveInfo } from 'graphql';
import { judge, type Verdict } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import type { Ready } from '../core/maybe-promise.js';
import { createStamp } from '../core/private-slot.js';
import { type Standing, standingOf } from '../core/resolved-caller.js';
import type { CompiledRule } from '../core/rule-table.js';
import type { Handoff, Refused } from './plan-outcome.js';
import { createPolicyDesk, type PolicyDesk } from './policy-runner.js';

type Path = GraphQLResolveInfo['path'];

/**
 * What is decided once per execution. It is found again by the coerced variables, an object that graphql-js
 * makes anew for each execution, together with the context: never by the operation or the context alone, which
 * executions share.
 */
export interface ExecutionState {
  readonly context: unknown;
  readonly variables: GraphQLResolveInfo['variableValues'];
  readonly standing: Standing;
  readonly now: number;
  readonly desk: PolicyDesk;
  /** Verdicts by the rule's id, filled as rules are asked. */
  readonly verdicts: (Verdict | undefined)[];
  /** Below an elevating field that named no caller: null stays null without an error. */
  readonly lenient: boolean;
  /** The variables as the client sent them, where a plan has seen them. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  /** What the plan decided before this execution, when it ran. */
  readonly handoff: Handoff | undefined;
  /** Subtrees below elevating fields, by the path object of their root field in this execution. */
  elevated: Map<Path, ExecutionState> | undefined;
  /** The refusals of the whole operation, where it runs all or nothing. */
  refused: Ready<readonly Refused[]> | undefined;
}

/** Finds the state of the execution that a guard is called in, below an elevating field that of its subtree. */
export interface Executions {
  readonly of: (context: unknown, info: GraphQLResolveInfo) => ExecutionState;
  /** The state that was asked for last, in sight of guards: most calls come from the same execution. */
  readonly latest: { state: ExecutionState | undefined };
}

/** One register per guarded schema: verdicts are kept by the ids of its rules. */
export function createExecutions(host: Host, takeHandoff: TakeHandoff): Executions {
  const states = createStamp<ExecutionState>();
  const latest: Executions['latest'] = { state: undefined };

  function find(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    const known = states.of(info.variableValues);
    if (known !== undefined && known.context === context) return known;
    const handoff = takeHandoff(context, info);
    const state = createState(context, info.variableValues, host.standing(context), host, handoff);
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
export type TakeHandoff = (context: unknown, info: GraphQLResolveInfo) => Handoff | undefined;

/** A state of its own for one caller in one execution. */
export function createState(
  context: unknown,
  variables: GraphQLResolveInfo['variableValues'],
  standing: Standing,
  host: Host,
  handoff?: Handoff,
): ExecutionState {
  return {
    context,
    variables,
    standing,
    now: host.now(),
    desk: createPolicyDesk(host),
    verdicts: [],
    lenient: false,
    rawVariables: handoff?.rawVariables,
    handoff,
    elevated: undefined,
    refused: undefined,
  };
}

/** Gives the subtree below one root field a caller of its own; with none it is anonymous, and lenient with nulls. */
export function elevate(
  state: ExecutionState,
  root: Path,
  standing: Standing | undefined,
  host: Host,
): ExecutionState {
  const below: ExecutionState = {
    ...createState(state.context, state.variables, standing ?? standingOf(undefined, host.roles), host),
    rawVariables: state.rawVariables,
    lenient: standing === undefined,
  };
  state.elevated ??= new Map();
  state.elevated.set(root, below);
  return below;
}

/** The verdict of a rule, decided at its first use in this execution. */
export function verdictOf(state: ExecutionState, { id, rule }: CompiledRule): Verdict {
  const known = state.verdicts[id];
  if (known !== undefined) return known;
  const verdict = judge(rule, state.standing, state.now);
  state.verdicts[id] = verdict;
  return verdict;
}

function rootOf(path: Path): Path {
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return root;
}
