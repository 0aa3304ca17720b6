// `npm test`: types, lint, generated code up to date, build, then every jest test; on the embedded database, or on TEST_DATABASE_URL when set.
// Arguments go to jest alone and skip the other steps: `npm test -- test/unit/users`. Ends with one line, `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const chosen = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'cordon-test-'));
const result = join(folder, 'jest.json');

const steps = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['types of the tests', ['node_modules/typescript/bin/tsc', '-p', 'test']],
  ['lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['generated code', ['scripts/generate.mjs', '--check']],
  ['build', ['scripts/build.mjs', '--if-needed']],
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

function runJest() {
  const isWhole = run(
    process.env.TEST_DATABASE_URL === undefined ? 'tests, embedded database' : 'tests, Postgres',
    // vm-modules: jest loads ES modules no other way. The warning it prints says nothing more.
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${result}`,
      ...chosen,
    ],
    { NODE_ENV: 'test' },
  );
  if (!existsSync(result)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } =
    JSON.parse(readFileSync(result, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    // Jest can fail without a failed test: no test found, a handle that throws after the end.
    failed: failed === 0 && !isWhole ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

const outcomes = chosen.length > 0 ? [] : steps.map(([name, command]) => run(name, command));
const jest = runJest();
rmSync(folder, { recursive: true, force: true });
const failed = jest.failed + outcomes.filter((isFine) => !isFine).length;
const passed = jest.passed + outcomes.filter((isFine) => isFine).length;
process.stdout.write(`${passed} passed, ${failed} failed, ${jest.skipped} skipped\n`);
process.exitCode = failed === 0 && jest.passed > 0 ? 0 : 1;
