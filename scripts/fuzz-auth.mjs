/**
 * Runs the properties of @auth over many generated cases: `npm run fuzz:auth`, or `npm run fuzz:auth -- 5000` for another number and
 * `npm run fuzz:auth -- 5000 42` to repeat a run by its seed. Exits with the exit code of the test runner.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';

const cases = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error('Usage: npm run fuzz:auth -- [cases] [seed], both whole numbers.');
  process.exit(2);
}

console.log(
  `${cases} cases of each property, seed ${seed}. To repeat: npm run fuzz:auth -- ${cases} ${seed}`,
);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const child = spawn(process.execPath, ['--experimental-vm-modules', jest, 'test/properties/auth-'], {
  stdio: 'inherit',
  cwd: new URL('..', import.meta.url),
  env: {
    ...process.env,
    NODE_ENV: 'production',
    AUTH_FUZZ_CASES: String(cases),
    AUTH_FUZZ_SEED: String(seed),
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
