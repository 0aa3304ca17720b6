import type { GraphQLResolveInfo } from 'graphql';
import { type Ready, whenReady } from '../core/maybe-promise.js';
import type { ExecutionState } from '../execution/execution-state.js';
import type { Refused } from '../execution/plan-outcome.js';
import { errorInPlace, runsWhole } from '../plan/plans.js';
import type { GuardRoom, Resolver } from './guard-context.js';

/**
 * Stands around every root field of operations that run all or nothing, so that the law holds without a plugin:
 * the first root field decides the whole operation, and when anything is refused no resolver runs at all.
 */
export function guardWhole(room: GuardRoom, inner: Resolver): Resolver {
  return function guarded(source, args, context, info) {
    if (!runsWhole(info.operation, room.host.queries)) return inner(source, args, context, info);
    const refused = refusedWhole(room, room.executions.of(context, info), info);
    return whenReady<readonly Refused[], unknown>(refused, (all) => {
      const error = errorInPlace(all, String(info.path.key));
      if (error !== undefined) throw error;
      return inner(source, args, context, info);
    });
  };
}

const NOTHING: readonly Refused[] = [];

/** What the whole operation is refused for; decided once per execution, and not again after a plugin's plan. */
export function refusedWhole(
  room: GuardRoom,
  state: ExecutionState,
  info: GraphQLResolveInfo,
): Ready<readonly Refused[]> {
  if (state.refused !== undefined) return state.refused;
  const refused =
    state.handoff === undefined ? room.plans.refusedWhole(info.operation, info.fragments, state) : NOTHING;
  state.refused = refused;
  return refused;
}
