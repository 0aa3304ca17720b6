import type { GraphQLResolveInfo } from 'graphql';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import type { ExecutionState } from '../execution/execution-state.js';
import type { RefusedField } from '../execution/plan-outcome.js';
import { isAllOrNothing, refusalErrorFor } from '../plan/plans.js';
import type { GuardContext, Resolver } from './guard-context.js';

/**
 * Stands around every root field of operations that run all or nothing, so that the law holds without a plugin:
 * the first root field decides the whole operation, and when anything is refused no resolver runs at all.
 */
export function guardOperation(guardContext: GuardContext, inner: Resolver): Resolver {
  return function guarded(source, args, context, info) {
    if (!isAllOrNothing(info.operation, guardContext.host.queries)) return inner(source, args, context, info);
    const refused = operationRefusals(guardContext, guardContext.executionStates.of(context, info), info);
    return mapMaybePromise<readonly RefusedField[], unknown>(refused, (all) => {
      const error = refusalErrorFor(all, String(info.path.key));
      if (error !== undefined) throw error;
      return inner(source, args, context, info);
    });
  };
}

const NOTHING: readonly RefusedField[] = [];

/** What the whole operation is refused for; decided once per execution, and not again after a plugin's plan. */
export function operationRefusals(
  guardContext: GuardContext,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): MaybePromise<readonly RefusedField[]> {
  if (state.refused !== undefined) return state.refused;
  const refused =
    state.precomputedDecision === undefined
      ? guardContext.plans.operationRefusals(info.operation, info.fragments, state)
      : NOTHING;
  state.refused = refused;
  return refused;
}
