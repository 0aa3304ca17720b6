/**
 * Compares `onDeny: FILTER` and `filterFor` with a resolver that filters by hand: 2,000 rows, of which every
 * second one belongs to the caller. Started by run.mjs. As a process of its own, `filters.mjs ROUNDS` prints
 * one run as JSON.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { execute } from 'graphql';
import { acrossProcesses, compare, shuffled, timeOf } from './measure.mjs';
import { guardedSchema, makeAuth } from './ours.mjs';
import { contextOf, operationOf, rowsOf, sdlOf } from './workload.mjs';

const ROWS = 2000;
const FIELDS = 10;
const PROCESSES = 7;
const CALLS = 10_000;
const document = operationOf(FIELDS);
const rows = rowsOf(ROWS, FIELDS).map((row, index) => (index % 2 === 0 ? row : { ...row, ownerId: 'other' }));
const isOwn = ({ ownerId }, { caller }) => ownerId === caller.id;
const ownRows = (_source, _args, context) => rows.filter((row) => isOwn(row, context));

const policies = {
  isOwn: ({ parent, caller }) => isOwn(parent, { caller }),
  isOwnInBatch: { batch: (requests) => requests.map(({ parent, caller }) => isOwn(parent, { caller })) },
};

function byHand(name) {
  const schema = makeExecutableSchema({
    typeDefs: sdlOf(FIELDS),
    resolvers: { Query: { items: ownRows } },
  });
  return { name, run: () => execute({ schema, document, contextValue: contextOf() }) };
}

function guarded(name, { type, query }, itemsOf) {
  const auth = makeAuth({ policies });
  const schema = guardedSchema(auth, sdlOf(FIELDS, { type, query }), {
    Query: { items: (_source, _args, context, info) => itemsOf(auth, context, info) },
  });
  return { name, run: () => execute({ schema, document, contextValue: contextOf() }) };
}

/** Filters by the condition of `filterFor`, in the place of a database. */
function selectRows(auth, { caller }, { schema }) {
  const [[condition]] = auth.filterFor(schema, caller, 'Item').anyOf;
  return rows.filter(({ ownerId }) => ownerId === condition.value);
}

const owner = '@auth(owner: "ownerId")';
const FILTER = '@auth(requires: USER, onDeny: FILTER)';
const makeContestants = [
  () => byHand('unguarded, filtered by hand'),
  () => byHand('unguarded, filtered by hand, again'),
  () => guarded('FILTER, owner on the type', { type: owner, query: FILTER }, () => rows),
  () =>
    guarded('FILTER, a policy on the type', { type: '@auth(policy: "isOwn")', query: FILTER }, () => rows),
  () =>
    guarded('FILTER, a batched policy', { type: '@auth(policy: "isOwnInBatch")', query: FILTER }, () => rows),
  () => guarded('filterFor, owner on the type', { type: owner, query: '@auth(requires: USER)' }, selectRows),
];

async function check({ name, run }) {
  const { data, errors } = await run();
  if (errors || data.items.length !== ROWS / 2)
    throw new Error(`${name} returned ${data?.items.length} rows.`);
}

async function compareOnce(rounds) {
  const contestants = shuffled(makeContestants).map((make) => make());
  for (const contestant of contestants) await check(contestant);
  return compare(contestants, { rounds: rounds * 2, batch: 1, warmUp: 8 });
}

const thisFile = fileURLToPath(import.meta.url);

/** Returns the rows { name, ms, ratio } and the noise of the comparison. */
export function compareFilters(rounds) {
  const comparisons = Array.from({ length: PROCESSES }, () => {
    const words = ['--expose-gc', thisFile, String(Math.ceil(rounds / PROCESSES))];
    const { stdout, stderr, status } = spawnSync(process.execPath, words);
    if (status !== 0) throw new Error(`A run of the filters failed: ${stderr}`);
    return JSON.parse(stdout);
  });
  return acrossProcesses(comparisons);
}

/** Returns the microseconds of one call of `filterFor`. */
export function timeFilterFor(rounds) {
  const auth = makeAuth({ policies });
  const schema = guardedSchema(auth, sdlOf(FIELDS, { type: owner, query: '@public' }), {});
  const { caller } = contextOf();
  const run = () => {
    for (let call = 0; call < CALLS; call += 1) auth.filterFor(schema, caller, 'Item');
  };
  return (timeOf(run, { rounds }) * 1000) / CALLS;
}

if (process.argv[1] === thisFile) console.log(JSON.stringify(await compareOnce(Number(process.argv[2]))));
