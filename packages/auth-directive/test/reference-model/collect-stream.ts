import { setImmediate } from 'node:timers/promises';
import { type ExecutionResult, parse, subscribe } from 'graphql';
import type { Revalidation } from '../../src/index.js';
import { actualFromGraphql, createRequestContext, guardScenario } from './engine.js';
import type { Actual, Request, Scenario } from './types.js';

/** What happens to the caller of a stream before the event of that number. */
export type Interruption =
  | { readonly kind: 'none' }
  | { readonly kind: 'expiry'; readonly before: number }
  | { readonly kind: 'revocation'; readonly before: number; readonly answer: () => Revalidation };

/** A stream as its subscriber received it. */
export type Stream = {
  /** The answer in place of a stream. */
  readonly refused: Actual | undefined;
  /** The answers in order; each trace has only the steps of its event. */
  readonly events: readonly Actual[];
  readonly trace: readonly string[];
  /** How often `revalidate` was called. */
  readonly revalidations: number;
};

/**
 * The lifetime of the caller's credential: longer than any test, shorter than every generated freshness
 * window.
 */
const lifetimeMs = 30_000;

/** Subscribes and collects every event. The clock moves only for an expiry. */
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
    // A refusal may be answered while other fields still run. Their steps belong to this event, not to the
    // next.
    await setImmediate();
    answers.push({ ...actualFromGraphql(value, contextValue), trace: trace.slice(before) });
  }
  return { refused: undefined, events: answers, trace, revalidations };
}
