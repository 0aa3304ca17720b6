/** Runs every case on the adapters of this installation, and prints the cells of the table as JSON. */
import { cases } from './cases.mjs';
import { runCase } from './run-case.mjs';

const wanted = process.argv.slice(2);
const { adapters } = await import(`./adapters/${wanted.shift() ?? 'index'}.mjs`);
const cells = {};
for (const adapter of adapters) {
  cells[adapter.name] = {};
  for (const each of cases) {
    cells[adapter.name][each.law] = await runCase(adapter, each).catch((error) => `fails: ${error.stack}`);
  }
}
process.stdout.write(JSON.stringify(cells));
