/**
 * Compares Cordon's refreshes per second with those of pgbench for the same SQL statements: `npm run
 * bench:refresh`, with `-- --seconds 10 --rounds 5 --lanes 16` for more. Both run in alternating rounds on
 * one temporary Postgres of this machine with its default, durable settings (`--volatile`: commits do not
 * wait for the disk; TEST_DATABASE_URL: that server as it is). Cordon runs in this process: the modules of
 * `dist` with pool, decision, sealing, rate limit and a signed ES256 token. Measured twice: with isolated
 * processors, half of them for Postgres, as with a database server of its own (exits 1 below 0.8); and with
 * shared processors, where Cordon's computation is taken from Postgres.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pgbench, withBenchmarkDatabase } from '../pgbench.mjs';
import { isolateProcessors, shareProcessors } from './processors.mjs';
import { measureService, openService, statementsOf } from './service.mjs';
import { pgbenchScript, preparation } from './statements.mjs';

const target = 0.8;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    lanes: { type: 'string', default: '8' },
    volatile: { type: 'boolean', default: false },
  },
});
const [seconds, rounds, lanes] = [values.seconds, values.rounds, values.lanes].map(Number);
if (![seconds, rounds, lanes].every((number) => Number.isSafeInteger(number) && number >= 1)) {
  console.error('Usage: npm run bench:refresh -- [--seconds N] [--rounds N] [--lanes N] [--volatile]');
  process.exit(2);
}

const median = (list) => [...list].sort((one, other) => one - other)[list.length >> 1];

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
try {
  await withBenchmarkDatabase({ durable: !values.volatile }, compare);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The JavaScript compilers need some thousand calls before the optimized code runs. */
async function warmUp(service) {
  for (let refreshes = 0; refreshes < 4_000; ) {
    const { perSecond } = await measureService(service, lanes, 1);
    refreshes += perSecond;
  }
}

async function compare(url) {
  const service = await openService(url, lanes);
  const { dataSource } = service.database;
  const statements = await statementsOf(service);
  const [{ sync, commit }] = await dataSource.query(
    "SELECT current_setting('fsync') AS sync, current_setting('synchronous_commit') AS commit",
  );
  console.log(
    `${lanes} refreshes at a time, ${availableParallelism()} processors, fsync ${sync}, synchronous_commit ${commit}.`,
  );
  console.log(`A refresh sends ${statements.length} statements:`);
  for (const { text } of statements) console.log(`  ${text.replaceAll(/\s+/g, ' ').slice(0, 120)}...`);
  const script = join(folder, 'refresh.sql');
  writeFileSync(script, pgbenchScript(statements));
  await warmUp(service);
  const measured = { service, script: { path: script, url } };
  const isIsolated = await isolateProcessors(dataSource);
  const isolated = isIsolated ? await inTurn('processors isolated', measured) : null;
  await shareProcessors(dataSource);
  const shared = await inTurn('processors shared', measured);
  await service.database.close();
  const ratio = isolated ?? shared;
  console.log(
    `ratio ${ratio.toFixed(2)}${isIsolated ? '' : ' (processors shared: isolation is not possible here)'}, target ${target}: ${ratio >= target ? 'met' : 'MISSED'}`,
  );
  if (ratio < target) process.exitCode = 1;
}

/** Measures both in alternating rounds. Returns the median of Cordon's throughput divided by pgbench's. */
async function inTurn(title, { service, script }) {
  const [ours, baseline, ratios] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const { perSecond, processorMs } = await measureService(service, lanes, seconds);
    for (const statement of preparation(lanes)) await service.database.dataSource.query(statement);
    const pgbenchPerSecond = await pgbench({
      url: script.url,
      script: script.path,
      clients: lanes,
      seconds,
      variables: { generation: 0 },
    });
    ours.push(perSecond);
    baseline.push(pgbenchPerSecond);
    ratios.push(perSecond / pgbenchPerSecond);
    console.log(
      `${title}, round ${round + 1}: Cordon ${perSecond.toFixed(0)} (${processorMs.toFixed(2)} ms of this process each), pgbench ${pgbenchPerSecond.toFixed(0)} a second: ${ratios[round].toFixed(2)}`,
    );
  }
  console.log(
    `${title}, median: Cordon ${median(ours).toFixed(0)}, pgbench ${median(baseline).toFixed(0)}: ${median(ratios).toFixed(2)}`,
  );
  return median(ratios);
}
