import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { Host } from '../core/host.js';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import { errorOf, MAX_REFUSALS } from '../core/refusal.js';
import type { Group } from '../core/rule.js';
import type { DecisionCache } from '../execution/decision-cache.js';
import { createState, type ExecutionState } from '../execution/execution-state.js';
import type { RefusedField } from '../execution/precomputed-decision.js';
import { coerceVariables } from '../execution/variable-values.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { challengeOf } from './challenge.js';
import { compilePlan, type Plan } from './compile-plan.js';
import type { PlanAnswer, PlanRequest } from './plan-answer.js';
import type { Fragments } from './plan-budget.js';
import { walkPlan } from './walk-plan.js';

/** The plans of one schema, compiled once per operation. */
export interface Plans {
  /** Evaluates an operation before it runs, and stores the decision for the execution. */
  readonly decideOperation: (
    request: PlanRequest<unknown>,
    decisionCache: DecisionCache,
  ) => MaybePromise<PlanAnswer>;
  /** Returns the refusals of an operation that runs all or nothing, for an execution without a plan. */
  readonly operationRefusals: (
    operation: OperationDefinitionNode,
    fragments: Fragments,
    state: ExecutionState,
  ) => MaybePromise<readonly RefusedField[]>;
}

export function createPlans(guarded: GuardedSchema): Plans {
  const { host } = guarded;
  const compiled = new WeakMap<OperationDefinitionNode, Plan>();

  function planOf(operation: OperationDefinitionNode, fragments: () => Fragments): Plan {
    const cached = compiled.get(operation);
    if (cached !== undefined) return cached;
    const plan = compilePlan(guarded, operation, fragments(), isAllOrNothing(operation, host.queries));
    compiled.set(operation, plan);
    return plan;
  }

  return {
    decideOperation(request, decisionCache) {
      const { operation, document } = request;
      return decideOperation(guarded, request, decisionCache, () =>
        planOf(operation, () => fragmentsOf(document.definitions)),
      );
    },
    operationRefusals(operation, fragments, state) {
      const plan = planOf(operation, () => fragments);
      return mapMaybePromise(
        walkPlan(guarded, { plan, operation, rawVariables: undefined }, state),
        ({ refused, grants }) => {
          for (const { refusal } of reported(refused))
            host.refuse(refusal, state.resolvedCaller, state.context, 'plan');
          if (refused.length === 0 && grants.size > 0)
            state.reportedGrants = reportGrants(host, grants, state);
          return refused;
        },
      );
    },
  };
}

function decideOperation(
  guarded: GuardedSchema,
  request: PlanRequest<unknown>,
  decisionCache: DecisionCache,
  planOf: () => Plan,
): MaybePromise<PlanAnswer> {
  const { host } = guarded;
  const { operation, context, schema } = request;
  const rawVariables = request.variables ?? {};
  const variables = coerceVariables(schema, operation, rawVariables);
  // Variables that cannot be coerced never reach a resolver: the execution reports the error.
  if (variables === undefined) return { kind: 'go' };
  const resolvedCaller = host.resolveCaller(context);
  // A plan evaluates no object, so no name that the client has chosen matters.
  const execution = { context, variables, operation, isNamedByClient: () => true };
  const state = createState(execution, resolvedCaller, host);
  const walk = walkPlan(guarded, { plan: planOf(), operation, rawVariables }, state);
  return mapMaybePromise(walk, ({ refused, hasAllowedRoot, answers, grants }) => {
    const isRefused = refused.length > 0 && (isAllOrNothing(operation, host.queries) || !hasAllowedRoot);
    if (isRefused) return refuse(host, refused, state);
    decisionCache.storeDecision(context, {
      operation,
      variables: state.coerced,
      rawVariables,
      resolvedCaller,
      answers,
      granted: grants.size === 0 ? NOTHING : reportGrants(host, grants, state),
    });
    return { kind: 'go' };
  });
}

function refuse(host: Host, refused: readonly RefusedField[], state: ExecutionState): PlanAnswer {
  const errors = reported(refused).map(({ refusal }) =>
    host.refuse(refusal, state.resolvedCaller, state.context, 'plan'),
  );
  return { kind: 'refused', errors, ...challengeOf(refused.map(({ refusal }) => refusal)) };
}

const NOTHING: ReadonlySet<string> = new Set();

/** Reports what passes in an operation that runs. Returns the elements. */
function reportGrants(
  { reportGrant }: Host,
  grants: ReadonlyMap<string, Group>,
  { resolvedCaller, context }: ExecutionState,
): Set<string> {
  for (const [coordinate, group] of grants)
    reportGrant?.(coordinate, group, { resolvedCaller, context, when: 'plan' });
  return new Set(grants.keys());
}

/** Returns whether a single refusal refuses the whole operation. */
export function isAllOrNothing(
  { operation }: OperationDefinitionNode,
  queries: 'partial' | 'reject',
): boolean {
  return operation !== 'query' || queries === 'reject';
}

/**
 * Returns the error for one root field of a refused operation: its own refusal if it has one, else the first.
 */
export function refusalErrorFor(refused: readonly RefusedField[], rootKey: string): Error | undefined {
  const reported = refused.find((each) => each.rootKey === rootKey) ?? refused[0];
  return reported && errorOf(reported.refusal);
}

/** Returns the first refusals, each element and argument path once. */
function reported(refused: readonly RefusedField[]): readonly RefusedField[] {
  const seen = new Set<string>();
  const unique = refused.filter(({ refusal: { coordinate, argumentPath } }) => {
    const key = `${coordinate} ${argumentPath}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.slice(0, MAX_REFUSALS);
}

function fragmentsOf(definitions: PlanRequest<unknown>['document']['definitions']): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
