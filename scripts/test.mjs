// npm test: build, types of the tests, lint, generated code, then every jest suite except the long ones.
// npm run test:full: the long suites (*.full.test.ts) alone.
// npm test -- test/modules/users: the suites under a path, after the build alone.
// Runs on the embedded database, or on TEST_DATABASE_URL when it is set. The last line is
// `N passed, N failed, N skipped`. With RERUN_E2E=1, as in CI, suites of test/e2e that failed run once more.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rerunEndToEnd } from './rerun-end-to-end.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isFull = process.argv.includes('--full');
const paths = process.argv.slice(2).filter((argument) => argument !== '--full');
const folder = mkdtempSync(join(tmpdir(), 'cordon-test-'));
const result = join(folder, 'jest.json');

const buildStep = ['build', ['scripts/build.mjs', '--if-needed']];
const checks = [
  buildStep,
  ['types of the tests', ['node_modules/typescript/bin/tsc', '-p', 'test']],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['generated code', ['scripts/generate.mjs', '--check']],
];

function run(name, command, environment = {}) {
  const started = Date.now();
  const { status } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}  ${name} (${seconds} s)\n`);
  return status === 0;
}

/** The jest arguments that select the suites. */
function selection() {
  if (paths.length > 0) return paths;
  return isFull
    ? ['\\.full\\.test\\.ts$']
    : ['--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=\\.full\\.test\\.ts$'];
}

/** Runs jest, and returns its counts, with the suites that failed and how many of their tests passed. */
function runJest(name, suites) {
  const database = process.env.TEST_DATABASE_URL === undefined ? 'embedded database' : 'Postgres';
  rmSync(result, { force: true });
  const succeeded = run(
    `${name}, ${database}`,
    [
      // Jest loads ES modules through the vm module only; Node's warning about that is suppressed.
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      // The embedded database is a large WebAssembly module; optimizing it costs more than a test run gains.
      '--liftoff-only',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${result}`,
      ...suites,
    ],
    { NODE_ENV: 'test' },
  );
  if (!existsSync(result)) return { passed: 0, failed: 1, skipped: 0, failedSuites: [] };
  const report = JSON.parse(readFileSync(result, 'utf8'));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return {
    passed: report.numPassedTests,
    // Jest can fail without a failed test: no test found, an error after the last test.
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failedSuites: report.testResults
      .filter(({ status }) => status === 'failed')
      .map(({ name: file, assertionResults }) => ({
        file: relative(root, file),
        passed: assertionResults.filter(({ status }) => status === 'passed').length,
      })),
  };
}

const steps = isFull || paths.length > 0 ? [buildStep] : checks;
const outcomes = steps.map(([name, command]) => run(name, command));
const first = runJest(isFull ? 'long tests' : 'tests', selection());
const jest =
  process.env.RERUN_E2E === '1'
    ? rerunEndToEnd(first, (files) =>
        runJest('end-to-end suites once more', ['--runInBand', '--runTestsByPath', ...files]),
      )
    : first;

rmSync(folder, { recursive: true, force: true });
const failed = jest.failed + outcomes.filter((succeeded) => !succeeded).length;
const passed = jest.passed + outcomes.filter((succeeded) => succeeded).length;
process.stdout.write(`${passed} passed, ${failed} failed, ${jest.skipped} skipped\n`);
process.exitCode = failed === 0 && jest.passed > 0 ? 0 : 1;
