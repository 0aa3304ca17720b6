import fc from 'fast-check';

/** How long a property runs: `npm test` takes the default, `npm run fuzz:auth` says more in the environment. */
export type Budget = { readonly cases: number; readonly seed: number; readonly timeoutMs: number };

/** The budget of this run, or that share of it for a property that needs fewer cases. `npm test` takes the same seed each time, so that it is red or green for everyone; the seed is printed by fast-check with any failure, and by the fuzz command at its start. */
export function fuzzBudget(defaultCases: number, share = 1): Budget {
  const asked = process.env['AUTH_FUZZ_CASES'];
  const cases = asked === undefined ? defaultCases : Math.ceil(Number(asked) * share);
  const seed = Number(process.env['AUTH_FUZZ_SEED'] ?? 20_261_122);
  return { cases, seed, timeoutMs: 60_000 + cases * 300 };
}

/** Seeds of generated cases: not shrunk, because a failing case is made small by taking parts of it away (`shrinkFailure`). */
export const caseSeeds: fc.Arbitrary<number> = fc.noShrink(
  fc.noBias(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
);

/** Leaves stack traces out of errors: a property makes tens of thousands of refusals, and mapping each trace to its source is most of its time. */
export function withoutStackTraces(): void {
  Error.stackTraceLimit = 0;
}
