/** Postgres for benchmarks: a temporary database, and the same statements run by pgbench. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findBinaries, startPostgres } from '../scripts/temporary-postgres.mjs';

/**
 * Runs the work on a new database on the server of TEST_DATABASE_URL, or on a temporary server. Removes it
 * afterwards.
 */
export async function withBenchmarkDatabase({ durable }, work) {
  const postgres = process.env.TEST_DATABASE_URL === undefined ? await startPostgres({ durable }) : null;
  try {
    await withDatabase(process.env.TEST_DATABASE_URL ?? postgres.url, work);
  } finally {
    await postgres?.stop();
  }
}

let databases = 0;

async function withDatabase(address, work) {
  const { default: pg } = await import('pg');
  const administrator = new pg.Client({ connectionString: address });
  await administrator.connect();
  databases += 1;
  const name = `cordon_bench_${process.pid}_${databases}`;
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

/**
 * Returns how many times per second the script runs with this number of concurrent clients. With the protocol
 * `extended`, Postgres parses and plans each statement each time; with `prepared`, once for each client.
 */
export function pgbench({ url, script, clients, seconds, protocol = 'extended', variables = {} }) {
  const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const pgbenchArguments = [
    '-n',
    '-M',
    protocol,
    '-c',
    String(clients),
    '-j',
    '1',
    '-T',
    String(seconds),
    '-f',
    script,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(join(findBinaries(), 'pgbench'), [...pgbenchArguments, ...defined, url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      const tps = /tps = ([\d.]+)/.exec(text)?.[1];
      if (code === 0 && tps !== undefined && !/aborted|ERROR/.test(text)) resolve(Number(tps));
      else reject(new Error(`pgbench failed:\n${text}`));
    });
  });
}
