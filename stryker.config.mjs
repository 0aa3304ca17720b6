import { mutatedFiles } from './packages/auth-directive/test/mutation/mutated-files.mjs';

/**
 * Mutation tests of @auth: `npm run mutants:auth`, or for one file `npm run mutants:auth -- --mutate
 * packages/auth-directive/src/core/evaluate-rule.ts`. Each mutant is a small change in the code that makes
 * decisions, and a test of packages/auth-directive/test must fail because of it. The report is
 * reports/mutants-auth.html. Exits with 1 when fewer than 95 % are killed. The surviving mutants are
 * explained in docs/auth-mutation-testing.md.
 */
export default {
  mutate: mutatedFiles().map((file) => `packages/auth-directive/src/${file}`),
  // `--testRunner jest` runs the same mutants under jest itself, which takes hours.
  testRunner: 'auth-in-process',
  plugins: ['@stryker-mutator/jest-runner', './packages/auth-directive/test/mutation/in-process-runner.mjs'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.mjs',
    config: { testMatch: ['<rootDir>/packages/auth-directive/test/**/*.test.ts'], maxWorkers: 1 },
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  // Tests create their fixtures themselves, so a mutant that also runs while a file is loaded need not run
  // every test.
  ignoreStatic: true,
  // TypeScript 7 has no compiler API with which Stryker could read a configuration, and jest strips the types
  // itself.
  tsconfigFile: 'none.json',
  disableTypeChecks: false,
  checkers: [],
  concurrency: 1,
  timeoutMS: 30_000,
  // A surviving mutant runs every test; on a busy machine that must not be mistaken for an endless loop.
  timeoutFactor: 4,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['/dist', '/docs', '/examples', '/bench', '/.cordon', '/reports'],
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'reports/mutants-auth.html' },
  jsonReporter: { fileName: 'reports/mutants-auth.json' },
  thresholds: { high: 98, low: 95, break: 95 },
};
