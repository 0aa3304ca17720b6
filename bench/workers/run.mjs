/**
 * Compares `cordon start --workers 2` with one worker: `npm run bench:workers`, with `-- --quick` for a rough
 * result. Both run in production mode on one temporary Postgres; their rounds alternate. On a machine with
 * few processors the load generator and Postgres take theirs, so the requests per second say little. What
 * counts is the processor time of the workers for one request: when it stays the same, a worker that has a
 * processor of its own adds as much as the first.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { get, operations, signIn, signUp } from '../../chaos/lib/client.mjs';
import { readOptions } from '../../scripts/read-options.mjs';
import { startServer } from '../../scripts/server-process.mjs';
import { startPostgres } from '../../scripts/temporary-postgres.mjs';
import { createLoad } from '../everyday/load.mjs';
import { median } from '../median.mjs';
import { processorMicros } from './processor-time.mjs';

const { quick: isQuick = false } = readOptions('bench:workers', { quick: null });
const rounds = isQuick ? 3 : 7;
const counts = isQuick ? { me: 4_000, login: 16 } : { me: 8_000, login: 32 };
/** Enough to keep two workers busy: an idle one works for fewer requests at a time, which costs more. */
const connections = 128;
/** More would be refused: the server limits the passwords that wait to be verified. */
const loginClients = 8;
const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const postgres = await startPostgres({ durable: false });
const masterKey = randomBytes(32).toString('base64');
const load = createLoad(connections);
const contestants = [];
try {
  for (const workers of [1, 2]) contestants.push({ workers, server: await startWorkers(workers) });
  await compare();
} finally {
  load.close();
  for (const { server } of contestants) await server.stop();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startWorkers(workers) {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    CORDON_METRICS_PORT: String(await freePort()),
    CORDON_MASTER_KEY: masterKey,
    CORDON_DATA_DIR: folder,
    CORDON_ISSUER: 'http://localhost:4000',
    CORDON_BCRYPT_COST: '10',
    CORDON_SIGN_UP: 'on',
    // Every simulated client has an address of its own.
    CORDON_TRUSTED_PROXIES: '127.0.0.1',
  };
  const command = [process.execPath, main, 'start', '--workers', String(workers)];
  const server = await startServer(command, { cwd: folder, env });
  // The metrics are complete once all workers are ready.
  const metrics = `http://127.0.0.1:${env.CORDON_METRICS_PORT}/metrics`;
  while ((await get(metrics)).status !== 200) await wait(50);
  return server;
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function compare() {
  const { url } = contestants[0].server;
  const names = Array.from({ length: loginClients }, (_, index) => `user${index}`);
  const users = await Promise.all(names.map((name, index) => signUp(url, name, index)));
  const token = users[0].accessToken;
  const isComplete = (text) => text.includes('"username"') && !text.includes('"errors"');
  console.log(`${availableParallelism()} processors, medians of ${rounds} rounds`);
  const sendMe = (server, count) => load.send(server, { query: operations.me, token, isComplete }, count);
  const [one, two] = await measure('me', sendMe);
  console.log(`two workers with a processor each: ${((2 * one) / two).toFixed(2)} times one`);
  // One worker hashes on all processors already.
  await measure('login', (server, count) => logIn(server, names, count));
}

/** Every client signs in to an account of its own, because logins of one account wait for each other. */
async function logIn({ url }, names, count) {
  const turns = Array.from({ length: count / names.length });
  await Promise.all(
    names.map(async (name, client) => {
      for (const _ of turns) await signIn(url, name, client);
    }),
  );
}

async function measure(workload, send) {
  const count = counts[workload];
  const results = contestants.map((contestant) => ({ ...contestant, rounds: [] }));
  // The compilers need some thousand calls before the optimized code runs.
  for (const { server } of results) await send(server, 2 * count);
  for (let round = 0; round < rounds; round += 1)
    for (const { server, rounds: measured } of results)
      measured.push(await measureRound(server, send, count));
  return results.map(({ workers, rounds: measured }) => report(workload, workers, measured));
}

async function measureRound(server, send, count) {
  const postmaster = Number(
    readFileSync(join(postgres.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
  const read = () => [
    processorMicros(server.pid),
    processorMicros(postmaster),
    ownMicros(),
    performance.now(),
  ];
  const before = read();
  await send(server, count);
  const [workers, database, client, ms] = read().map((value, index) => value - before[index]);
  return {
    ...{ workers: workers / count, database: database / count, client: client / count },
    rate: (1e3 * count) / ms,
  };
}

function ownMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Prints the medians and returns the processor time of the workers for one request. */
function report(workload, workers, measured) {
  const of = (name) => Math.round(median(measured.map((round) => round[name])));
  console.log(
    `${workload}, ${workers} worker${workers === 1 ? '' : 's'}: ${of('workers')} us of the workers, ` +
      `${of('database')} us of Postgres, ${of('client')} us of the clients; ${of('rate')} requests per second`,
  );
  return of('workers');
}
