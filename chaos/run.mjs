/**
 * Breaks things on purpose, from outside the processes, and checks what the server promises:
 * `npm run chaos`, `-- --quick` for a few minutes, `-- --only NAME`, `-- --shard 1/3` for every third. Every
 * experiment prints its figures with their limits; exits 1 when one is over it. Needs the Postgres binaries of
 * this machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../scripts/read-options.mjs';
import { startPostgres } from '../scripts/temporary-postgres.mjs';
import { experiments } from './experiments/index.mjs';
import { ImpossibleExperiment } from './lib/impossible-experiment.mjs';

const declared = { quick: null, only: 'TEXT', shard: 'TEXT' };
const { quick = false, only, shard: part = '1/1' } = readOptions('chaos', declared);
const chosen = experiments.filter(({ name }) => only === undefined || name === only);
if (chosen.length === 0) {
  console.error(`Unknown experiment. Known: ${experiments.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const [shard, shards] = part.split('/').map(Number);
if (!(shard >= 1 && shard <= shards)) {
  console.error('A shard is written as 1/3.');
  process.exit(2);
}

let passed = 0;
let failed = 0;
let skipped = 0;
const runs = chosen.flatMap((experiment) =>
  experiment.databases.map((database) => ({ experiment, database })),
);
for (const [index, { experiment, database }] of runs.entries()) {
  if (index % shards === shard - 1) await runExperiment(experiment, database);
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);

async function runExperiment(experiment, database) {
  const title = `${experiment.name} (${database})`;
  const missing = experiment.missing?.() ?? null;
  if (missing !== null) {
    skipped += 1;
    console.log(`${title}: skipped, ${missing}`);
    return;
  }
  try {
    for (const figure of await measure(experiment, database, title)) report(figure);
  } catch (error) {
    if (error instanceof ImpossibleExperiment) {
      skipped += 1;
      console.log(`${title}: skipped, ${error.message}`);
      return;
    }
    failed += 1;
    console.log(`${title}: FAILED\n${error.stack}`);
  }
}

/** In CI, an experiment that did nothing wrong but take too long runs once more, like suites of test/e2e. */
async function measure(experiment, database, title) {
  const first = await runOnce(experiment, database, title);
  const over = first.filter(isOver);
  const isSlow = ({ figure, value }) => figure.endsWith(', ms') && Number.isFinite(value);
  if (process.env.RERUN_E2E !== '1' || over.length === 0 || !over.every(isSlow)) return first;
  const second = await runOnce(experiment, database, title);
  const figures = over.map(({ figure, value }) => `${figure}: ${Math.round(value)}`).join('; ');
  if (!second.some(isOver))
    console.log(`UNSTABLE  ${title} was too slow once (${figures}) and passed when it was run again`);
  return second;
}

async function runOnce(experiment, database, title) {
  console.log(`${title} ...`);
  const startedAt = performance.now();
  const dataFolder = mkdtempSync(join(tmpdir(), 'cordon-chaos-'));
  // Durable, because what is confirmed must survive a crash of Postgres, too.
  const postgres = database === 'postgres' ? await startPostgres({ durable: true }) : null;
  const options = { databaseUrl: postgres?.url ?? null, dataFolder };
  try {
    const figures = await experiment.run({ options, database, postgres, isQuick: quick });
    console.log(`${title}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
    return figures;
  } finally {
    await postgres?.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

function isOver({ value, most = null, least = null }) {
  return (most !== null && value > most) || (least !== null && value < least);
}

/** Prints a figure. Only those with a limit are counted. */
function report(measured) {
  const { figure, value, most = null, least = null } = measured;
  const shown = `${figure}: ${Math.round(value * 10) / 10}`;
  if (most === null && least === null) {
    console.log(`        ${shown}`);
    return;
  }
  const limit = most === null ? `at least ${least}` : `at most ${most}`;
  const isFailed = isOver(measured);
  console.log(`  ${isFailed ? 'OVER ' : 'ok   '} ${shown} (${limit})`);
  if (isFailed) failed += 1;
  else passed += 1;
}
