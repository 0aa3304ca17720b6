import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { evaluateRule, type Verdict } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import type { MaybePromise } from '../core/maybe-promise.js';
import { createPrivateSlot } from '../core/private-slot.js';
import { type ResolvedCaller, resolveCaller } from '../core/resolved-caller.js';
import type { CompiledRule } from '../core/rule-table.js';
import type { IsNamedByClient, Selections } from './client-names.js';
import { createPolicyRunner, type PolicyRunner } from './policy-runner.js';
import type { PrecomputedDecision, RefusedField } from './precomputed-decision.js';
import { coercedValues } from './variable-values.js';

type Path = GraphQLResolveInfo['path'];

/**
 * What is decided once per execution. It is looked up by the coerced variables, an object that executors
 * create for each execution, together with the context. The operation or the context alone may be shared
 * between executions. For an event of a subscription it is looked up by the path of the root field, because
 * executors may share the variables between events.
 */
export interface ExecutionState {
  readonly context: unknown;
  readonly variables: GraphQLResolveInfo['variableValues'];
  /** The coerced variables by name. */
  readonly coerced: Readonly<Record<string, unknown>>;
  /** The operation, because executors and hosts may share the variables between operations. */
  readonly operation: GraphQLResolveInfo['operation'];
  readonly isNamedByClient: IsNamedByClient;
  readonly resolvedCaller: ResolvedCaller;
  readonly now: number;
  readonly policyRunner: PolicyRunner;
  /** Verdicts by the rule's id, filled when a rule is first evaluated. */
  readonly verdicts: (Verdict | undefined)[];
  /** What the fast path of guards reads (see `verdictSlot`). Empty when there are elevated callers. */
  readonly fieldVerdicts: (Verdict | undefined)[];
  /** True below an elevating field whose payload has no caller: null stays null without an error. */
  readonly lenient: boolean;
  /** The variables as the client sent them; undefined when no plan has run. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  /** The decision of the plan for this execution, when one has run. */
  readonly precomputedDecision: PrecomputedDecision | undefined;
  /** The states of subtrees below elevating fields, by the path object of their root field. */
  elevated: Map<Path, ExecutionState> | undefined;
  /** The refusals of the whole operation, when it runs all or nothing. */
  refused: MaybePromise<readonly RefusedField[]> | undefined;
  /** The concrete type of each value that the guard of a field has accepted, by the info of the field. */
  acceptedTypes: WeakMap<GraphQLResolveInfo, Map<unknown, unknown>> | undefined;
  /** The elements whose grant by the caller alone was reported. */
  reportedGrants: Set<string> | undefined;
}

/** Finds the state for a guard: that of the execution or, below an elevating field, that of the subtree. */
export interface ExecutionStates {
  readonly stateOf: (context: unknown, info: GraphQLResolveInfo) => ExecutionState;
  /** Creates the state for the source of a subscription. Its events have states of their own. */
  readonly sourceStateOf: (context: unknown, info: GraphQLResolveInfo) => ExecutionState;
  /** The state that was looked up last. Guards read it directly: most calls belong to the same execution. */
  readonly latest: { state: ExecutionState | undefined };
}

/** Creates the states of one guarded schema; verdicts are kept by the ids of its rules. */
export function createExecutionStates(
  host: Host,
  takeDecision: TakeDecision,
  clientNamesOf: (selections: Selections) => IsNamedByClient,
): ExecutionStates {
  const states = createPrivateSlot<ExecutionState>();
  const eventStates = createPrivateSlot<ExecutionState>();
  const latest: ExecutionStates['latest'] = { state: undefined };

  function find(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    const cached = states.get(info.variableValues);
    if (cached !== undefined && isStateOf(cached, context, info)) return cached;
    const state = create(context, info, takeDecision(context, info));
    states.set(info.variableValues, state);
    return state;
  }

  function create(
    context: unknown,
    info: GraphQLResolveInfo,
    precomputedDecision?: PrecomputedDecision,
  ): ExecutionState {
    const { variableValues: variables, operation, fragments, path } = info;
    if (path.typename === undefined) throw unsupportedExecutor(host);
    if (Object.values(fragments).some((fragment) => fragment?.variableDefinitions?.length))
      throw new GraphQLError('Fragment variables are not supported.');
    const execution = { context, variables, operation, isNamedByClient: clientNamesOf(info) };
    return createState(execution, host.resolveCaller(context), host, precomputedDecision);
  }

  /** The decision of the plan is left to the source: every event is decided again. */
  function eventStateOf(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    const root = rootOf(info.path);
    const cached = eventStates.get(root);
    if (cached !== undefined && cached.context === context) return cached;
    const state = create(context, info);
    eventStates.set(root, state);
    return state;
  }

  function stateOf(context: unknown, info: GraphQLResolveInfo): ExecutionState {
    if (info.operation.operation === 'subscription') return eventStateOf(context, info);
    let { state } = latest;
    if (state === undefined || !isStateOf(state, context, info)) {
      state = find(context, info);
      latest.state = state;
    }
    return state.elevated === undefined ? state : (state.elevated.get(rootOf(info.path)) ?? state);
  }

  return {
    stateOf,
    sourceStateOf: (context, info) => create(context, info, takeDecision(context, info)),
    latest,
  };
}

/** Returns whether a state belongs to the execution of this info. */
export function isStateOf(state: ExecutionState, context: unknown, info: GraphQLResolveInfo): boolean {
  return (
    state.variables === info.variableValues && state.context === context && state.operation === info.operation
  );
}

/**
 * Reports an executor that creates new path objects for each resolver, as graphql-jit does: below them an
 * elevated caller cannot be found. graphql-jit also leaves asynchronous refusals of types unhandled, which
 * ends the process.
 */
function unsupportedExecutor(host: Host): Error {
  const message = 'The executor is not supported by @auth; disable graphql-jit.';
  host.log({ code: 'AUTH_HOST_FAILED', coordinate: 'executor', message });
  return new Error(message);
}

/** Takes the decision of the plan for this execution, if there is one. */
export type TakeDecision = (context: unknown, info: GraphQLResolveInfo) => PrecomputedDecision | undefined;

/** Creates the state of one caller in one execution. */
export function createState(
  execution: Pick<ExecutionState, 'context' | 'variables' | 'operation' | 'isNamedByClient'>,
  resolvedCaller: ResolvedCaller,
  host: Host,
  precomputedDecision?: PrecomputedDecision,
): ExecutionState {
  return {
    context: execution.context,
    variables: execution.variables,
    coerced: coercedValues(execution.variables, execution.operation),
    operation: execution.operation,
    isNamedByClient: execution.isNamedByClient,
    resolvedCaller,
    now: host.now(),
    policyRunner: createPolicyRunner(host, execution.operation.operation !== 'mutation'),
    verdicts: [],
    fieldVerdicts: [],
    lenient: false,
    rawVariables: precomputedDecision?.rawVariables,
    precomputedDecision,
    elevated: undefined,
    refused: undefined,
    acceptedTypes: undefined,
    reportedGrants: undefined,
  };
}

/**
 * Creates a state for the subtree below one root field. Without a caller it is anonymous and lenient with
 * nulls.
 */
export function elevate(
  state: ExecutionState,
  root: Path,
  resolvedCaller: ResolvedCaller | undefined,
  host: Host,
): ExecutionState {
  const below: ExecutionState = {
    ...createState(state, resolvedCaller ?? resolveCaller(undefined, host.roles, state.now), host),
    rawVariables: state.rawVariables,
    lenient: resolvedCaller === undefined,
  };
  // Which caller applies now depends on the path, which the fast path of guards does not compare.
  state.fieldVerdicts.length = 0;
  state.elevated ??= new Map();
  state.elevated.set(root, below);
  return below;
}

/** Returns the verdict of a rule, evaluated at its first use in this execution. */
export function verdictOf(state: ExecutionState, { id, rule }: CompiledRule): Verdict {
  const cached = state.verdicts[id];
  if (cached !== undefined) return cached;
  const verdict = withoutForgedOwner(evaluateRule(rule, state.resolvedCaller, state.now), state);
  state.verdicts[id] = verdict;
  return verdict;
}

/** Leaves an owner that the client can forge to the full guard, which refuses and reports it. */
function withoutForgedOwner(verdict: Verdict, { isNamedByClient }: ExecutionState): Verdict {
  const { parentOwner } = verdict;
  return parentOwner !== undefined && isNamedByClient(parentOwner)
    ? { ...verdict, parentOwner: undefined }
    : verdict;
}

function rootOf(path: Path): Path {
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return root;
}
