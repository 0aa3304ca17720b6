import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { findFreePort } from '../../scripts/free-port.mjs';

const program = process.env['PGBOUNCER'] ?? '/usr/sbin/pgbouncer';

/** False where there is no PgBouncer (Debian: pgbouncer). */
export const hasPgbouncer = spawnSync(program, ['--version']).error === undefined;

/** A real PgBouncer. */
export interface Pgbouncer {
  /** The URL of the same database through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts PgBouncer in front of a database, with few connections to it. */
export async function startPgbouncer(
  databaseUrl: string,
  { mode = 'transaction' }: { readonly mode?: 'transaction' | 'session' } = {},
): Promise<Pgbouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-pgbouncer-'));
  const port = await findFreePort();
  const { hostname, port: serverPort, pathname, username, password } = new URL(databaseUrl);
  const server = `host=${hostname} port=${serverPort || 5432} dbname=${pathname.slice(1)}`;
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
pooled = ${server} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 5
ignore_startup_parameters = statement_timeout, lock_timeout, idle_in_transaction_session_timeout
logfile = ${join(folder, 'log')}
`,
  );
  chmodSync(folder, 0o700);
  const identity = unprivilegedUser();
  if (identity.uid !== undefined) {
    chownSync(folder, identity.uid, identity.gid);
    chownSync(join(folder, 'pgbouncer.ini'), identity.uid, identity.gid);
  }
  const child = spawn(program, [join(folder, 'pgbouncer.ini')], {
    ...identity,
    cwd: folder,
    stdio: 'ignore',
  });
  const url = `postgresql://${username}:${password}@127.0.0.1:${port}/pooled`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  // Two minutes: much longer than it takes.
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if (await answers(url)) return { url, close };
    await pause(100);
  }
  const log = readFileSync(join(folder, 'log'), 'utf8');
  await close();
  throw new Error(`PgBouncer did not start:\n${log}`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** PgBouncer refuses to run as root. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | { readonly uid?: undefined } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim());
  return { uid: id('-u'), gid: id('-g') };
}
