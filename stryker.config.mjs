/**
 * Mutation tests of @auth: `npm run mutants:auth`, or one file with `npm run mutants:auth -- --mutate packages/auth-directive/src/core/evaluate-rule.ts`.
 * Each mutant is a small lie in what decides, and some test of test/unit/auth-directive must notice it. The report is
 * reports/mutants-auth.html. Exits 1 under 95 % killed. Who survives, and why: docs/auth-mutation-testing.md.
 */
export default {
  // What decides. What only tells (reports, messages, the SDL) has tests of its own.
  mutate: [
    'algebra',
    'answer',
    'conditions',
    'demands',
    'effective-rule',
    'enum-guard',
    'execution',
    'guard',
    'guarded-schema',
    'handoffs',
    'input-check',
    'input-rules',
    'judge',
    'places',
    'plan',
    'plan-compile',
    'plan-judge',
    'plan-walk',
    'policy-desk',
    'provided-inputs',
    'refusal',
    'rule',
    'settled',
    'stamp',
    'standing',
    'subscriptions',
    'type-guard',
    'values',
    'whole-operation',
  ].map((file) => `src/auth-directive/${file}.ts`),
  // `--testRunner jest` runs the same mutants under jest itself, in hours.
  testRunner: 'auth-in-process',
  plugins: ['@stryker-mutator/jest-runner', './packages/auth-directive/test/mutation/in-process-runner.mjs'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.mjs',
    config: { testMatch: ['<rootDir>/test/unit/auth-directive/**/*.test.ts'], maxWorkers: 1 },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  // Worlds are built inside tests, so that a mutant that also runs while a file is loaded needs no run of every test.
  ignoreStatic: true,
  // TypeScript 7 has no compiler API for Stryker to read a configuration with, and jest strips the types itself.
  tsconfigFile: 'none.json',
  disableTypeChecks: false,
  checkers: [],
  concurrency: 1,
  timeoutMS: 10_000,
  // A survivor runs every test; on a busy machine that must not look like an endless loop.
  timeoutFactor: 4,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/dist', '/docs', '/examples', '/bench', '/.cordon', '/reports'],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutants-auth.html' },
  jsonReporter: { fileName: 'reports/mutants-auth.json' },
  thresholds: { high: 98, low: 95, break: 95 },
};
