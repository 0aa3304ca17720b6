/** The process may open no further file descriptor while many clients connect. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator } from '../lib/client.mjs';
import { recoveryMs, startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

export const experiment = {
  name: 'descriptor-limit',
  databases: ['postgres'],
  missing: () => (process.getuid?.() === 0 ? null : 'it needs root'),
  run: async ({ options }) => {
    const server = await startServer(options);
    const { accessToken } = await createAdministrator(server);
    const probe = startProbe(() => server.url, { token: () => accessToken });
    await wait(500);
    const limitTo = (count) => execFileSync('prlimit', ['--pid', String(server.pid), `--nofile=${count}:`]);
    limitTo(readdirSync(`/proc/${server.pid}/fd`).length + 4);
    const answers = await Promise.all(Array.from({ length: 50 }, () => askOnNewConnection(server.url)));
    limitTo(1_024);
    const recovered = await recoveryMs(server.url, accessToken);
    const records = await probe.stop();
    const later = await askOnNewConnection(server.url);
    const { code } = await server.stop();
    return [
      {
        figure: 'new connections refused',
        value: answers.filter((answer) => answer !== 200).length,
        least: 1,
      },
      {
        figure: 'requests on open connections that failed',
        value: records.filter(({ kind, status }) => kind === 'me' && status !== 200).length,
        most: 0,
      },
      { figure: 'healthy after, ms', value: recovered, most: 5_000 },
      { figure: 'new connections work afterwards', value: later === 200 ? 1 : 0, least: 1 },
      { figure: 'exit code', value: code === 0 ? 0 : 1, most: 0 },
    ];
  },
};

/** Returns the status, or 0 when the connection is refused, reset or silent for three seconds. */
function askOnNewConnection(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const finish = (status) => {
      socket.destroy();
      resolve(status);
    };
    socket.setTimeout(3_000, () => finish(0));
    socket.on('error', () => finish(0));
    socket.on('close', () => finish(0));
    socket.on('data', (text) => finish(Number(/^HTTP\/1\.1 (\d+)/.exec(String(text))?.[1] ?? 0)));
    // The connection stays open, so that it keeps its descriptor.
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
}
