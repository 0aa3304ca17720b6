/** The server is killed while it migrates an empty database, again and again, and then started. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator, get } from '../lib/client.mjs';
import { runCommand, spawnServer, startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'interrupted-migration',
  databases: ['postgres', 'embedded'],
  run: async ({ options, isQuick }) => {
    const rounds = isQuick ? 5 : 40;
    let killedBeforeReady = 0;
    for (let round = 0; round < rounds; round += 1) {
      const child = spawnServer(options);
      await wait(200 + Math.random() * 800);
      child.kill('SIGKILL');
      await child.exited;
      if (!child.output().includes('Cordon is ready')) killedBeforeReady += 1;
    }
    const server = await startServer(options);
    await createAdministrator(server);
    const ready = await get(`${server.url}/health/ready`);
    await server.stop();
    const { code } = await runCommand(options, ['doctor']);
    return [
      { figure: 'kills before the server was ready', value: killedBeforeReady, least: 1 },
      { figure: 'ready afterwards', value: ready.status === 200 ? 1 : 0, least: 1 },
      { figure: 'exit code of doctor', value: code, most: 0 },
    ];
  },
};
