import { createEngine, type Engine } from './engine.js';
import { findDisagreement } from './find-disagreement.js';
import type { Case } from './generate-case.js';
import { createReference, type ExecutionMode, type Reference } from './reference.js';
import { describe, type Failure, shrinkFailure } from './shrink-failure.js';
import type { Request, Scenario } from './types.js';

/** What a run over one case came to: how many answers were compared, and the first findDisagreement in words. */
export type Agreement = { readonly compared: number; readonly found: string | undefined };

const executionModes: readonly ExecutionMode[] = ['planned', 'guarded'];

/** The engine over a scenario, or undefined when its rules multiply to more than 64 groups, which is a start-up error by guarantee. */
export function createEngineIfValid(scenario: Scenario): Engine | undefined {
  try {
    return createEngine(scenario);
  } catch (error) {
    if (error instanceof Error && /64/.test(error.message)) return undefined;
    throw error;
  }
}

async function compare(
  engine: Engine,
  reference: Reference,
  request: Request,
  executionMode: ExecutionMode,
): Promise<string | undefined> {
  const actual = await engine[executionMode](request);
  const found = findDisagreement(reference.answer(request, executionMode), actual);
  return found === undefined ? undefined : `${executionMode}: the engine ${found}\nanswer ${actual.raw}`;
}

/** The findDisagreement without the names in it, so that a smaller pair may break the same guarantee elsewhere. */
function kindOf(found: string | undefined): string | undefined {
  const [words] = found?.split('\n') ?? [];
  return words?.replaceAll(/[A-Z][a-z]*\.[a-z]\w*|\bat \S+/g, '');
}

/** The pair made small, with what the engine says about it and what the guarantees call for. */
async function report(failure: Failure, executionMode: ExecutionMode): Promise<string> {
  const retry = async ({ scenario, request }: Failure): Promise<string | undefined> => {
    const engine = createEngine(scenario);
    return compare(engine, createReference(scenario), request, executionMode);
  };
  const wanted = kindOf(await retry(failure));
  const small = await shrinkFailure(failure, async (smaller) => kindOf(await retry(smaller)) === wanted);
  const expected = createReference(small.scenario).answer(small.request, executionMode);
  const guarantee = {
    must: expected.refusal?.must,
    may: [...(expected.refusal?.may ?? [])],
    data: expected.execution?.data,
    errors: expected.execution?.errors,
  };
  return [describe(small), `EXPECTED ${JSON.stringify(guarantee)}`, `GOT ${await retry(small)}`].join('\n');
}

/** Asks the engine and the reference the same, both executionModes, and reports the first answer that breaks the guarantees. */
export async function checkAgreement({ scenario, requests }: Case): Promise<Agreement> {
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { compared: 0, found: undefined };
  const reference = createReference(scenario);
  let compared = 0;
  for (const request of requests) {
    for (const executionMode of executionModes) {
      const found = await compare(engine, reference, request, executionMode);
      if (found !== undefined) return { compared, found: await report({ scenario, request }, executionMode) };
    }
    compared += 1;
  }
  return { compared, found: undefined };
}
