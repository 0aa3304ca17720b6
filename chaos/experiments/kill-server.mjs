/** The server is killed (SIGKILL) amid writes and started again, many times. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator } from '../lib/client.mjs';
import { countUnusable, createLedger } from '../lib/ledger.mjs';
import { startServer } from '../lib/servers.mjs';

const longerThanGraceMs = 12_000;

export const experiment = {
  name: 'kill-server',
  databases: ['postgres', 'embedded'],
  run: async ({ options, database, isQuick }) => {
    const rounds = { postgres: isQuick ? 5 : 100, embedded: isQuick ? 3 : 50 }[database];
    const ledger = createLedger();
    let server = await startServer(options);
    await createAdministrator(server);
    await ledger.addRefreshers(server.url, 5);
    for (let round = 0; round < rounds; round += 1) {
      let isOver = false;
      const writing = ledger.write(server.url, () => isOver);
      await wait(100 + Math.random() * 500);
      isOver = true;
      await server.kill();
      await writing;
      // Clients that missed a response repeat their refresh, however long the server was down.
      if (!isQuick && round % 25 === 0) await wait(longerThanGraceMs);
      server = await startServer(options);
    }
    await ledger.checkSessions(server.url);
    await server.stop();
    const { names, ...differences } = await ledger.compare(options);
    server = await startServer(options);
    const unusable = await countUnusable(server.url, names);
    await server.stop();
    return [
      { figure: 'kills', value: rounds },
      { figure: 'confirmed sign-ups', value: ledger.confirmedCount(), least: rounds },
      ...Object.entries(differences).map(([figure, value]) => ({ figure, value, most: 0 })),
      { figure: 'half-made identities', value: unusable, most: 0 },
      { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
    ];
  },
};
