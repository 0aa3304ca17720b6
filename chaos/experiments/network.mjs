/** The line between the server and Postgres is cut, swallows bytes, becomes slow, or loses one connection. */
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator } from '../lib/client.mjs';
import { outageFigures, recoveryMs, startProbe, unreadyAfterMs } from '../lib/probe.mjs';
import { startProxy } from '../lib/proxy.mjs';
import { startServer } from '../lib/servers.mjs';

const outageMs = 8_000;
const quickOutageMs = 6_000;

function networkExperiment(name, { fail, makesUnready = true, mayRefuse = true }) {
  return {
    name,
    databases: ['postgres'],
    run: async ({ options, isQuick }) => {
      const proxy = await startProxy(options.databaseUrl);
      const server = await startServer({ ...options, databaseUrl: proxy.url });
      try {
        const { accessToken } = await createAdministrator(server);
        const probe = startProbe(() => server.url, { token: () => accessToken });
        await wait(1_000);
        const since = performance.now();
        fail(proxy);
        await wait(isQuick ? quickOutageMs : outageMs);
        proxy.restore();
        const recovered = await recoveryMs(server.url, accessToken);
        await wait(1_000);
        const records = await probe.stop();
        const refused = records.filter(({ kind, status }) => kind === 'me' && status === 503).length;
        return [
          ...outageFigures(records),
          ...(makesUnready
            ? [{ figure: 'not ready after, ms', value: unreadyAfterMs(records, since), most: 5_000 }]
            : []),
          ...(mayRefuse ? [] : [{ figure: 'refused requests', value: refused, most: 0 }]),
          { figure: 'healthy after, ms', value: recovered, most: 5_000 },
        ];
      } finally {
        await server.stop();
        await proxy.close();
      }
    },
  };
}

export const networkExperiments = [
  networkExperiment('network-cut', { fail: (proxy) => proxy.cut() }),
  networkExperiment('network-blackhole', { fail: (proxy) => proxy.blackhole() }),
  networkExperiment('network-slow', {
    fail: (proxy) => proxy.slow(100),
    makesUnready: false,
    mayRefuse: false,
  }),
  networkExperiment('network-one-dead', { fail: (proxy) => proxy.killOne(), makesUnready: false }),
];
