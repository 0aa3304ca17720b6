/**
 * Runs random interleavings of clients, a thief and crashing servers against Postgres: `npm run
 * fuzz:sessions`, `npm run fuzz:sessions -- 500` for another number, and `npm run fuzz:sessions -- 1 42` to
 * repeat one by its seed. Uses TEST_DATABASE_URL, otherwise a temporary Postgres of this machine. Exits with
 * the exit code of the test runner.
 */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createRequire } from 'node:module';
import { hasPostgres } from './temporary-postgres.mjs';

const cases = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? randomInt(2 ** 31));
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  console.error('Usage: npm run fuzz:sessions -- [interleavings] [seed], both integers.');
  process.exit(2);
}

if (process.env.TEST_DATABASE_URL === undefined && !hasPostgres()) {
  console.error(
    'Postgres was not found. Install it, or set PG_BIN to its folder or TEST_DATABASE_URL to a server.',
  );
  process.exit(2);
}

console.log(`${cases} interleavings, seed ${seed}. To repeat: npm run fuzz:sessions -- ${cases} ${seed}`);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const child = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    'refresh-interleavings\\.full',
  ],
  {
    stdio: 'inherit',
    cwd: new URL('..', import.meta.url),
    env: {
      ...process.env,
      SESSION_FUZZ_CASES: String(cases),
      SESSION_FUZZ_SEED: String(seed),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
