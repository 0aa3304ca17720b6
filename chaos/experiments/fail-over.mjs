/**
 * The primary is killed and ten seconds later its synchronous standby takes over: at the same address, as with
 * a virtual address or a proxy in front of a Postgres pair, or at its own, which `DATABASE_URL` names too.
 */
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startStandby } from '../../scripts/temporary-postgres.mjs';
import { createAdministrator } from '../lib/client.mjs';
import { countUnusable, createLedger } from '../lib/ledger.mjs';
import { outageFigures, recoveryMs, startProbe } from '../lib/probe.mjs';
import { startProxy } from '../lib/proxy.mjs';
import { startServer } from '../lib/servers.mjs';

const outageMs = 10_000;

export const failOverExperiments = [
  failOver('fail-over', async (primaryUrl, standbyUrl) => {
    const proxy = await startProxy(primaryUrl);
    return { url: proxy.url, onPromoted: () => proxy.redirect(standbyUrl), close: proxy.close };
  }),
  failOver('host-fail-over', async (primaryUrl, standbyUrl) => {
    const { host } = new URL(primaryUrl);
    const url = primaryUrl.replace(host, `${new URL(standbyUrl).host},${host}`);
    return { url, onPromoted: () => {}, close: async () => {} };
  }),
];

/** `connectPair` returns one URL for both servers. */
function failOver(name, connectPair) {
  const run = async ({ options, postgres }) => {
    const standby = await startStandby(postgres);
    const pair = await connectPair(options.databaseUrl, standby.url);
    try {
      await waitForSynchronousCommits(options.databaseUrl);
      const promote = () => {
        standby.promote();
        pair.onPromoted();
      };
      return await observe({ ...options, databaseUrl: pair.url }, postgres.kill, promote);
    } finally {
      await pair.close();
      await standby.stop();
    }
  };
  return { name, databases: ['postgres'], run };
}

async function observe(options, kill, promote) {
  const ledger = createLedger();
  const server = await startServer(options);
  const { accessToken } = await createAdministrator(server);
  await ledger.addRefreshers(server.url, 3);
  const probe = startProbe(() => server.url, { token: () => accessToken });
  let isOver = false;
  const writing = ledger.write(server.url, () => isOver);
  await wait(2_000);
  await kill();
  const killedAt = performance.now();
  await wait(outageMs);
  const promotedAt = performance.now();
  promote();
  const recovered = await recoveryMs(server.url, accessToken);
  await wait(1_000);
  isOver = true;
  await writing;
  const records = await probe.stop();
  await ledger.checkSessions(server.url);
  const { names, ...differences } = await ledger.compare(options);
  const unusable = await countUnusable(server.url, names);
  await server.stop();
  return [
    { figure: 'confirmed sign-ups', value: ledger.confirmedCount(), least: 10 },
    ...outageFigures(records),
    { figure: 'granted without a primary', value: grantedBetween(records, killedAt, promotedAt), most: 0 },
    { figure: 'healthy after, ms', value: recovered, most: 5_000 },
    ...Object.entries(differences).map(([figure, value]) => ({ figure, value, most: 0 })),
    { figure: 'half-made identities', value: unusable, most: 0 },
    { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
  ];
}

/** Counts the requests that were sent after `from` and answered before `until` with data or readiness. */
function grantedBetween(records, from, until) {
  return records.filter(
    ({ at, ms, kind, status }) => kind !== 'live' && at > from && at + ms < until && status === 200,
  ).length;
}

/** From now on a commit is confirmed only when the standby has it, so a fail-over loses nothing. */
async function waitForSynchronousCommits(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
  await client.query('SELECT pg_reload_conf()');
  for (;;) {
    const { rows } = await client.query(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`);
    if (rows.length > 0) break;
    await wait(50);
  }
  await client.end();
}
