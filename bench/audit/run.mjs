/**
 * Appends a second: `npm run bench:audit`, with `-- --seconds 10 --rounds 3 --writers 1,8,32 --rows 1000000` for more. Transactions that change one
 * row, with an entry of the audit log and without, by the module of `dist` in this process and by pgbench with the very same SQL, round by round in
 * turn, on a throw-away Postgres of this machine with its default, durable settings (`--volatile`: commits do not wait for the disk;
 * TEST_DATABASE_URL: that server as it is). Then how fast the log that this made is verified, and what a page costs in it and in one of a million entries.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pgbench, withBenchmarkDatabase } from '../pgbench.mjs';
import { fillLog, measurePages } from './page-latency.mjs';
import { measure, openService, statementsOf } from './service.mjs';
import { scriptOf } from './statements.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    writers: { type: 'string', default: '1,8,32' },
    rows: { type: 'string', default: '1000000' },
    volatile: { type: 'boolean', default: false },
  },
});
const [seconds, rounds, rows] = [values.seconds, values.rounds, values.rows].map(Number);
const writersList = values.writers.split(',').map(Number);
if (![seconds, rounds, rows, ...writersList].every((number) => Number.isSafeInteger(number) && number >= 1)) {
  console.error(
    'Usage: npm run bench:audit -- [--seconds N] [--rounds N] [--writers N,N] [--rows N] [--volatile]',
  );
  process.exit(2);
}

const median = (list) => [...list].sort((one, other) => one - other)[list.length >> 1];

const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
try {
  await withBenchmarkDatabase({ durable: !values.volatile }, compare);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(url) {
  const first = await openService(url, 1);
  const statements = await statementsOf(first);
  const [{ sync }] = await first.query("SELECT current_setting('fsync') AS sync");
  console.log(`${availableParallelism()} processors, fsync ${sync}. An audited transaction sends:`);
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
  if (!valid) throw new Error(`the log is not good after ${checkedEvents} entries`);
  await service.close();
  // pgbench writes hashes that are none, so it comes after the verification and into a log of its own.
  const theirs = await openService(url, 1);
  await theirs.query('CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM audit_head WITH NO DATA');
  await theirs.query('TRUNCATE kept');
  await theirs.query('INSERT INTO kept SELECT * FROM audit_head');
  for (let round = 0; round < rounds; round += 1) {
    runs.pgbenchAudited.push(await pgbench({ url, script: scripts.audited, clients: writers, seconds }));
    runs.pgbenchUnaudited.push(await pgbench({ url, script: scripts.unaudited, clients: writers, seconds }));
  }
  await theirs.query('ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only');
  await theirs.query('DELETE FROM audit_events WHERE sequence > (SELECT sequence FROM kept)');
  await theirs.query('ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_append_only');
  await theirs.query(
    'UPDATE audit_head SET sequence = kept.sequence, hash = kept.hash, seal = kept.seal FROM kept',
  );
  await theirs.close();
  report(writers, runs);
}

function report(writers, runs) {
  const [audited, unaudited, theirs, theirsUnaudited] = [
    runs.audited,
    runs.unaudited,
    runs.pgbenchAudited,
    runs.pgbenchUnaudited,
  ].map(median);
  const shown = (number) => number.toFixed(0).padStart(6);
  console.log(
    `${String(writers).padStart(2)} writers: audited ${shown(audited)}/s, unaudited ${shown(unaudited)}/s (ratio ${(audited / unaudited).toFixed(2)}); ` +
      `pgbench audited ${shown(theirs)}/s, unaudited ${shown(theirsUnaudited)}/s (ratio ${(theirs / theirsUnaudited).toFixed(2)}); ours over pgbench ${(audited / theirs).toFixed(2)}`,
  );
}

async function measureReads(url) {
  const service = await openService(url, 1);
  const begun = performance.now();
  const { checkedEvents, valid } = await service.module.verifier.verify();
  const took = (performance.now() - begun) / 1000;
  console.log(
    `verify: ${checkedEvents} entries in ${took.toFixed(2)} s, ${(checkedEvents / took).toFixed(0)} a second, ${valid ? 'good' : 'BAD'}`,
  );
  console.log(`a page of 20 in this log: ${await measurePages(service)}`);
  await fillLog(service, rows);
  console.log(`a page of 20 in a log of ${rows}: ${await measurePages(service)}`);
  await service.close();
}
