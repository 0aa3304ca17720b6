import { setImmediate } from 'node:timers/promises';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { Revalidation } from '../../src/index.js';
import { actualFromGraphql, createRequestContext, guardScenario } from './engine.js';
import type { Actual, Request, Scenario } from './types.js';

/** What befalls the caller of a stream, before the event of that number. */
export type Interruption =
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
  /** How often the host was revalidations whether the caller is still welcome. */
  readonly revalidations: number;
};

/** How long the caller's credential lasts; longer than any test, shorter than what generated rules call fresh. */
const lifetimeMs = 30_000;

/** Subscribes, and takes every event that comes. The clock stands still but for an expiry. */
export async function collectStream(
  scenario: Scenario,
  request: Request,
  interruption: Interruption,
  events: number,
): Promise<Stream> {
  const started = Date.now();
  let event = 0;
  let revalidations = 0;
  const isDue = (kind: Interruption['kind']): boolean =>
    interruption.kind === kind && interruption.kind !== 'none' && event >= interruption.before;
  const { schema } = guardScenario(scenario, {
    now: () => started + (isDue('expiry') ? lifetimeMs : 0),
    revalidate: () => {
      revalidations += 1;
      return interruption.kind === 'revocation' && isDue('revocation') ? interruption.answer() : true;
    },
  });
  const { caller } = request;
  const expiring =
    caller.kind === 'anonymous' ? caller : { ...caller, expiresAt: new Date(started + lifetimeMs) };
  const contextValue = { ...createRequestContext(scenario, { ...request, caller: expiring }), events };
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
    return { refused: actualFromGraphql(stream, contextValue), events: [], trace, revalidations };
  }
  const answers: Actual[] = [];
  for (event = 1; event <= events + 1; event += 1) {
    const before = trace.length;
    const { value, done } = await stream.next();
    if (done === true) break;
    // A refusal may be answered while fields beside it still run: those belong to this event, not to the next.
    await setImmediate();
    answers.push({ ...actualFromGraphql(value, contextValue), trace: trace.slice(before) });
  }
  return { refused: undefined, events: answers, trace, revalidations };
}
