/** Three instances behind nginx are restarted one after the other under load. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../../scripts/free-port.mjs';
import { createAdministrator } from '../lib/client.mjs';
import { startProbe } from '../lib/probe.mjs';
import { startServer } from '../lib/servers.mjs';

const nginx = '/usr/sbin/nginx';

export const experiment = {
  name: 'rolling-restart',
  databases: ['postgres'],
  missing: () => (existsSync(nginx) ? null : 'nginx is not installed'),
  run: async ({ options, isQuick }) => {
    const front = await findFreePort();
    const ports = [await findFreePort(), await findFreePort(), await findFreePort()];
    const environment = { CORDON_ISSUER: `http://localhost:${front}` };
    const start = (port) => startServer({ ...options, environment: { ...environment, PORT: String(port) } });
    const servers = [await start(ports[0])];
    const { accessToken } = await createAdministrator(servers[0]);
    servers.push(await start(ports[1]), await start(ports[2]));
    const proxy = await startNginx(options.dataFolder, front, ports);
    try {
      const url = `http://127.0.0.1:${front}`;
      const probe = startProbe(() => url, { token: () => accessToken, clients: 8, pauseMs: 5 });
      await wait(1_000);
      const stops = [];
      for (let round = 0; round < (isQuick ? 1 : 5); round += 1) {
        for (const [index, port] of ports.entries()) {
          stops.push(await servers[index].stop());
          servers[index] = await start(port);
          await wait(300);
        }
      }
      await wait(500);
      const records = (await probe.stop()).filter(({ kind }) => kind === 'me');
      return [
        { figure: 'restarts', value: stops.length },
        { figure: 'requests', value: records.length, least: 500 },
        { figure: 'failed requests', value: records.filter(({ status }) => status !== 200).length, most: 0 },
        { figure: 'slowest stop, ms', value: Math.max(...stops.map(({ ms }) => ms)), most: 5_000 },
        { figure: 'exit codes other than 0', value: stops.filter(({ code }) => code !== 0).length, most: 0 },
      ];
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await proxy.stop();
    }
  },
};

/** The upstream block of docs/operations.md: a request that an instance did not take goes to the next one. */
async function startNginx(folder, port, upstreams) {
  const root = join(folder, 'nginx');
  mkdirSync(root);
  writeFileSync(
    join(root, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${root}/pid; error_log ${root}/error.log;
     events {}
     http {
       access_log off;
       client_body_temp_path ${root}/body; proxy_temp_path ${root}/proxy; fastcgi_temp_path ${root}/f;
       uwsgi_temp_path ${root}/u; scgi_temp_path ${root}/s;
       upstream cordon { ${upstreams.map((each) => `server 127.0.0.1:${each} max_fails=0;`).join(' ')} keepalive 16; }
       server {
         listen 127.0.0.1:${port};
         location / {
           proxy_pass http://cordon;
           proxy_http_version 1.1;
           proxy_set_header Connection "";
           proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
           proxy_next_upstream error timeout http_503 non_idempotent;
         }
       }
     }`,
  );
  const child = spawn(nginx, ['-c', join(root, 'nginx.conf'), '-p', root], { stdio: 'ignore' });
  await wait(500);
  if (child.exitCode !== null) throw new Error('nginx did not start');
  return {
    stop: async () => {
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGQUIT');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await exited;
      clearTimeout(timer);
    },
  };
}
