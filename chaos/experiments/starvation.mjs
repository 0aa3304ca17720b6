/** The database or the process runs out of something: connections, locks, disk, memory. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { createAdministrator, operations, send, signUp } from '../lib/client.mjs';
import { ImpossibleExperiment } from '../lib/impossible-experiment.mjs';
import { outageFigures, recoveryMs, startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

/**
 * `starve` causes the shortage and returns a function that ends it. While it lasts, every request must be answered
 * in time with 200 or 503; afterwards the server must recover by itself.
 */
function starvationExperiment(name, starve, { environment = {}, mustRefuse = true, prepare } = {}) {
  return {
    name,
    databases: ['postgres'],
    missing: () => (process.getuid?.() === 0 ? null : 'it needs root'),
    run: async ({ options, postgres, isQuick }) => {
      const undo = await prepare?.({ options, postgres });
      const server = await startServer({ ...options, environment });
      try {
        const { accessToken } = await createAdministrator(server);
        const probe = startProbe(() => server.url, { token: () => accessToken, clients: 8 });
        await wait(500);
        const end = await starve({ server, postgres, options, accessToken });
        const writes = await writeFor(server.url, isQuick ? 4_000 : 8_000);
        await end();
        const recovered = await recoveryMs(server.url, accessToken);
        const records = await probe.stop();
        const afterwards = await signUp(server.url, 'afterwards', 9_999);
        return [
          ...outageFigures(records),
          { figure: 'slowest write, ms', value: Math.max(...writes.map(({ ms }) => ms)), most: 5_000 },
          {
            figure: 'writes answered other than 200 and 503',
            value: writes.filter(({ status }) => status !== 200 && status !== 503).length,
            most: 0,
          },
          {
            figure: 'writes with INTERNAL_SERVER_ERROR',
            value: writes.filter(({ body }) => JSON.stringify(body).includes('INTERNAL_SERVER_ERROR')).length,
            most: 0,
          },
          // Without a refusal, the experiment would have starved nothing.
          { figure: 'refused writes', value: writes.filter(isRefused).length, least: mustRefuse ? 1 : 0 },
          { figure: 'healthy after, ms', value: recovered, most: 5_000 },
          { figure: 'sign-up works afterwards', value: afterwards === null ? 0 : 1, least: 1 },
        ];
      } finally {
        await server.stop();
        await undo?.();
      }
    },
  };
}

function isRefused({ status, body }) {
  return status === 503 || JSON.stringify(body).includes('SERVICE_UNAVAILABLE');
}

/** Signs people up for this time; returns the answers. */
async function writeFor(url, ms) {
  const answers = [];
  const until = performance.now() + ms;
  for (let index = 0; performance.now() < until; index += 1) {
    const input = {
      username: `w${index}`,
      email: `w${index}@example.com`,
      password: 'seventeen green herons',
    };
    answers.push(await send(url, operations.signUp, { variables: { input }, client: 5_000 + index }));
    await wait(50);
  }
  return answers;
}

async function openClient(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Mounts a small disk, on which all tables of the database will be. Returns a function that unmounts it. */
async function useSmallDisk({ options, postgres }) {
  const disk = join(postgres.folder, 'small-disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    throw new ImpossibleExperiment('this machine does not allow to mount a disk');
  }
  const { uid, gid } = statSync(join(postgres.folder, 'data'));
  const tables = join(disk, 'tables');
  mkdirSync(tables, { mode: 0o700 });
  chownSync(tables, uid, gid);
  const client = await openClient(options.databaseUrl.replace(/\/cordon$/, '/postgres'));
  await client.query(`CREATE TABLESPACE small LOCATION '${tables}'`);
  await client.query('ALTER DATABASE cordon SET TABLESPACE small');
  await client.end();
  return async () => {
    // The rest of its folder stays for the end of the run.
    await postgres.kill();
    execFileSync('umount', [disk]);
  };
}

export const starvationExperiments = [
  starvationExperiment(
    'disk-full',
    async ({ postgres }) => {
      const filler = join(postgres.folder, 'small-disk', 'filler');
      try {
        writeFileSync(filler, Buffer.alloc(64 * 1024 * 1024));
      } catch {
        // The disk is full now.
      }
      return async () => rmSync(filler);
    },
    { prepare: useSmallDisk },
  ),
  starvationExperiment(
    'pool-exhausted',
    async ({ options }) => {
      const client = await openClient(options.databaseUrl);
      await client.query('BEGIN');
      await client.query('LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
      return () => client.end();
    },
    { environment: { CORDON_DATABASE_POOL_SIZE: '2' } },
  ),
  starvationExperiment('long-lock-on-users', async ({ options }) => {
    const client = await openClient(options.databaseUrl);
    await client.query('BEGIN');
    await client.query('LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
    return () => client.end();
  }),
  starvationExperiment('connection-limit', async ({ options }) => {
    const client = await openClient(options.databaseUrl);
    await client.query('ALTER DATABASE cordon CONNECTION LIMIT 0');
    // Superusers are not limited, so the role becomes an ordinary one for new connections.
    await client.query('CREATE ROLE keeper SUPERUSER');
    await client.query('ALTER ROLE cordon NOSUPERUSER');
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cordon' AND pid <> pg_backend_pid()`,
    );
    return async () => {
      await client.query('SET ROLE keeper').catch(() => {});
      await client.query('ALTER DATABASE cordon CONNECTION LIMIT -1');
      await client.end();
    };
  }),
  starvationExperiment('read-only-database', async ({ options }) => {
    const client = await openClient(options.databaseUrl);
    await client.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await client.query('SELECT pg_reload_conf()');
    return async () => {
      await client.query('SET transaction_read_only = off');
      await client.query('ALTER SYSTEM RESET default_transaction_read_only');
      await client.query('SELECT pg_reload_conf()');
      await client.end();
    };
  }),
  starvationExperiment(
    'memory-limit',
    async ({ server }) => {
      // Large responses at the same time, in a heap that holds few of them.
      let isOver = false;
      const query = `{ ${Array.from({ length: 100 }, (_, index) => `a${index}: server { version }`).join(' ')} }`;
      const load = Array.from({ length: 16 }, async () => {
        while (!isOver) await send(server.url, query);
      });
      return async () => {
        isOver = true;
        await Promise.all(load);
      };
    },
    { environment: { NODE_OPTIONS: '--max-old-space-size=96' }, mustRefuse: false },
  ),
];
