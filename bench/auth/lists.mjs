// Side by side: a list of rows, every field guarded, in one interleaved run.

import { compare } from './measure.mjs';
import { contestants } from './ours.mjs';
import { baseline, noise, peers } from './peers.mjs';
import { operationOf } from './shape.mjs';

export const SIZES = [
  { rows: 50, fields: 6, batch: 10, more: 8 },
  { rows: 2000, fields: 10, batch: 1, more: 1 },
];

/** A contestant that answers anything but every row has no place in a comparison. */
function check(name, { rows, fields }, { data, errors }) {
  const items = data?.items ?? [];
  const cells = items.reduce((sum, item) => sum + Object.values(item).filter((cell) => cell).length, 0);
  if (errors === undefined && cells === rows * fields) return;
  throw new Error(`${name} answers ${cells} of ${rows * fields} fields: ${errors?.[0]?.message}`);
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

/** One size: rows of { name, ms, ratio }, the noise of the run, and whoever could not take part with the reason. */
export async function compareLists({ rows, fields, batch, more }, roundsOfAll, isOursOnly) {
  const rounds = roundsOfAll * more;
  const size = { rows, fields, document: operationOf(fields) };
  const all = [baseline, noise, ...contestants, ...(isOursOnly ? [] : peers)];
  const runners = [];
  const absent = [];
  for (const contestant of all) {
    const prepared = await prepare(contestant, size);
    (prepared.run ? runners : absent).push(prepared);
  }
  return { ...(await compare(runners, { rounds, batch, warmUp: Math.ceil(rounds / 4) })), absent };
}
