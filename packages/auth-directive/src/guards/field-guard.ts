import { defaultFieldResolver, type GraphQLResolveInfo } from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import { isPromiseLike } from '../core/maybe-promise.js';
import { propertyOf } from '../execution/evaluate-requirements.js';
import { type ExecutionState, elevate, verdictOf } from '../execution/execution-state.js';
import type { FieldGuard, Resolver } from './guard-context.js';
import { resolveGuarded } from './resolve-guarded.js';

/**
 * The guard of a field: a resolver that asks the field's effective rule and only then the resolver inside. What
 * the caller alone decides is decided once per execution; the granted path allocates nothing, calls nothing but
 * the resolver, and stays synchronous when that does.
 */
export function guardField(guard: FieldGuard, inner: Resolver): Resolver {
  const fullGuard = guardFully(guard, inner);
  if (guard.createValueCheck !== undefined || guard.field.inputs !== undefined) return fullGuard;
  return inner === defaultFieldResolver
    ? guardDefaultResolver(guard, fullGuard)
    : guardCustomResolver(guard, fullGuard, inner);
}

function guardCustomResolver(
  { guardContext, field }: FieldGuard,
  fullGuard: Resolver,
  inner: Resolver,
): Resolver {
  const { latest } = guardContext.executionStates;
  const { id } = field.guard;
  return function guarded(source, args, context, info) {
    const { state } = latest;
    return state !== undefined && isGranted(state, id, source, context, info)
      ? inner(source, args, context, info)
      : fullGuard(source, args, context, info);
  };
}

/**
 * The same where the resolver inside is graphql-js's own, as most are: its everyday case, a property that is no
 * function, is read in place, because the mere call would cost more than the guard. All else is its own affair.
 */
function guardDefaultResolver({ guardContext, field }: FieldGuard, fullGuard: Resolver): Resolver {
  const { latest } = guardContext.executionStates;
  const { id } = field.guard;
  return function guarded(source, args, context, info) {
    const { state } = latest;
    if (state === undefined || !isGranted(state, id, source, context, info)) {
      return fullGuard(source, args, context, info);
    }
    if (typeof source === 'object' && source !== null) {
      // The cast says what the line before has found: something that has properties.
      const property = (source as Readonly<Record<string, unknown>>)[info.fieldName];
      if (typeof property !== 'function') return property;
    }
    return defaultFieldResolver(source, args, context, info);
  };
}

/** Whether this very execution has found that the rule holds, or holds for whom the parent belongs to. */
function isGranted(
  state: ExecutionState,
  id: number,
  source: unknown,
  context: unknown,
  info: GraphQLResolveInfo,
): boolean {
  if (state.variables !== info.variableValues || state.context !== context || state.elevated !== undefined) {
    return false;
  }
  const verdict = state.verdicts[id];
  if (verdict === GRANTED) return true;
  const { resolvedCaller } = state;
  return (
    verdict?.parentOwner !== undefined &&
    resolvedCaller.kind === 'principal' &&
    propertyOf(source, verdict.parentOwner) === resolvedCaller.id
  );
}

/** The guard in full: the first time that a rule is asked, and wherever objects and inputs have a say. */
function guardFully(guard: FieldGuard, inner: Resolver): Resolver {
  const rule = guard.field.guard;
  return function guarded(source, args, context, info) {
    const state = guard.guardContext.executionStates.of(context, info);
    const resolve = (): unknown => inner(source, args, context, info);
    return resolveGuarded({ guard, state, source, args, info, resolve }, rule, verdictOf(state, rule));
  };
}

/**
 * The guard of an elevating field: what must hold before it runs is asked of the caller by the context, what its
 * payload asks, of the caller that the payload names. Only a root field of this very execution elevates.
 */
export function guardElevating(guard: FieldGuard, inner: Resolver): Resolver {
  const ordinary = guardField(guard, inner);
  const { guardContext, field } = guard;
  const { beforeRule, payloadRule, coordinate } = field;
  // Before the mutation there is no value to judge: that is the payload's turn, by the caller it names.
  const before = { ...guard, createValueCheck: undefined };

  return function guarded(source, args, context, info) {
    if (info.path.prev !== undefined) return ordinary(source, args, context, info);
    const state = guardContext.executionStates.of(context, info);
    const checkPayload = (payload: unknown): unknown => {
      if (payload === null || payload === undefined || payload instanceof Error) return payload;
      const below = elevate(
        state,
        info.path,
        guardContext.host.elevated(payload, context, coordinate),
        guardContext.host,
      );
      const call = { guard, state: below, source, args, info, isPayload: true, resolve: () => payload };
      return resolveGuarded(call, payloadRule, verdictOf(below, payloadRule));
    };
    const resolve = (): unknown => {
      const payload = inner(source, args, context, info);
      return isPromiseLike(payload) ? payload.then(checkPayload) : checkPayload(payload);
    };
    const verdict = verdictOf(state, beforeRule);
    if (verdict === GRANTED && field.inputs === undefined) return resolve();
    return resolveGuarded({ guard: before, state, source, args, info, resolve }, beforeRule, verdict);
  };
}
