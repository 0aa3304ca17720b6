import type { GraphQLResolveInfo } from 'graphql';
import { defaultFieldResolver, GraphQLError } from 'graphql';
import { isAsyncIterable } from '../core/is-iterable.js';
import type { Refusal } from '../core/refusal.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import { refusalErrorFor } from '../plan/plans.js';
import type { GuardContext, Resolver } from './guard-context.js';
import { operationRefusals } from './operation-guard.js';

/**
 * Replaces an event, once, after the caller has lost access. Not exported, so that no other code can create
 * one.
 */
class EndOfStream {
  readonly error: GraphQLError;

  constructor(error: GraphQLError) {
    this.error = error;
  }
}

/**
 * Wraps the source of a subscription: evaluates the whole operation before the source starts, and checks
 * before each event whether the caller has expired or was revoked. If so, the stream ends with one
 * UNAUTHENTICATED error in place of the event.
 */
export function guardSource(
  guardContext: GuardContext,
  coordinate: string,
  inner: Resolver = defaultFieldResolver,
): Resolver {
  return async function guarded(source, args, context, info) {
    const state = guardContext.executionStates.sourceStateOf(context, info);
    const error = refusalErrorFor(await operationRefusals(guardContext, state, info), String(info.path.key));
    if (error !== undefined) throw error;
    const events: unknown = await inner(source, args, context, info);
    if (events instanceof Error) throw events;
    if (!isAsyncIterable(events)) throw new GraphQLError('Subscription field must return Async Iterable.');
    return guardedEvents(events, () =>
      revalidateCaller(guardContext, state.resolvedCaller, context, coordinate),
    );
  };
}

/**
 * Wraps the resolver of a subscription's field: passes events on, and throws the error that ends the stream.
 */
export function guardEvent(inner: Resolver): Resolver {
  return function guarded(source, args, context, info: GraphQLResolveInfo) {
    if (source instanceof EndOfStream) throw source.error;
    return inner(source, args, context, info);
  };
}

type RevalidateCaller = () => Promise<GraphQLError | undefined>;

function guardedEvents(
  events: AsyncIterable<unknown>,
  revalidateCaller: RevalidateCaller,
): AsyncIterableIterator<unknown> {
  const iterator = events[Symbol.asyncIterator]();
  let hasEnded = false;

  async function end(value: unknown, isDone: boolean): Promise<IteratorResult<unknown>> {
    hasEnded = true;
    try {
      await iterator.return?.();
    } catch {
      // A source that fails to close must not keep the refusal from the client.
    }
    return isDone ? { value: undefined, done: true } : { value, done: false };
  }

  return {
    async next() {
      if (hasEnded) return { value: undefined, done: true };
      const event = await iterator.next();
      if (event.done === true || hasEnded) return { value: undefined, done: true };
      const error = await revalidateCaller();
      return error === undefined ? event : end(new EndOfStream(error), false);
    },
    return: () => end(undefined, true),
    async throw(error) {
      hasEnded = true;
      if (iterator.throw) return iterator.throw(error);
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function revalidateCaller(
  { host }: GuardContext,
  resolvedCaller: ResolvedCaller,
  context: unknown,
  coordinate: string,
): Promise<GraphQLError | undefined> {
  // An anonymous caller has access through @public only, which cannot be revoked.
  if (resolvedCaller.kind === 'anonymous') return undefined;
  const { caller } = resolvedCaller;
  const isExpired = caller.expiresAt !== undefined && caller.expiresAt.getTime() <= host.now();
  const reason = isExpired ? 'TOKEN_EXPIRED' : await host.revocationReason(caller, context, coordinate);
  if (reason === undefined) return undefined;
  const refusal: Refusal = { code: 'UNAUTHENTICATED', coordinate, reason };
  return host.refuse(refusal, resolvedCaller, context, 'event');
}
