import { answer } from './answer.js';
import { type ExecutionState, elevate, verdictOf } from './execution.js';
import type { FieldGuard, Resolver } from './guard-room.js';
import { GRANTED } from './judge.js';
import { isLater } from './settled.js';

/**
 * The guard of a field: a resolver that asks the field's effective rule and only then the resolver inside. What
 * the caller alone decides is decided once per execution; the granted path allocates nothing, and stays
 * synchronous when the resolver does.
 */
export function guardField(guard: FieldGuard, inner: Resolver): Resolver {
  const { executions } = guard.room;
  const rule = guard.field.guard;
  if (guard.judgeValue !== undefined || guard.field.inputs !== undefined)
    return guardThoroughly(guard, inner);

  return function guarded(source, args, context, info) {
    const state = executions(context, info);
    const verdict = state.verdicts[rule.id] ?? verdictOf(state, rule);
    if (verdict === GRANTED) return inner(source, args, context, info);
    const { parentOwner } = verdict;
    if (parentOwner !== undefined && isOwner(source, parentOwner, state))
      return inner(source, args, context, info);
    const resolve = (): unknown => inner(source, args, context, info);
    return answer({ guard, state, source, args, info, resolve }, rule, verdict);
  };
}

/** The guard of a field that has more to ask than its rule. */
function guardThoroughly(guard: FieldGuard, inner: Resolver): Resolver {
  const rule = guard.field.guard;
  return function guarded(source, args, context, info) {
    const state = guard.room.executions(context, info);
    const resolve = (): unknown => inner(source, args, context, info);
    return answer({ guard, state, source, args, info, resolve }, rule, verdictOf(state, rule));
  };
}

/**
 * The guard of an elevating field: what must hold before it runs is asked of the caller by the context, what its
 * payload asks, of the caller that the payload names. Only a root field of this very execution elevates.
 */
export function guardElevating(guard: FieldGuard, inner: Resolver): Resolver {
  const ordinary = guardField(guard, inner);
  const { room, field } = guard;
  const { opening, closing, coordinate } = field;
  // Before the mutation there is no value to judge: that is the payload's turn, by the caller it names.
  const before = { ...guard, judgeValue: undefined };

  return function guarded(source, args, context, info) {
    if (info.path.prev !== undefined) return ordinary(source, args, context, info);
    const state = room.executions(context, info);
    const raise = (payload: unknown): unknown => {
      if (payload === null || payload === undefined || payload instanceof Error) return payload;
      const below = elevate(state, info.path, room.host.elevated(payload, context, coordinate), room.host);
      const call = { guard, state: below, source, args, info, isPayload: true, resolve: () => payload };
      return answer(call, closing, verdictOf(below, closing));
    };
    const resolve = (): unknown => {
      const payload = inner(source, args, context, info);
      return isLater(payload) ? payload.then(raise) : raise(payload);
    };
    const verdict = verdictOf(state, opening);
    if (verdict === GRANTED && field.inputs === undefined) return resolve();
    return answer({ guard: before, state, source, args, info, resolve }, opening, verdict);
  };
}

function isOwner(object: unknown, property: string, { standing }: ExecutionState): boolean {
  if (standing.kind === 'anonymous' || typeof object !== 'object' || object === null) return false;
  // The sole cast of the hot path: what is read is compared with a string, and nothing else is done with it.
  return (object as Readonly<Record<string, unknown>>)[property] === standing.id;
}
