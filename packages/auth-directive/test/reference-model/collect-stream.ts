import { setImmediate } from 'node:timers/promises';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { Revalidation } from '../../src/index.js';
import { contextFor, fromGraphql, guardWorld } from './engine.js';
import type { Actual, Request, World } from './types.js';

/** What befalls the caller of a stream, before the event of that number. */
export type Blow =
  | { readonly kind: 'none' }
  | { readonly kind: 'expiry'; readonly before: number }
  | { readonly kind: 'revocation'; readonly before: number; readonly answer: () => Revalidation };

/** A stream as its subscriber saw it. */
export type Stream = {
  /** What was answered instead of a stream. */
  readonly refused: Actual | undefined;
  /** The answers in order; each trace holds the steps of that event alone. */
  readonly events: readonly Actual[];
  readonly trace: readonly string[];
  /** How often the host was asked whether the caller is still welcome. */
  readonly asked: number;
};

/** How long the caller's credential lasts; longer than any test, shorter than what generated rules call fresh. */
const lifetimeMs = 30_000;

/** Subscribes, and takes every event that comes. The clock stands still but for an expiry. */
export async function streamOf(world: World, request: Request, blow: Blow, events: number): Promise<Stream> {
  const started = Date.now();
  let event = 0;
  let asked = 0;
  const isDue = (kind: Blow['kind']): boolean =>
    blow.kind === kind && blow.kind !== 'none' && event >= blow.before;
  const { schema } = guardWorld(world, {
    now: () => started + (isDue('expiry') ? lifetimeMs : 0),
    revalidate: () => {
      asked += 1;
      return blow.kind === 'revocation' && isDue('revocation') ? blow.answer() : true;
    },
  });
  const { caller } = request;
  const expiring =
    caller.kind === 'anonymous' ? caller : { ...caller, expiresAt: new Date(started + lifetimeMs) };
  const contextValue = { ...contextFor(world, { ...request, caller: expiring }), events };
  const document = parse(request.source);
  const variableValues = { ...request.variables };
  const stream: AsyncGenerator<ExecutionResult> | ExecutionResult = await subscribe({
    schema,
    document,
    contextValue,
    variableValues,
  });
  const { trace } = contextValue;
  if (!(Symbol.asyncIterator in stream)) {
    return { refused: fromGraphql(stream, contextValue), events: [], trace, asked };
  }
  const answers: Actual[] = [];
  for (event = 1; event <= events + 1; event += 1) {
    const before = trace.length;
    const { value, done } = await stream.next();
    if (done === true) break;
    // A refusal may be answered while fields beside it still run: those belong to this event, not to the next.
    await setImmediate();
    answers.push({ ...fromGraphql(value, contextValue), trace: trace.slice(before) });
  }
  return { refused: undefined, events: answers, trace, asked };
}
