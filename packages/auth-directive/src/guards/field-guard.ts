import { defaultFieldResolver, type GraphQLResolveInfo } from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import { mapPromiseLike } from '../core/maybe-promise.js';
import { isOwnedBy } from '../execution/evaluate-requirements.js';
import { type ExecutionState, elevate, isStateOf, verdictOf } from '../execution/execution-state.js';
import type { FieldGuard, Resolver } from './guard-context.js';
import { resolveGuarded } from './resolve-guarded.js';
import { NO_STORE, restrictCaching } from './restrict-caching.js';

/**
 * Wraps the resolver of a field: evaluates the field's effective rule first. What the caller alone decides is
 * evaluated once per execution. When access is granted, the guard allocates nothing, calls only the inner
 * resolver and is synchronous if that is.
 */
export function guardField(guard: FieldGuard, inner: Resolver): Resolver {
  const fullGuard = guardFully(guard, inner);
  const { createValueCheck, field, guardContext } = guard;
  const { reportGrant } = guardContext.host;
  if (createValueCheck !== undefined || field.inputs !== undefined || reportGrant !== undefined) {
    return fullGuard;
  }
  return inner === defaultFieldResolver
    ? guardDefaultResolver(guard, fullGuard)
    : guardCustomResolver(guard, fullGuard, inner);
}

function guardCustomResolver(guard: FieldGuard, fullGuard: Resolver, inner: Resolver): Resolver {
  const { latest } = guard.guardContext.executionStates;
  const slot = verdictSlot(guard);
  return function guarded(source, args, context, info) {
    return isGranted(latest.state, slot, source, context, info)
      ? inner(source, args, context, info)
      : fullGuard(source, args, context, info);
  };
}

/**
 * Same as `guardCustomResolver`, for the default resolver of graphql-js, which most fields have. Its common
 * case, a property that is not a function, is read inline, because the call alone would cost more than the
 * guard.
 */
function guardDefaultResolver(guard: FieldGuard, fullGuard: Resolver): Resolver {
  const { latest } = guard.guardContext.executionStates;
  const slot = verdictSlot(guard);
  return function guarded(source, args, context, info) {
    if (!isGranted(latest.state, slot, source, context, info)) {
      return fullGuard(source, args, context, info);
    }
    if (typeof source === 'object' && source !== null) {
      // The cast is safe: the line above has checked that the source is an object.
      const property = (source as Readonly<Record<string, unknown>>)[info.fieldName];
      if (typeof property !== 'function') return property;
    }
    return defaultFieldResolver(source, args, context, info);
  };
}

/**
 * Returns whether this execution has already evaluated the rule as granted, or as granted to the parent's
 * owner. This is the fast path of every guarded field. It runs for each row, so it calls as little as
 * possible: caching is restricted by the full guard of the first field alone (see `verdictSlot`).
 */
function isGranted(
  state: ExecutionState | undefined,
  slot: number,
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
): boolean {
  if (state === undefined || !isStateOf(state, context, info)) return false;
  const verdict = state.fieldVerdicts[slot];
  if (verdict === GRANTED) return true;
  const { resolvedCaller } = state;
  return (
    verdict?.parentOwner !== undefined &&
    resolvedCaller.kind === 'principal' &&
    isOwnedBy(source, verdict.parentOwner, resolvedCaller.id)
  );
}

/**
 * Returns where the fast path finds the verdict of a field in `fieldVerdicts`. Only fields with the same rule
 * and the same cache limit share it: the first of them in an execution restricts the caching of the whole
 * response, which later fields cannot lift.
 */
function verdictSlot({ field, cacheLimit }: FieldGuard): number {
  return field.guardRule.id * 2 + (cacheLimit === NO_STORE ? 1 : 0);
}

/** The complete guard: for the first evaluation of a rule, and for rules on objects and inputs. */
function guardFully(guard: FieldGuard, inner: Resolver): Resolver {
  const rule = guard.field.guardRule;
  const slot = verdictSlot(guard);
  return function guarded(source, args, context, info) {
    restrictCaching(info, guard.cacheLimit);
    const state = guard.guardContext.executionStates.stateOf(context, info);
    const resolve = (): unknown => inner(source, args, context, info);
    const verdict = verdictOf(state, rule);
    if (state.elevated === undefined) state.fieldVerdicts[slot] = verdict;
    return resolveGuarded({ guard, state, source, args, info, resolve }, rule, verdict);
  };
}

/**
 * Wraps the resolver of an elevating field. The rule before the resolver is evaluated for the caller of the
 * context, the rule of the payload for the caller that `elevate` reads from it. Only a root field elevates.
 */
export function guardElevating(guard: FieldGuard, inner: Resolver): Resolver {
  const ordinary = guardField(guard, inner);
  const { guardContext, field } = guard;
  const { beforeRule, payloadRule, coordinate } = field;
  // Before the mutation there is no value to check; the payload is checked later, for its own caller.
  const before = { ...guard, createValueCheck: undefined };

  return function guarded(source, args, context, info) {
    if (info.path.prev !== undefined) return ordinary(source, args, context, info);
    restrictCaching(info, guard.cacheLimit);
    const state = guardContext.executionStates.stateOf(context, info);
    const checkPayload = (payload: unknown): unknown => {
      if (payload === null || payload === undefined || payload instanceof Error) return payload;
      const below = elevate(
        state,
        info.path,
        guardContext.host.resolveElevatedCaller(payload, context, coordinate),
        guardContext.host,
      );
      const call = { guard, state: below, source, args, info, isPayload: true, resolve: () => payload };
      return resolveGuarded(call, payloadRule, verdictOf(below, payloadRule));
    };
    const resolve = (): unknown => {
      return mapPromiseLike(inner(source, args, context, info), checkPayload);
    };
    const verdict = verdictOf(state, beforeRule);
    const isReported = guardContext.host.reportGrant !== undefined;
    if (verdict === GRANTED && field.inputs === undefined && !isReported) return resolve();
    return resolveGuarded({ guard: before, state, source, args, info, resolve }, beforeRule, verdict);
  };
}
