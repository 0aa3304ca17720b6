/**
 * Audited transactions per second: `npm run bench:audit`, with `-- --seconds 10 --rounds 3 --writers 1,8,32
 * --rows 1000000` for more. Compares transactions that change one row with and without an entry in the audit
 * log, run by the module of `dist` and by pgbench with the same SQL, in alternating rounds. Uses a temporary
 * Postgres with its default, durable settings (`--volatile`: commits do not wait for the disk), or the server
 * of TEST_DATABASE_URL. Then measures the verification of the resulting log, and the time of a page in it and
 * in a log of a million entries.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../../scripts/read-options.mjs';
import { median } from '../median.mjs';
import { pgbench, withBenchmarkDatabase } from '../pgbench.mjs';
import { fillLog, measurePages } from './page-latency.mjs';
import { measure, openService, statementsOf } from './service.mjs';
import { scriptOf } from './statements.mjs';

const {
  seconds = 4,
  rounds = 3,
  writers: writersList = [1, 8, 32],
  rows = 1_000_000,
  volatile = false,
} = readOptions('bench:audit', { seconds: 'N', rounds: 'N', writers: 'N,N', rows: 'N', volatile: null });

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
try {
  await withBenchmarkDatabase({ durable: !volatile }, compare);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(url) {
  const first = await openService(url, 1);
  const statements = await statementsOf(first);
  const [{ sync }] = await first.query("SELECT current_setting('fsync') AS sync");
  console.log(`${availableParallelism()} processors, fsync ${sync}. Statements of an audited transaction:`);
  for (const { text } of statements) console.log(`  ${text.replaceAll(/\s+/g, ' ').trim().slice(0, 110)}`);
  await first.close();
  const scripts = { audited: join(folder, 'audited.sql'), unaudited: join(folder, 'unaudited.sql') };
  writeFileSync(scripts.audited, scriptOf(statements, { audited: true }));
  writeFileSync(scripts.unaudited, scriptOf(statements, { audited: false }));
  for (const writers of writersList) await compareThroughput(url, scripts, writers);
  await measureReads(url);
}

async function compareThroughput(url, scripts, writers) {
  const service = await openService(url, writers);
  await measure(service.audited, writers, 1);
  const runs = { audited: [], unaudited: [], pgbenchAudited: [], pgbenchUnaudited: [] };
  for (let round = 0; round < rounds; round += 1) {
    runs.audited.push(await measure(service.audited, writers, seconds));
    runs.unaudited.push(await measure(service.unaudited, writers, seconds));
  }
  const { valid, checkedEvents } = await service.module.verifier.verify();
  if (!valid) throw new Error(`the log is not valid after ${checkedEvents} entries`);
  await service.close();
  // pgbench writes invalid hashes, so it runs after the verification, and its entries are removed afterwards.
  const connection = await openService(url, 1);
  await connection.query('CREATE TABLE IF NOT EXISTS saved_head AS SELECT * FROM audit_head WITH NO DATA');
  await connection.query('TRUNCATE saved_head');
  await connection.query('INSERT INTO saved_head SELECT * FROM audit_head');
  for (let round = 0; round < rounds; round += 1) {
    runs.pgbenchAudited.push(await pgbench({ url, script: scripts.audited, clients: writers, seconds }));
    runs.pgbenchUnaudited.push(await pgbench({ url, script: scripts.unaudited, clients: writers, seconds }));
  }
  await connection.query('ALTER TABLE audit_events DISABLE TRIGGER audit_events_removal');
  for (const table of ['audit_personal', 'audit_events'])
    await connection.query(`DELETE FROM ${table} WHERE sequence > (SELECT sequence FROM saved_head)`);
  await connection.query('ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_removal');
  await connection.query(
    `UPDATE audit_head SET sequence = saved.sequence, hash = saved.hash, seal = saved.seal
     FROM saved_head saved`,
  );
  await connection.close();
  report(writers, runs);
}

function report(writers, runs) {
  const [audited, unaudited, pgbenchAudited, pgbenchUnaudited] = [
    runs.audited,
    runs.unaudited,
    runs.pgbenchAudited,
    runs.pgbenchUnaudited,
  ].map(median);
  const format = (number) => number.toFixed(0).padStart(6);
  console.log(
    `${String(writers).padStart(2)} writers: audited ${format(audited)}/s, ` +
      `unaudited ${format(unaudited)}/s (ratio ${(audited / unaudited).toFixed(2)}); ` +
      `pgbench audited ${format(pgbenchAudited)}/s, ` +
      `unaudited ${format(pgbenchUnaudited)}/s (ratio ${(pgbenchAudited / pgbenchUnaudited).toFixed(2)}); ` +
      `Cordon/pgbench ${(audited / pgbenchAudited).toFixed(2)}`,
  );
}

async function measureReads(url) {
  const service = await openService(url, 1);
  const started = performance.now();
  const { checkedEvents, valid } = await service.module.verifier.verify();
  const duration = (performance.now() - started) / 1000;
  console.log(
    `verification: ${checkedEvents} entries in ${duration.toFixed(2)} s, ` +
      `${(checkedEvents / duration).toFixed(0)}/s, ${valid ? 'valid' : 'INVALID'}`,
  );
  console.log(`a page of 20 in this log: ${await measurePages(service)}`);
  await fillLog(service, rows);
  console.log(`a page of 20 in a log of ${rows}: ${await measurePages(service)}`);
  await service.close();
}
