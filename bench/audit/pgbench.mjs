/** The same statements by pgbench: what Postgres itself sustains when nothing is computed between them. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findBinaries } from '../../scripts/throw-away-postgres.mjs';

function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`;
}

/** A script of pgbench; the place in the log is the one that was read under the lock, all other values are those of the recorded transaction. */
export function scriptOf(statements, { audited }) {
  const lines = [];
  for (const { text, values } of statements) {
    const sql = text.replaceAll(/\s+/g, ' ').trim();
    const filled = (places) =>
      sql.replace(/\$(\d+)/g, (_, number) => places[number] ?? literal(values[number - 1]));
    if (/^(BEGIN|START|COMMIT)/.test(sql)) lines.push(`${sql};`);
    else if (sql.startsWith('UPDATE bench_rows')) lines.push(`${filled({ 1: ':client_id' })};`);
    else if (!audited) continue;
    else if (sql.includes('FOR UPDATE')) lines.push(`${sql}`, '\\gset h_');
    else if (sql.startsWith('WITH moved'))
      lines.push(`${filled({ 1: '(:h_sequence + 1)', 4: '(:h_sequence + 1)' })};`);
    else throw new Error(`this bench does not know the statement: ${sql}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Transactions a second. */
export function pgbench(url, script, writers, seconds) {
  const words = [
    '-n',
    '-M',
    'extended',
    '-c',
    String(writers),
    '-j',
    '1',
    '-T',
    String(seconds),
    '-f',
    script,
    url,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(join(findBinaries(), 'pgbench'), words, { stdio: ['ignore', 'pipe', 'pipe'] });
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
