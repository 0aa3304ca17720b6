/** SIGTERM under load: requests in progress are finished, and the process ends in time. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator } from '../lib/client.mjs';
import { startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'stop-under-load',
  databases: ['postgres', 'embedded'],
  run: async ({ options }) => {
    const server = await startServer(options);
    const { accessToken } = await createAdministrator(server);
    const probe = startProbe(() => server.url, { token: () => accessToken, clients: 16, pauseMs: 0 });
    await wait(1_500);
    const stoppingAt = performance.now();
    const { code, ms } = await server.stop();
    const records = (await probe.stop()).filter(({ kind }) => kind === 'me');
    // Whoever sent before the signal gets an answer; later ones may be refused. On a busy machine some time
    // passes before a request is sent.
    const before = records.filter(({ at }) => at < stoppingAt - 250);
    return [
      { figure: 'requests before the signal', value: before.length, least: 30 },
      { figure: 'of these failed', value: before.filter(({ status }) => status !== 200).length, most: 0 },
      { figure: 'exit code', value: code === 0 ? 0 : 1, most: 0 },
      { figure: 'ended after, ms', value: ms, most: 5_000 },
    ];
  },
};
