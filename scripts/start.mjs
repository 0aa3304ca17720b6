// `npm start`: builds when dist/ is missing or older than src/, and runs the server in the same process,
// which receives the signals.
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { stopWithNpm } from './stop-with-npm.mjs';

stopWithNpm();
if (!isBuilt()) {
  process.stderr.write('Building ...\n');
  if (!(await build())) process.exit(1);
}
const main = new URL('../dist/main.js', import.meta.url);
process.argv = [process.argv[0], fileURLToPath(main), 'start', ...process.argv.slice(2)];
await import(main.href);
