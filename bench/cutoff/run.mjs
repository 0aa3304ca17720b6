/**
 * Measures how long after a change on one server two others still accept the user: `npm run bench:cutoff`,
 * with `-- --rounds 50` for more. Three server processes run on one temporary Postgres of this machine (or
 * TEST_DATABASE_URL). A delay is the time from the response of the change to the sending of the last request
 * that another server accepted; 0 when there was none. Exits 1 when a delay is longer than 0.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startServer } from '../../chaos/lib/servers.mjs';
import { readOptions } from '../../scripts/read-options.mjs';
import { startPostgres } from '../../scripts/temporary-postgres.mjs';
import { createFirstAdministrator, signInAdministrator, signUpUser } from './clients.mjs';
import { probe } from './probe.mjs';
import { changes } from './revoking-changes.mjs';

const { rounds = 20 } = readOptions('bench:cutoff', { rounds: 'N' });

const listenersClause = `FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'cordon notices'`;
const listenersOf = async (database) =>
  (await database.query(`SELECT pid ${listenersClause} ORDER BY backend_start`)).rows.map(({ pid }) => pid);

const postgres = process.env.TEST_DATABASE_URL === undefined ? await startPostgres() : null;
const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
const administrator = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL ?? postgres.url });
const name = `cordon_bench_${process.pid}`;
const servers = [];
try {
  await administrator.connect();
  await administrator.query(`CREATE DATABASE ${name}`);
  const url = new URL(process.env.TEST_DATABASE_URL ?? postgres.url);
  url.pathname = `/${name}`;
  await measure(url.href);
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await administrator.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await administrator.end();
  rmSync(folder, { recursive: true, force: true });
  await postgres?.stop();
}

async function measure(databaseUrl) {
  for (let count = 0; count < 3; count += 1)
    servers.push(await startServer({ databaseUrl, dataFolder: folder }));
  const database = new pg.Client({ connectionString: databaseUrl });
  // After another failure the database is dropped while connected; that error must not hide the failure.
  database.on('error', () => {});
  await database.connect();
  await createFirstAdministrator(servers[0]);
  await measureNotifyLatency(databaseUrl);
  let worst = 0;
  for (const [scenario, { injectFault, rounds: times }] of Object.entries(await faultScenarios(database))) {
    for (const [change, perform] of Object.entries(changes)) {
      const delays = [];
      // All users sign up from one address, of which the limit is 200 in a quarter of an hour.
      await database.query('DELETE FROM rate_limits');
      for (let round = 0; round < times; round += 1)
        delays.push(...(await measureChange(perform, injectFault)));
      print(`${change}, ${scenario}`, delays);
      worst = Math.max(worst, ...delays);
    }
  }
  await database.end();
  console.log(`longest delay: ${worst.toFixed(1)} ms; allowed 0: ${worst === 0 ? 'met' : 'MISSED'}`);
  if (worst > 0) process.exitCode = 1;
}

/**
 * What happens to the listening connections right before each change; `injectFault` returns a function that
 * repairs it.
 */
async function faultScenarios(database) {
  const [own] = await listenersOf(database);
  const frozen = {
    // Nothing arrives and no error is reported, as with a pulled cable. Only done to the temporary Postgres.
    injectFault: async () => {
      const others = (await listenersOf(database)).filter((pid) => pid !== own);
      for (const pid of others) process.kill(pid, 'SIGSTOP');
      return async () => {
        for (const pid of others) process.kill(pid, 'SIGCONT');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      };
    },
    rounds: Math.min(rounds, 3),
  };
  const cut = async () => {
    await database.query(`SELECT pg_terminate_backend(pid) ${listenersClause}`);
    return async () => {};
  };
  return {
    'no fault': { injectFault: async () => async () => {}, rounds },
    ...(postgres === null ? {} : { "the others' listeners frozen": frozen }),
    'all listeners cut': { injectFault: cut, rounds },
  };
}

/** Makes a change on the first server. Returns how long each other server went on accepting the user. */
async function measureChange(perform, injectFault) {
  const [first, ...others] = servers;
  const admin = await signInAdministrator(first.url);
  const user = await signUpUser(first.url);
  await perform.prepare?.(first.url, admin, user);
  // Every server has cached the session before it is changed.
  const probes = others.map(({ url }) => probe(url, user.token));
  await Promise.all(probes.map(({ firstAccepted }) => firstAccepted));
  const restore = await injectFault();
  await perform.change(first.url, admin, user);
  const answeredAt = performance.now();
  const last = await Promise.all(probes.map((each) => each.last));
  await restore();
  return last.map((sentAt) => Math.max(0, sentAt - answeredAt));
}

/** Measures the latency of NOTIFY alone, as a baseline. */
async function measureNotifyLatency(databaseUrl) {
  const [sender, listener] = [0, 1].map(() => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all([sender.connect(), listener.connect()]);
  await listener.query('LISTEN bench');
  const delays = [];
  for (let round = 0; round < 50; round += 1) {
    const received = new Promise((resolve) =>
      listener.once('notification', () => resolve(performance.now())),
    );
    await sender.query('NOTIFY bench');
    const sentAt = performance.now();
    delays.push(Math.max(0, (await received) - sentAt));
  }
  await Promise.all([sender.end(), listener.end()]);
  print('NOTIFY alone', delays);
}

function print(what, delays) {
  const sorted = [...delays].sort((left, right) => left - right);
  const quantile = (share) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
  const late = delays.filter((delay) => delay > 0).length;
  console.log(
    `${what.padEnd(42)} p50 ${quantile(0.5).padStart(7)} ms   p99 ${quantile(0.99).padStart(7)} ms   max ${quantile(1).padStart(7)} ms   ${late} of ${delays.length} above 0`,
  );
}
