/**
 * Refreshes a second, ours beside what the very same SQL statements sustain by pgbench: `npm run bench:refresh`, with `-- --seconds 10 --rounds 5`
 * for longer. Both on one throw-away Postgres of this machine (or TEST_DATABASE_URL), round by round in turn. Exits 1 when ours is below 0.8.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findBinaries, startPostgres } from '../../scripts/throw-away-postgres.mjs';
import { measureService, openService, statementsOf } from './service.mjs';
import { pgbenchScript, preparation } from './statements.mjs';

const target = 0.8;
const lanes = 8;
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '3' } },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
if (!Number.isSafeInteger(seconds) || seconds < 1 || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.error('Usage: npm run bench:refresh -- [--seconds N] [--rounds N]');
  process.exit(2);
}

const median = (list) => [...list].sort((one, other) => one - other)[list.length >> 1];

/** Transactions a second. Generations go on from run to run through `generation`. */
function pgbench(url, script, generation) {
  const program = join(findBinaries(), 'pgbench');
  const words = ['-n', '-M', 'extended', '-c', String(lanes), '-j', '1', '-T', String(seconds), '-f', script];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, '-D', `generation=${generation}`, url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      const tps = /tps = ([\d.]+)/.exec(text)?.[1];
      const failed = /aborted|ERROR/.test(text);
      if (code === 0 && tps !== undefined && !failed) resolve(Number(tps));
      else reject(new Error(`pgbench failed:\n${text}`));
    });
  });
}

const postgres = process.env.TEST_DATABASE_URL === undefined ? await startPostgres() : null;
const server = process.env.TEST_DATABASE_URL ?? postgres.url;
const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
try {
  await withDatabase(server, compare);
} finally {
  rmSync(folder, { recursive: true, force: true });
  await postgres?.stop();
}

async function withDatabase(address, work) {
  const { default: pg } = await import('pg');
  const administrator = new pg.Client({ connectionString: address });
  await administrator.connect();
  const name = `cordon_bench_${process.pid}`;
  await administrator.query(`CREATE DATABASE ${name}`);
  const url = new URL(address);
  url.pathname = `/${name}`;
  try {
    await work(url.href);
  } finally {
    await administrator.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await administrator.end();
  }
}

async function compare(url) {
  const service = await openService(url, lanes);
  const statements = await statementsOf(service);
  console.log(`A refresh sends ${statements.length} statements, ${lanes} refreshes at a time:`);
  for (const { text } of statements) console.log(`  ${text.slice(0, 100)}`);
  const script = join(folder, 'refresh.sql');
  writeFileSync(script, pgbenchScript(statements));
  await service.database.dataSource.query(preparation(lanes));
  await measureService(service, lanes, 2);
  const [ours, alone] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const { perSecond, processorMs } = await measureService(service, lanes, seconds);
    ours.push(perSecond);
    // Every round has sessions whose line begins anew, which the database must not find already there.
    await service.database.dataSource.query(
      "DELETE FROM users WHERE username LIKE 'p%' AND length(username) < 9",
    );
    await service.database.dataSource.query(preparation(lanes));
    alone.push(await pgbench(url, script, 0));
    console.log(
      `round ${round + 1}: ours ${perSecond.toFixed(0)} (${processorMs.toFixed(2)} ms of the processor each), pgbench ${alone[round].toFixed(0)} a second`,
    );
  }
  await service.database.close();
  const ratio = median(ours) / median(alone);
  console.log(
    `median: ours ${median(ours).toFixed(0)}, pgbench ${median(alone).toFixed(0)}: ratio ${ratio.toFixed(2)}, target ${target}: ${ratio >= target ? 'met' : 'MISSED'}`,
  );
  if (ratio < target) process.exitCode = 1;
}
