/**
 * The primary is killed and ten seconds later its synchronous standby takes over at the same address, as with
 * a virtual address or a proxy in front of a Postgres pair.
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

export const experiment = {
  name: 'fail-over',
  databases: ['postgres'],
  run: async ({ options, postgres }) => {
    const standby = await startStandby(postgres);
    const proxy = await startProxy(options.databaseUrl);
    try {
      await waitForSynchronousCommits(options.databaseUrl);
      const throughProxy = { ...options, databaseUrl: proxy.url };
      const ledger = createLedger();
      const server = await startServer(throughProxy);
      const { accessToken } = await createAdministrator(server);
      await ledger.addRefreshers(server.url, 3);
      const probe = startProbe(() => server.url, { token: () => accessToken });
      let isOver = false;
      const writing = ledger.write(server.url, () => isOver);
      await wait(2_000);
      await postgres.kill();
      await wait(outageMs);
      standby.promote();
      proxy.redirect(standby.url);
      const recovered = await recoveryMs(server.url, accessToken);
      await wait(1_000);
      isOver = true;
      await writing;
      const records = await probe.stop();
      await ledger.checkSessions(server.url);
      const { names, ...differences } = await ledger.compare(throughProxy);
      const unusable = await countUnusable(server.url, names);
      await server.stop();
      return [
        { figure: 'confirmed sign-ups', value: ledger.confirmedCount(), least: 10 },
        ...outageFigures(records),
        { figure: 'healthy after, ms', value: recovered, most: 5_000 },
        ...Object.entries(differences).map(([figure, value]) => ({ figure, value, most: 0 })),
        { figure: 'half-made identities', value: unusable, most: 0 },
        { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
      ];
    } finally {
      await proxy.close();
      await standby.stop();
    }
  },
};

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
