/** Mixed load for a long time: memory, handles and connections stay flat. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { createAdministrator, get, operations, send } from '../lib/client.mjs';
import { createLedger } from '../lib/ledger.mjs';
import { startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'soak',
  databases: ['postgres'],
  run: async ({ options, isQuick }) => {
    const durationMs = isQuick ? 12_000 : 20 * 60_000;
    const server = await startServer(options);
    const database = new pg.Client({ connectionString: options.databaseUrl });
    await database.connect();
    await createAdministrator(server);
    const ledger = createLedger();
    await ledger.addRefreshers(server.url, 5);
    let isOver = false;
    const writing = ledger.write(server.url, () => isOver);
    const reading = readAll(server.url, () => isOver);
    const samples = [];
    for (let count = 0; count < 40; count += 1) {
      await wait(durationMs / 40);
      samples.push({ ...sample(server.pid), ...(await sampleDatabase(database)) });
    }
    isOver = true;
    await Promise.all([writing, reading]);
    // Connections of clients are closed by their keep-alive time-out.
    await wait(isQuick ? 0 : 10_000);
    await ledger.checkSessions(server.url);
    await server.stop();
    await database.end();
    const middle = samples.slice(10, 20);
    const end = samples.slice(30);
    // A short run sees the heap of the first seconds grow.
    const most = isQuick ? 1.75 : 1.25;
    const growth = (key) => median(end.map((one) => one[key])) / median(middle.map((one) => one[key]));
    return [
      { figure: 'minutes', value: durationMs / 60_000 },
      { figure: 'sign-ups', value: ledger.confirmedCount(), least: 50 },
      { figure: 'resident memory, MB', value: median(end.map(({ memoryMb }) => memoryMb)) },
      { figure: 'memory at the end by that in the middle', value: growth('memoryMb'), most },
      { figure: 'descriptors at the end by those in the middle', value: growth('descriptors'), most },
      {
        figure: 'database connections at the end by those in the middle',
        value: growth('connections'),
        most,
      },
      { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
    ];
  },
};

async function readAll(url, isOver) {
  while (!isOver()) {
    await send(url, operations.me);
    await get(`${url}/.well-known/jwks.json`);
    await get(`${url}/no-such-route`);
    await wait(5);
  }
}

function sample(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    memoryMb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

async function sampleDatabase(database) {
  const { rows } = await database.query(
    'SELECT count(*)::int AS connections FROM pg_stat_activity WHERE datname = current_database()',
  );
  return rows[0];
}

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
