import { createEngine, type Engine, type Run, runs } from './engine.js';
import { findDisagreement } from './find-disagreement.js';
import type { Case } from './generate-case.js';
import { createReference, type ExecutionMode, type Reference } from './reference.js';
import { describeFailure, type Failure, shrinkFailure } from './shrink-failure.js';
import type { Request, Scenario } from './types.js';

/** The result of one case: how many answers were compared, and a description of the first disagreement. */
export type Agreement = { readonly compared: number; readonly found: string | undefined };

/** The executor of graphql-tools gives the answers of the guards alone. */
function modeOf(run: Run): ExecutionMode {
  return run === 'planned' ? 'planned' : 'guarded';
}

/**
 * Returns the engine of a scenario, or undefined when its combined rules exceed 64 groups, which is a
 * start-up error.
 */
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
  run: Run,
): Promise<string | undefined> {
  const actual = await engine[run](request);
  const found = findDisagreement(reference.answer(request, modeOf(run)), actual);
  return found === undefined ? undefined : `${run}: the engine ${found}\nanswer ${actual.raw}`;
}

/**
 * Returns the kind of a disagreement, without names, so that a smaller case may violate the same guarantee
 * elsewhere.
 */
function kindOf(found: string | undefined): string | undefined {
  const [words] = found?.split('\n') ?? [];
  return words?.replaceAll(/[A-Z][a-z]*\.[a-z]\w*|\bat \S+/g, '');
}

/** Shrinks the failure. Returns it with the engine's answer and the expected one. */
async function report(failure: Failure, run: Run): Promise<string> {
  const retry = async ({ scenario, request }: Failure): Promise<string | undefined> => {
    const engine = createEngine(scenario);
    return compare(engine, createReference(scenario), request, run);
  };
  const wanted = kindOf(await retry(failure));
  const small = await shrinkFailure(failure, async (smaller) => kindOf(await retry(smaller)) === wanted);
  const expected = createReference(small.scenario).answer(small.request, modeOf(run));
  const guarantee = {
    must: expected.refusal?.must,
    may: [...(expected.refusal?.may ?? [])],
    data: expected.execution?.data,
    errors: expected.execution?.errors,
  };
  return [describeFailure(small), `EXPECTED ${JSON.stringify(guarantee)}`, `GOT ${await retry(small)}`].join(
    '\n',
  );
}

/**
 * Compares the engine with the reference in every way to run it, and reports the first answer that
 * violates a guarantee.
 */
export async function checkAgreement({ scenario, requests }: Case): Promise<Agreement> {
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return { compared: 0, found: undefined };
  const reference = createReference(scenario);
  let compared = 0;
  for (const request of requests) {
    for (const run of runs) {
      const found = await compare(engine, reference, request, run);
      if (found !== undefined) return { compared, found: await report({ scenario, request }, run) };
    }
    compared += 1;
  }
  return { compared, found: undefined };
}
