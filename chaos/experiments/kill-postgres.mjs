/** Postgres is killed (SIGKILL) amid writes and started again. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator, operations, send, signIn, signUp } from '../lib/client.mjs';
import { countUnusable, createLedger } from '../lib/ledger.mjs';
import { outageFigures, recoveryMs, startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'kill-postgres',
  databases: ['postgres'],
  run: async ({ options, postgres, isQuick }) => {
    const rounds = isQuick ? 2 : 10;
    const ledger = createLedger();
    const server = await startServer(options);
    const administrator = await createAdministrator(server);
    await ledger.addRefreshers(server.url, 3);
    const recoveries = [];
    let wrongYes = 0;
    const probe = startProbe(() => server.url, { token: () => administrator.accessToken });
    for (let round = 0; round < rounds; round += 1) {
      const disabled = await disableSomebody(server.url, `gone${round}`);
      let isOver = false;
      const writing = ledger.write(server.url, () => isOver);
      await wait(200 + Math.random() * 400);
      await postgres.kill();
      for (let count = 0; count < 20; count += 1) {
        const { status } = await send(server.url, operations.me, { token: disabled.accessToken });
        if (status === 200) wrongYes += 1;
      }
      await postgres.restart();
      recoveries.push(await recoveryMs(server.url, administrator.accessToken));
      isOver = true;
      await writing;
      const { body } = await send(server.url, operations.me, { token: disabled.accessToken });
      if (body?.data?.me) wrongYes += 1;
    }
    const records = await probe.stop();
    await ledger.checkSessions(server.url);
    await server.stop();
    const { names, ...differences } = await ledger.compare(options);
    const again = await startServer(options);
    const unusable = await countUnusable(again.url, names);
    await again.stop();
    return [
      { figure: 'kills', value: rounds },
      ...outageFigures(records),
      { figure: 'healthy after, ms', value: Math.max(...recoveries), most: 5_000 },
      { figure: 'disabled users let in', value: wrongYes, most: 0 },
      ...Object.entries(differences).map(([figure, value]) => ({ figure, value, most: 0 })),
      { figure: 'half-made identities', value: unusable, most: 0 },
      { figure: 'honest clients logged out', value: ledger.loggedOutCount(), most: 0 },
    ];
  },
};

async function disableSomebody(url, username) {
  const { accessToken } = await signIn(url, 'admin');
  const person = await signUp(url, username, 3_000_000 + Math.floor(Math.random() * 60_000));
  const variables = { input: { id: person.id, reason: 'chaos' } };
  const { body } = await send(url, operations.disable, { variables, token: accessToken });
  if (!body?.data?.disableUser?.user) throw new Error(`not disabled: ${JSON.stringify(body)}`);
  return person;
}
