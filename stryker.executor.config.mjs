import auth from './stryker.config.mjs';

process.env.MUTATION_TEST_FOLDER = 'test';
process.env.MUTATION_TESTS = 'transports/graphql/execution/';

/** Mutation tests of the executor: `npm run mutants:executor`, as those of @auth (`stryker.config.mjs`). */
export default {
  ...auth,
  mutate: ['src/transports/graphql/execution/*.ts'],
  htmlReporter: { fileName: 'reports/mutants-executor.html' },
  jsonReporter: { fileName: 'reports/mutants-executor.json' },
};
