/**
 * Compares what a request takes with many rows and with few: `npm run bench:scale`, with `-- --quick` for
 * 100,000 users instead of 1,000,000, and `-- --users N`. Two temporary databases are filled in SQL, with
 * three sessions and five audit entries for each user; a server runs on each. Requests to both alternate.
 * A ratio is that of the fastest; below 2 ms it is noise. Prints the slowest cases, or all with `-- --all`.
 * `-- --year` simulates a year instead.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { readOptions } from '../../scripts/read-options.mjs';
import { execute, signInAdministrator } from '../cutoff/clients.mjs';
import { startCordon } from '../everyday/contestants.mjs';
import { withBenchmarkDatabase } from '../pgbench.mjs';
import { cases } from './cases.mjs';
import { fill } from './fill.mjs';
import { steps } from './steps.mjs';
import { simulateYear } from './year.mjs';

const options = { quick: null, all: null, year: null, users: 'N', repeats: 'N' };
const {
  quick = false,
  all = false,
  year = false,
  users: large = quick ? 100_000 : 1_000_000,
  repeats = 9,
} = readOptions('bench:scale', options);
const small = 1_000;
/** A ratio of shorter times says more about the machine than about the statement. */
const noiseMs = 2;
const target = 1.3;

if (year) {
  for (const retentionDays of [null, 30])
    await withBenchmarkDatabase({ durable: false }, (url) => simulateYear(url, retentionDays));
} else {
  await withBenchmarkDatabase({ durable: false }, (fewUrl) =>
    withBenchmarkDatabase({ durable: false }, (manyUrl) => compare(fewUrl, manyUrl)),
  );
}

async function compare(fewUrl, manyUrl) {
  const servers = [];
  try {
    servers.push(await prepare(fewUrl, small), await prepare(manyUrl, large));
    const measured = [];
    const requests = cases.map(({ name, query }) => ({
      name,
      run: ({ url, token, users }) =>
        execute(url, typeof query === 'function' ? query(users) : query, {}, token),
    }));
    for (const work of [...requests, ...steps])
      measured.push({ name: work.name, ...(await measure(work, servers)) });
    report(measured);
  } finally {
    await Promise.all(servers.map((server) => close(server)));
  }
}

async function close({ stop, client }) {
  await client.end();
  await stop();
}

/** Starts a server and fills its database. */
async function prepare(databaseUrl, users) {
  const settings = { CORDON_MASTER_KEY: randomBytes(32).toString('base64') };
  const server = await startCordon(databaseUrl, settings);
  const { token } = await signInAdministrator(server.url);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const startedAt = performance.now();
  await fill(client, users);
  console.log(`${users} users: filled in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return { ...server, token, client, databaseUrl, settings, users };
}

async function measure({ run, prepare = () => ({}), finish = () => {}, repeats: own = repeats }, servers) {
  const times = servers.map(() => []);
  const states = [];
  for (const server of servers) states.push(await prepare(server));
  for (let repeat = -2; repeat < own; repeat += 1)
    for (const [place, server] of servers.entries()) {
      const startedAt = performance.now();
      await run(server, states[place]);
      // The first two only warm up.
      if (repeat >= 0) times[place].push(performance.now() - startedAt);
    }
  for (const state of states) await finish(state);
  // The fastest, because everything else that the machine does only adds to a time.
  const [few, many] = times.map((list) => Math.min(...list));
  return { few, many, ratio: many / Math.max(few, noiseMs) };
}

function report(measured) {
  const ordered = [...measured].sort((one, other) => other.ratio - one.ratio);
  const slow = ordered.filter(({ ratio }) => ratio > target);
  console.log(`\n${'case'.padEnd(52)} ${small} users   ${large} users   ratio`);
  for (const { name, few, many, ratio } of all ? measured : ordered.slice(0, Math.max(slow.length, 10)))
    console.log(
      `${name.padEnd(52)} ${few.toFixed(1).padStart(8)} ms ${many.toFixed(1).padStart(12)} ms ${ratio.toFixed(2).padStart(8)}`,
    );
  console.log(`\n${measured.length} cases, ${slow.length} above ${target}`);
}
