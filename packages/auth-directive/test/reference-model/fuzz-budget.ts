import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { versionInfo } from 'graphql';

/** How long a property runs: `npm test` uses the default, `npm run fuzz:auth` sets AUTH_FUZZ_CASES. */
export type Budget = { readonly cases: number; readonly seed: number; readonly timeoutMs: number };

/**
 * Returns the budget of this run, or that share of it for a slow property. The seed is constant unless
 * AUTH_FUZZ_SEED is set, so that `npm test` gives the same result on every machine. fast-check prints the
 * seed of a failure, and the fuzz command prints it at its start.
 */
export function fuzzBudget(defaultCases: number, share = 1): Budget {
  const requested = process.env['AUTH_FUZZ_CASES'];
  const cases = requested === undefined ? defaultCases : Math.ceil(Number(requested) * share);
  const seed = Number(process.env['AUTH_FUZZ_SEED'] ?? 20_261_122);
  return { cases, seed, timeoutMs: 300_000 + cases * 300 };
}

/**
 * Seeds of generated cases. They are not shrunk: `shrinkFailure` removes parts of the failing case instead.
 */
export const caseSeeds: fc.Arbitrary<number> = fc.noShrink(
  fc.noBias(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
);

/**
 * Declares a test that checks generated cases, each given by its seed. `checkCase` returns how many
 * comparisons it made, about `perCase`; together they must exceed the budget.
 */
export function testCases(
  title: string,
  { cases, seed, timeoutMs }: Budget,
  perCase: number,
  checkCase: (seed: number) => Promise<number>,
): void {
  const run = async (): Promise<void> => {
    let compared = 0;
    const property = fc.asyncProperty(caseSeeds, async (caseSeed) => {
      compared += await checkCase(caseSeed);
    });

    await fc.assert(property, { numRuns: Math.ceil(cases / perCase), seed, endOnFailure: true });

    expect(compared).toBeGreaterThan(cases);
  };
  test(title, run, timeoutMs);
}

/**
 * Disables stack traces: a property creates tens of thousands of errors, and mapping the traces to the
 * sources would take most of its time.
 */
export function withoutStackTraces(): void {
  Error.stackTraceLimit = 0;
}

/**
 * Ignores rejections that graphql 17 leaves unhandled, with and without guards: those of an asynchronous list
 * that it abandons because another field has made the response null. They would end the process.
 */
export function tolerateAbandonedLists(): void {
  if (versionInfo.major >= 17) process.on('unhandledRejection', () => undefined);
}
