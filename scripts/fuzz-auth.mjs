/**
 * Runs the property tests of @auth with many generated cases: `npm run fuzz:auth`, `npm run fuzz:auth --
 * 5000` for another number of cases, or `npm run fuzz:auth -- 5000 42` to repeat a run by its seed. Exits
 * with the exit code of the test runner.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';

const cases = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error('Usage: npm run fuzz:auth -- [cases] [seed], both non-negative integers.');
  process.exit(2);
}

console.log(
  `${cases} cases per property, seed ${seed}. To repeat this run: npm run fuzz:auth -- ${cases} ${seed}`,
);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
// The tests whose number of cases is set by AUTH_FUZZ_CASES.
const tests = [
  'packages/auth-directive/test/.*\\.full\\.test',
  'packages/auth-directive/test/core/rule-algebra\\.property\\.test',
  'packages/auth-directive/test/.*/reference\\.test',
  'test/contract/authorization\\.full\\.test',
];
// What compares answers also runs on graphql 17.
const comparisons = ['packages/auth-directive/test/(agreement|non-interference)\\.full\\.test'];

/** Returns the exit code of one run of the tests. */
function run(patterns, environment) {
  const child = spawn(process.execPath, ['--experimental-vm-modules', jest, ...patterns], {
    stdio: 'inherit',
    cwd: new URL('..', import.meta.url),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      AUTH_FUZZ_CASES: String(cases),
      AUTH_FUZZ_SEED: String(seed),
      ...environment,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const codes = [await run(tests, {}), await run(comparisons, { AUTH_GRAPHQL: '17' })];
process.exit(Math.max(...codes));
