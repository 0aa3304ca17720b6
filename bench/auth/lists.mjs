/**
 * Compares the libraries on a list of rows with every field guarded, in one interleaved run in each of
 * several processes. Started by run.mjs. As a process of its own, `lists.mjs INDEX ROUNDS all|ours`, it
 * prints one run as JSON.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { acrossProcesses, compare, shuffled } from './measure.mjs';
import { contestants } from './ours.mjs';
import { baseline, duplicateBaseline, peers } from './peers.mjs';
import { operationOf } from './workload.mjs';

// Code that runs once per operation is compiled only after thousands of operations, as in a server that has
// run for some time.
export const SIZES = [
  { rows: 50, fields: 6, batch: 10, roundsFactor: 12, warmUp: 250 },
  { rows: 2000, fields: 10, batch: 1, roundsFactor: 2, warmUp: 8 },
];

/** Throws when a contestant does not return every field of every row. */
function check(name, { rows, fields }, { data, errors }) {
  const items = data?.items ?? [];
  const cells = items.reduce((sum, item) => sum + Object.values(item).filter((cell) => cell).length, 0);
  if (errors === undefined && cells === rows * fields) return;
  throw new Error(`${name} returned ${cells} of ${rows * fields} fields: ${errors?.[0]?.message}`);
}

async function prepare(contestant, size) {
  try {
    const run = await contestant.make(size);
    check(contestant.name, size, await run());
    return { name: contestant.name, run };
  } catch (error) {
    return {
      name: contestant.name,
      problem: String(error instanceof Error ? error.message : error).split('\n')[0],
    };
  }
}

const thisFile = fileURLToPath(import.meta.url);
const PROCESSES = 7;

/**
 * Returns the rows { name, ms, ratio } of one size, the noise of the run, and the contestants that failed,
 * with the reason.
 */
export function compareLists(size, rounds, isOursOnly) {
  const args = [SIZES.indexOf(size), Math.ceil(rounds / PROCESSES), isOursOnly ? 'ours' : 'all'].map(String);
  const comparisons = Array.from({ length: PROCESSES }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', thisFile, ...args]);
    if (status !== 0) throw new Error(`A run of ${args.join(' ')} failed: ${stderr}`);
    return JSON.parse(stdout);
  });
  const order = contestantsOf(isOursOnly).map(({ name }) => name);
  const { rows, noise } = acrossProcesses(comparisons);
  rows.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  // A contestant that failed in any of the processes is not reported.
  const absent = new Map(comparisons.flatMap((each) => each.absent.map((one) => [one.name, one])));
  return { rows: rows.filter(({ name }) => !absent.has(name)), noise, absent: [...absent.values()] };
}

function contestantsOf(isOursOnly) {
  return [baseline, duplicateBaseline, ...contestants, ...(isOursOnly ? [] : peers)];
}

async function compareOnce({ rows, fields, batch, roundsFactor, warmUp }, baseRounds, isOursOnly) {
  const rounds = baseRounds * roundsFactor;
  const size = { rows, fields, document: operationOf(fields) };
  const runners = [];
  const absent = [];
  // Shuffled, because the first contestant is compiled before the engine has seen any other.
  for (const contestant of shuffled(contestantsOf(isOursOnly))) {
    const prepared = await prepare(contestant, size);
    (prepared.run ? runners : absent).push(prepared);
  }
  return { ...(await compare(runners, { rounds, batch, warmUp })), absent };
}

if (process.argv[1] === thisFile) {
  const [, , index, rounds, who] = process.argv;
  console.log(JSON.stringify(await compareOnce(SIZES[Number(index)], Number(rounds), who === 'ours')));
}
