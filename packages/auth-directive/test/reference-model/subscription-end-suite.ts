import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngineIfValid } from './check-agreement.js';
import { collectStream, type Interruption, type Stream } from './collect-stream.js';
import { findDisagreement } from './find-disagreement.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateScenario } from './generate-case.js';
import { generateCaller, generateData } from './generate-data.js';
import { generateOperation } from './generate-operation.js';
import { createReference } from './reference.js';
import { createSeededRandom, type SeededRandom } from './seeded-random.js';
import { describeFailure } from './shrink-failure.js';
import type { Expected, Request } from './types.js';

const operations = 3;
const events = 3;

const answers: readonly (readonly [() => boolean | string, string])[] = [
  [() => false, 'SESSION_REVOKED'],
  [() => 'ACCOUNT_DISABLED', 'ACCOUNT_DISABLED'],
  [() => '', 'SESSION_REVOKED'],
  [
    () => {
      throw new Error('The database is not available.');
    },
    'SESSION_REVOKED',
  ],
];

/** Generates what happens to the caller during the stream, and the reason that the last event must have. */
function generateInterruption(random: SeededRandom): {
  readonly interruption: Interruption;
  readonly reason: string;
} {
  const before = 1 + random.below(events);
  const kind = random.pick(['none', 'expiry', 'revocation'] as const);
  const [answer, reason] = random.pick(answers);
  if (kind === 'none') return { interruption: { kind }, reason: '' };
  if (kind === 'expiry') return { interruption: { kind, before }, reason: 'TOKEN_EXPIRED' };
  return { interruption: { kind, before, answer }, reason };
}

/** Returns how a stream violates the guarantees, or undefined. */
function findFault(
  stream: Stream,
  request: Request,
  expected: Expected,
  interruption: Interruption,
  reason: string,
): string | undefined {
  if (expected.execution === undefined) {
    return stream.refused === undefined || stream.trace.length > 0
      ? 'starts although it is refused'
      : undefined;
  }
  if (stream.refused !== undefined) return expected.refusal === undefined ? 'is refused' : undefined;
  const isAnonymous = request.caller.kind === 'anonymous';
  const whole = isAnonymous || interruption.kind === 'none' ? events : interruption.before - 1;
  const isEnded = whole < events;
  if (stream.events.length !== whole + (isEnded ? 1 : 0)) return `brings ${stream.events.length} events`;
  if (stream.trace.filter((step) => step === 'closed').length !== 1) return 'does not close its source once';
  const revalidations = isAnonymous ? 0 : whole + (isEnded && interruption.kind === 'revocation' ? 1 : 0);
  if (stream.revalidations !== revalidations)
    return `calls revalidate ${stream.revalidations} times instead of ${revalidations}`;
  for (const event of stream.events.slice(0, whole)) {
    const trace = event.trace.filter((step) => step !== 'source' && step !== 'closed');
    const found = findDisagreement({ execution: expected.execution }, { ...event, trace });
    if (found !== undefined) return found;
  }
  const last = isEnded ? stream.events.at(-1) : undefined;
  if (last === undefined) return undefined;
  const keys = last.errors.map(({ key }) => key.split(' ').slice(0, 2).join(' '));
  if (keys.join() !== `UNAUTHENTICATED ${reason}`) return `ends with ${keys.join()}`;
  if (last.trace.some((step) => step !== 'closed' && step !== 'source'))
    return `runs ${last.trace.join()} at its end`;
  return Object.values(last.data ?? {}).some((value) => value !== null)
    ? 'delivers an event at its end'
    : undefined;
}

/** Checks one case. Returns how many streams there were, and how many of them were ended early. */
async function checkCase(seed: number): Promise<{ streams: number; ended: number }> {
  const random = createSeededRandom(seed);
  const { scenario, schema } = generateScenario(random, 'smooth');
  if (createEngineIfValid(scenario) === undefined) return { streams: 0, ended: 0 };
  const reference = createReference(scenario);
  let streams = 0;
  let ended = 0;
  for (let index = 0; index < operations; index += 1) {
    const data = generateData(random, schema, 'smooth');
    const request = {
      ...generateOperation(random, schema, 'subscription'),
      caller: generateCaller(random),
      data,
    };
    const { interruption, reason } = generateInterruption(random);
    const stream = await collectStream(scenario, request, interruption, events);
    const found = findFault(stream, request, reference.answer(request, 'guarded'), interruption, reason);
    if (found !== undefined) {
      const seen = JSON.stringify([
        stream.trace,
        stream.revalidations,
        stream.refused?.raw,
        ...stream.events.map(({ raw }) => raw),
      ]);
      throw new Error(
        `case ${seed}, ${JSON.stringify(interruption)}: the stream ${found}\n` +
          `${describeFailure({ scenario, request })}\nGOT ${seen}`,
      );
    }
    if (stream.refused === undefined) streams += 1;
    if (reason !== '' && stream.events.at(-1)?.errors.some(({ key }) => key.includes(reason))) ended += 1;
  }
  return { streams, ended };
}

/** Declares the test of streams that end early because their caller expired or was revoked. */
export function testSubscriptionEnd(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.1);
  test(
    'ends with one refusal at the first event after its caller expired or was revoked',
    async () => {
      let streams = 0;
      let ended = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        streams += result.streams;
        ended += result.ended;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / operations);

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      expect(streams).toBeGreaterThan(numRuns / 2);
      expect(ended).toBeGreaterThan(numRuns / 4);
    },
    budget.timeoutMs,
  );
}
