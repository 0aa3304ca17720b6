// node scripts/with-postgres.mjs <command> [argument ...]: runs a command with the URL of a temporary
// Postgres in TEST_DATABASE_URL.
import { spawn } from 'node:child_process';
import { startPostgres } from './temporary-postgres.mjs';

const [command, ...rest] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('usage: node scripts/with-postgres.mjs <command> [argument ...]\n');
  process.exit(2);
}
const postgres = await startPostgres();
const child = spawn(command, rest, {
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE_URL: postgres.url },
});
// The terminal sends signals to the whole process group. This process has to outlive the command to stop
// Postgres.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
const code = await new Promise((resolve) => {
  child.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    resolve(127);
  });
  child.once('exit', (status, signal) => resolve(signal === null ? status : 1));
});
await postgres.stop();
process.exit(code);
