/**
 * Compares the performance of @auth with other libraries: `npm run bench:auth`, with `-- --rounds 60` for the
 * number of rounds, `-- --ours` for @auth alone and `-- --startup` for the start-up alone. All numbers of one
 * table come from the same seven processes; the ratios are what counts. Exits with 1 when a target is missed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readOptions } from '../../scripts/read-options.mjs';
import { compareFilters, timeFilterFor } from './filters.mjs';
import { compareLists, SIZES } from './lists.mjs';
import { median } from './measure.mjs';
import { peers } from './peers.mjs';
import { timePlans } from './plans.mjs';
import { countPolicyBatches } from './policy-batches.mjs';

const options = { rounds: 'N', ours: null, startup: null };
const { rounds = 60, ours = false, startup = false } = readOptions('bench:auth', options);

const NO_OBJECT = 1.03;
const OWNER = 1.15;
const TARGETS = new Map([
  ['ours: requires on every field', NO_OBJECT],
  ['ours: requires on the type', NO_OBJECT],
  ['ours: a policy at the root field', NO_OBJECT],
  ['ours: owner on every field', OWNER],
]);
const missed = [];

/** A target is missed when the number exceeds it by more than the noise of its run. */
function checkTarget(what, actual, target, digits, noise = 0) {
  if (actual <= target) return `target ${target}: met`;
  if (actual <= target + noise) return `target ${target}: exceeded within the noise of this run`;
  missed.push(`${what}: ${actual.toFixed(digits)}, target ${target}`);
  return `target ${target}: MISSED`;
}

const packageOf = (name) =>
  JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'));
const versionOf = (name) => `${name} ${packageOf(name).version}`;

/** Prints the processor time of the start-up, without that of makeExecutableSchema itself. */
function reportStartUp(schema, description, target) {
  const child = fileURLToPath(new URL('start-up.mjs', import.meta.url));
  const starts = Array.from({ length: 5 }, () =>
    JSON.parse(spawnSync(process.execPath, ['--single-threaded', child, schema]).stdout),
  );
  const of = (key) => median(starts.map((start) => start[key]));
  const whole = of('transform') + of('assertGuarded');
  console.log(`\nStart-up, ${description} (ms, median of 5 new processes)`);
  console.log(
    `  transform ${of('transform').toFixed(0)}, assertGuarded ${of('assertGuarded').toFixed(0)} ` +
      `(${checkTarget('start-up', whole, target, 0)}); makeExecutableSchema itself ${of('make').toFixed(0)}`,
  );
}

function reportAllStartUps() {
  reportStartUp('guarded', '500 types with 5,000 guarded fields', 1000);
  reportStartUp('public', 'a public API of 1.2 MB', 700);
}

function reportMissed() {
  if (missed.length === 0) return;
  console.log(`\nMissed:\n  ${missed.join('\n  ')}`);
  process.exitCode = 1;
}

const installed = peers.flatMap(({ packages = [] }) => packages).map(versionOf);
console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${versionOf('graphql')}`);
console.log(`${rounds} rounds, interleaved. Compared with: ${installed.join(', ')}`);

if (startup) {
  reportAllStartUps();
  reportMissed();
  process.exit();
}

for (const size of SIZES) {
  const { rows, noise, absent } = compareLists(size, rounds, ours);
  console.log(
    `\n${size.rows} rows x ${size.fields} guarded fields: median processor time, ratio to unguarded ` +
      `(noise ${(noise * 100).toFixed(1)} %)`,
  );
  for (const { name, ms, ratio } of rows) {
    const target = TARGETS.get(name);
    const verdict =
      target === undefined
        ? ''
        : checkTarget(`${size.rows} x ${size.fields} ${name}`, ratio, target, 3, noise);
    console.log(
      `  ${name.padEnd(42)}${ms.toFixed(3).padStart(9)} ms ${ratio.toFixed(3).padStart(8)}x  ${verdict}`,
    );
  }
  for (const { name, problem } of absent) {
    missed.push(`${name} did not run`);
    console.log(`  ${name.padEnd(42)} not measured: ${problem}`);
  }
}

const filters = compareFilters(rounds);
console.log(
  `\nEvery second of 2,000 rows x 10 fields: ratio to filtering by hand (noise ${(filters.noise * 100).toFixed(1)} %)`,
);
for (const { name, ms, ratio } of filters.rows) {
  console.log(`  ${name.padEnd(42)}${ms.toFixed(3).padStart(9)} ms ${ratio.toFixed(3).padStart(8)}x`);
}
console.log(`  one call of filterFor: ${timeFilterFor(rounds).toFixed(1)} us`);

console.log('\nPlan of an operation of 2,002 fields (ms)');
for (const { operation, first, cold, cached } of timePlans(rounds * 5)) {
  console.log(
    `  ${operation.padEnd(9)} new document ${cold.toFixed(3)} (${checkTarget(`plan of a ${operation}`, cold, 1, 3)}), known document ` +
      `${cached.toFixed(3)}, the first plan of the process ${first.toFixed(3)}`,
  );
}

reportAllStartUps();

const batches = await countPolicyBatches();
console.log('\n200 rows, a DataLoader field under an asynchronous policy');
console.log(
  `  batch calls of the policy ${batches.policy} for ${batches.asked} requests (${checkTarget('policy batch calls', batches.policy, 1, 0)}); ` +
    `batch calls of the loader ${batches.loaderGuarded} (${checkTarget('loader batches', batches.loaderGuarded, batches.loaderUnguarded, 0)})`,
);

reportMissed();
