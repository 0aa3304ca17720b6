import { type FragmentDefinitionNode, getVariableValues, Kind, type OperationDefinitionNode } from 'graphql';
import type { Host } from '../core/host.js';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import { errorOf } from '../core/refusal.js';
import type { DecisionCache } from '../execution/decision-cache.js';
import { createState, type ExecutionState } from '../execution/execution-state.js';
import type { PlanAnswer, PlanRequest, RefusedField } from '../execution/plan-outcome.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { challengeOf } from './challenge.js';
import { compilePlan, type Fragments, type Plan } from './compile-plan.js';
import { walkPlan } from './walk-plan.js';

/** The most errors that one answer lists. */
export const MAX_ERRORS = 20;

/** Plans of one schema, compiled once per operation. */
export interface Plans {
  /** Decides an operation before it runs, and leaves what it found to the execution. */
  readonly decide: (request: PlanRequest<unknown>, decisionCache: DecisionCache) => MaybePromise<PlanAnswer>;
  /** The same for an execution that nobody planned and that runs all or nothing: what it is refused for, if it is. */
  readonly operationRefusals: (
    operation: OperationDefinitionNode,
    fragments: Fragments,
    state: ExecutionState,
  ) => MaybePromise<readonly RefusedField[]>;
}

/** Makes the plans of a guarded schema. */
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
    decide(request, decisionCache) {
      const { operation, document } = request;
      return decide(guarded, request, decisionCache, () =>
        planOf(operation, () => fragmentsOf(document.definitions)),
      );
    },
    operationRefusals(operation, fragments, state) {
      const plan = planOf(operation, () => fragments);
      return mapMaybePromise(
        walkPlan(guarded, { plan, operation, rawVariables: undefined }, state),
        ({ refused }) => {
          for (const { refusal } of unique(refused))
            host.refuse(refusal, state.resolvedCaller, state.context, 'plan');
          return refused;
        },
      );
    },
  };
}

function decide(
  guarded: GuardedSchema,
  request: PlanRequest<unknown>,
  decisionCache: DecisionCache,
  planOf: () => Plan,
): MaybePromise<PlanAnswer> {
  const { host } = guarded;
  const { operation, context, schema } = request;
  const rawVariables = request.variables ?? {};
  // One fault is enough to know: each is told with the whole value in words, and a value can have thousands.
  const once = { maxErrors: 1 };
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], rawVariables, once);
  // Variables that cannot be coerced never reach a resolver: the execution reports them itself.
  if (coerced === undefined) return { kind: 'go' };
  const resolvedCaller = host.resolvedCaller(context);
  const state = createState(context, coerced, resolvedCaller, host);
  const walk = walkPlan(guarded, { plan: planOf(), operation, rawVariables }, state);
  return mapMaybePromise(walk, ({ refused, someRootAnswers, answers }) => {
    const isRefused = refused.length > 0 && (isAllOrNothing(operation, host.queries) || !someRootAnswers);
    if (isRefused) return refuse(host, unique(refused), state);
    decisionCache.storeDecision(context, {
      operation,
      variables: coerced,
      rawVariables,
      resolvedCaller,
      answers,
    });
    return { kind: 'go' };
  });
}

function refuse(host: Host, refused: readonly RefusedField[], state: ExecutionState): PlanAnswer {
  const refusals = refused.map(({ refusal }) => refusal);
  const errors = refusals.map((refusal) => host.refuse(refusal, state.resolvedCaller, state.context, 'plan'));
  return { kind: 'refused', errors: errors.slice(0, MAX_ERRORS), ...challengeOf(refusals) };
}

/** Whether an operation runs all or nothing. */
export function isAllOrNothing(
  { operation }: OperationDefinitionNode,
  queries: 'partial' | 'reject',
): boolean {
  return operation !== 'query' || queries === 'reject';
}

/** The error in place of one root field of an operation that was refused whole: its own refusal if it has one. */
export function refusalErrorFor(refused: readonly RefusedField[], rootKey: string): Error | undefined {
  const shown = refused.find((each) => each.rootKey === rootKey) ?? refused[0];
  return shown && errorOf(shown.refusal);
}

function unique(refused: readonly RefusedField[]): readonly RefusedField[] {
  const seen = new Set<string>();
  return refused.filter(({ refusal: { coordinate, argumentPath } }) => {
    const key = `${coordinate} ${argumentPath}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function fragmentsOf(definitions: PlanRequest<unknown>['document']['definitions']): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}
