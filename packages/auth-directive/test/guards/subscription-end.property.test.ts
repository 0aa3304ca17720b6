import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { engineFor } from '../reference-model/check-agreement.js';
import { type Blow, type Stream, streamOf } from '../reference-model/collect-stream.js';
import { disagreement } from '../reference-model/find-disagreement.js';
import { budgetOf, caseSeeds, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateWorld } from '../reference-model/generate-case.js';
import { generateCaller, generateData } from '../reference-model/generate-data.js';
import { generateOperation } from '../reference-model/generate-operation.js';
import { createReference } from '../reference-model/reference.js';
import { type Choices, createChoices } from '../reference-model/seeded-random.js';
import { describe as inWords } from '../reference-model/shrink-failure.js';
import type { Expected, Request } from '../reference-model/types.js';

const operations = 3;
const events = 3;
const budget = budgetOf(120, 0.1);

beforeAll(withoutStackTraces);

const answers: readonly (readonly [() => boolean | string, string])[] = [
  [() => false, 'SESSION_REVOKED'],
  [() => 'ACCOUNT_DISABLED', 'ACCOUNT_DISABLED'],
  [() => '', 'SESSION_REVOKED'],
  [
    () => {
      throw new Error('The database is away.');
    },
    'SESSION_REVOKED',
  ],
];

/** Something that happens to the caller during the stream, and the reason that the last event has to name. */
function generateBlow(choices: Choices): { readonly blow: Blow; readonly reason: string } {
  const before = 1 + choices.below(events);
  const kind = choices.pick(['none', 'expiry', 'revocation'] as const);
  const [answer, reason] = choices.pick(answers);
  if (kind === 'none') return { blow: { kind }, reason: '' };
  if (kind === 'expiry') return { blow: { kind, before }, reason: 'TOKEN_EXPIRED' };
  return { blow: { kind, before, answer }, reason };
}

/** Says how a stream breaks the laws, or undefined when it keeps them. */
function faultOf(
  stream: Stream,
  request: Request,
  expected: Expected,
  blow: Blow,
  reason: string,
): string | undefined {
  if (expected.execution === undefined) {
    return stream.refused === undefined || stream.trace.length > 0
      ? 'starts although it is refused'
      : undefined;
  }
  if (stream.refused !== undefined) return expected.refusal === undefined ? 'is refused' : undefined;
  const isAnonymous = request.caller.kind === 'anonymous';
  const whole = isAnonymous || blow.kind === 'none' ? events : blow.before - 1;
  const isEnded = whole < events;
  if (stream.events.length !== whole + (isEnded ? 1 : 0)) return `brings ${stream.events.length} events`;
  if (stream.trace.filter((step) => step === 'closed').length !== 1) return 'does not close its source once';
  const asked = isAnonymous ? 0 : whole + (isEnded && blow.kind === 'revocation' ? 1 : 0);
  if (stream.asked !== asked) return `asks ${stream.asked} times instead of ${asked}`;
  for (const event of stream.events.slice(0, whole)) {
    const trace = event.trace.filter((step) => step !== 'source' && step !== 'closed');
    const found = disagreement({ execution: expected.execution }, { ...event, trace });
    if (found !== undefined) return found;
  }
  const last = isEnded ? stream.events.at(-1) : undefined;
  if (last === undefined) return undefined;
  const words = last.errors.map(({ key }) => key.split(' ').slice(0, 2).join(' '));
  if (words.join() !== `UNAUTHENTICATED ${reason}`) return `ends with ${words.join()}`;
  if (last.trace.some((step) => step !== 'closed' && step !== 'source'))
    return `runs ${last.trace.join()} at its end`;
  return Object.values(last.data ?? {}).some((value) => value !== null)
    ? 'delivers an event at its end'
    : undefined;
}

/** Asks one case; answers how many streams there were, and how many of them were cut off. */
async function checkCase(seed: number): Promise<{ streams: number; cut: number }> {
  const choices = createChoices(seed);
  const { world, schema } = generateWorld(choices, 'smooth');
  if (engineFor(world) === undefined) return { streams: 0, cut: 0 };
  const reference = createReference(world);
  let streams = 0;
  let cut = 0;
  for (let index = 0; index < operations; index += 1) {
    const data = generateData(choices, schema, 'smooth');
    const request = {
      ...generateOperation(choices, schema, 'subscription'),
      caller: generateCaller(choices),
      data,
    };
    const { blow, reason } = generateBlow(choices);
    const stream = await streamOf(world, request, blow, events);
    const found = faultOf(stream, request, reference.answer(request, 'guarded'), blow, reason);
    if (found !== undefined) {
      const seen = JSON.stringify([
        stream.trace,
        stream.asked,
        stream.refused?.raw,
        ...stream.events.map(({ raw }) => raw),
      ]);
      throw new Error(
        `case ${seed}, ${JSON.stringify(blow)}: the stream ${found}\n${inWords({ world, request })}\nGOT ${seen}`,
      );
    }
    if (stream.refused === undefined) streams += 1;
    if (reason !== '' && stream.events.at(-1)?.errors.some(({ key }) => key.includes(reason))) cut += 1;
  }
  return { streams, cut };
}

describe('a stream', () => {
  test(
    'ends at the first event after its caller has expired or was revoked, with one refusal and nothing of that event',
    async () => {
      let streams = 0;
      let cut = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        streams += result.streams;
        cut += result.cut;
      });
      const numRuns = Math.ceil((budget.cases * 1.05) / operations);

      await fc.assert(property, { numRuns, seed: budget.seed, endOnFailure: true });

      expect(streams).toBeGreaterThan(numRuns);
      expect(cut).toBeGreaterThan(numRuns / 3);
    },
    budget.timeoutMs,
  );
});
