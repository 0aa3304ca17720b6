import fc from 'fast-check';

/**
 * fast-check with one seed for all tests, so that `npm test` gives the same result on every machine.
 * `TEST_SEED` is another one, or `random`; fast-check prints the seed of a failure.
 */
const { TEST_SEED: seed } = process.env;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261_130) });

export { fc };
