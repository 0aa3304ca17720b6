/**
 * Compares Cordon's refreshes per second with those of pgbench for the same SQL statements: `npm run
 * bench:refresh`, with `-- --seconds 10 --rounds 5 --lanes 16` for more. Both run in alternating rounds on
 * one temporary Postgres of this machine with its default, durable settings (`--volatile`: commits do not
 * wait for the disk; TEST_DATABASE_URL: that server as it is). Cordon runs in this process: the modules of
 * `dist` with pool, decision, sealing, rate limit and a signed ES256 token. It prepares its statements, and
 * so does pgbench (`prepared`). Behind a pooler it does not, so they are also compared without (`extended`).
 * Measured twice: with isolated processors, half of them for Postgres, as with a database server of its own
 * (exits 1 when prepared is below 0.8); and with shared processors, where Cordon's computation is taken from
 * Postgres.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../scripts/read-options.mjs';
import { median } from '../median.mjs';
import { pgbench, withBenchmarkDatabase } from '../pgbench.mjs';
import { isolateProcessors, shareProcessors } from './processors.mjs';
import { measureService, openService, statementsOf } from './service.mjs';
import { pgbenchScript, preparation } from './statements.mjs';

const target = 0.8;
const {
  seconds = 5,
  rounds = 5,
  lanes = 8,
  volatile = false,
} = readOptions('bench:refresh', { seconds: 'N', rounds: 'N', lanes: 'N', volatile: null });

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
try {
  await withBenchmarkDatabase({ durable: !volatile }, compare);
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
  const services = {
    prepared: await openService(url, lanes),
    extended: await openService(url, lanes, { listenUrl: url }),
  };
  const { dataSource } = services.prepared.database;
  const statements = await statementsOf(services.prepared);
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
  for (const service of Object.values(services)) await warmUp(service);
  const isIsolated = await isolateProcessors(dataSource);
  const isolated = isIsolated ? await inTurn('processors isolated', { services, script, url }) : null;
  await shareProcessors(dataSource);
  const shared = await inTurn('processors shared', { services, script, url });
  for (const { database } of Object.values(services)) await database.close();
  const ratio = isolated ?? shared;
  console.log(
    `ratio ${ratio.toFixed(2)}${isIsolated ? '' : ' (processors shared: isolation is not possible here)'}, target ${target}: ${ratio >= target ? 'met' : 'MISSED'}`,
  );
  if (ratio < target) process.exitCode = 1;
}

/** Measures all in alternating rounds. Returns the median of Cordon's throughput divided by pgbench's. */
async function inTurn(title, measured) {
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const prepared = await measureBoth('prepared', measured);
    results.push({ prepared, extended: await measureBoth('extended', measured) });
    report(`${title}, round ${round + 1}`, results.slice(-1));
  }
  report(`${title}, median`, results);
  return median(results.map(({ prepared }) => prepared.perSecond / prepared.baseline));
}

async function measureBoth(protocol, { services, script, url }) {
  const ours = await measureService(services[protocol], lanes, seconds);
  const { dataSource } = services[protocol].database;
  for (const statement of preparation(lanes)) await dataSource.query(statement);
  const variables = { generation: 0 };
  const baseline = await pgbench({ url, script, clients: lanes, seconds, protocol, variables });
  return { ...ours, baseline };
}

/** Writes the medians of the rounds. */
function report(title, results) {
  const of = (read) => median(results.map(read));
  for (const protocol of ['prepared', 'extended']) {
    const [perSecond, baseline] = ['perSecond', 'baseline'].map((name) =>
      of((round) => round[protocol][name]).toFixed(0),
    );
    const [ours, postgres] = ['processorMs', 'postgresMs'].map((name) =>
      of((round) => round[protocol][name]).toFixed(2),
    );
    const ratio = of((round) => round[protocol].perSecond / round[protocol].baseline).toFixed(2);
    console.log(
      `${title}, ${protocol}: Cordon ${perSecond} a second (${ours} ms of this process and ${postgres} of Postgres each), pgbench ${baseline}: ${ratio}`,
    );
  }
  const across = of(({ prepared, extended }) => prepared.perSecond / extended.baseline).toFixed(2);
  console.log(`${title}: Cordon prepared to pgbench extended: ${across}`);
}
