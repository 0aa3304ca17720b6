import type { GraphQLResolveInfo } from 'graphql';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import type { ExecutionState } from '../execution/execution-state.js';
import type { RefusedField } from '../execution/precomputed-decision.js';
import { isAllOrNothing, refusalErrorFor } from '../plan/plans.js';
import type { GuardContext, Resolver } from './guard-context.js';

/**
 * Wraps every root field of operations that run all or nothing, so that the rule holds without a plugin: the
 * first root field evaluates the whole operation, and no resolver runs when anything is refused.
 */
export function guardOperation(guardContext: GuardContext, inner: Resolver): Resolver {
  return function guarded(source, args, context, info) {
    if (!isAllOrNothing(info.operation, guardContext.host.queries)) return inner(source, args, context, info);
    const refused = operationRefusals(
      guardContext,
      guardContext.executionStates.stateOf(context, info),
      info,
    );
    return mapMaybePromise<readonly RefusedField[], unknown>(refused, (all) => {
      const error = refusalErrorFor(all, String(info.path.key));
      if (error !== undefined) throw error;
      return inner(source, args, context, info);
    });
  };
}

const NO_REFUSALS: readonly RefusedField[] = [];

/**
 * Returns the refusals of the whole operation. Evaluated once per execution, and not after a plan has
 * decided.
 */
export function operationRefusals(
  guardContext: GuardContext,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): MaybePromise<readonly RefusedField[]> {
  if (state.refused !== undefined) return state.refused;
  const refused =
    state.precomputedDecision === undefined
      ? guardContext.plans.operationRefusals(info.operation, info.fragments, state)
      : NO_REFUSALS;
  state.refused = refused;
  return refused;
}
