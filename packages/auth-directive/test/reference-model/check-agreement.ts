import { createEngine, type Engine } from './engine.js';
import { disagreement } from './find-disagreement.js';
import type { Case } from './generate-case.js';
import { createReference, type Reference, type Way } from './reference.js';
import { describe, type Failure, reduce } from './shrink-failure.js';
import type { Request, World } from './types.js';

/** What a run over one case came to: how many answers were compared, and the first disagreement in words. */
export type Agreement = { readonly compared: number; readonly found: string | undefined };

const ways: readonly Way[] = ['planned', 'guarded'];

/** The engine over a world, or undefined when its rules multiply to more than 64 groups, which is a start-up error by law. */
export function engineFor(world: World): Engine | undefined {
  try {
    return createEngine(world);
  } catch (error) {
    if (error instanceof Error && /64/.test(error.message)) return undefined;
    throw error;
  }
}

async function compare(
  engine: Engine,
  reference: Reference,
  request: Request,
  way: Way,
): Promise<string | undefined> {
  const actual = await engine[way](request);
  const found = disagreement(reference.answer(request, way), actual);
  return found === undefined ? undefined : `${way}: the engine ${found}\nanswer ${actual.raw}`;
}

/** The disagreement without the names in it, so that a smaller pair may break the same law elsewhere. */
function kindOf(found: string | undefined): string | undefined {
  const [words] = found?.split('\n') ?? [];
  return words?.replaceAll(/[A-Z][a-z]*\.[a-z]\w*|\bat \S+/g, '');
}

/** The pair made small, with what the engine says about it and what the laws call for. */
async function report(failure: Failure, way: Way): Promise<string> {
  const retry = async ({ world, request }: Failure): Promise<string | undefined> => {
    const engine = createEngine(world);
    return compare(engine, createReference(world), request, way);
  };
  const wanted = kindOf(await retry(failure));
  const small = await reduce(failure, async (smaller) => kindOf(await retry(smaller)) === wanted);
  const expected = createReference(small.world).answer(small.request, way);
  const law = {
    must: expected.refusal?.must,
    may: [...(expected.refusal?.may ?? [])],
    data: expected.execution?.data,
    errors: expected.execution?.errors,
  };
  return [describe(small), `EXPECTED ${JSON.stringify(law)}`, `GOT ${await retry(small)}`].join('\n');
}

/** Asks the engine and the reference the same, both ways, and reports the first answer that breaks the laws. */
export async function checkAgreement({ world, requests }: Case): Promise<Agreement> {
  const engine = engineFor(world);
  if (engine === undefined) return { compared: 0, found: undefined };
  const reference = createReference(world);
  let compared = 0;
  for (const request of requests) {
    for (const way of ways) {
      const found = await compare(engine, reference, request, way);
      if (found !== undefined) return { compared, found: await report({ world, request }, way) };
    }
    compared += 1;
  }
  return { compared, found: undefined };
}
