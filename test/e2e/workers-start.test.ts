import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** Starts of `cordon start --workers 2` that fail or are interrupted. */

/** Loaded by each process: a worker ends the supervisor as soon as SIGTERM does not end itself any more. */
const interruption = `
  import cluster from 'node:cluster';
  if (cluster.isWorker) process.on('newListener', (name) => {
    if (name === 'SIGTERM' && process.listenerCount(name) === 0) process.kill(process.ppid, name);
  });`;

describeOnPostgres('a start of two workers', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await createInstallation();
  });
  afterAll(() => installation.close());

  test.each(['PORT', 'CORDON_METRICS_PORT'])('ends with 4 when %s is in use', async (variable) => {
    const occupant = createServer();
    occupant.listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const port = Number(Reflect.get(Object(occupant.address()), 'port'));
    const environment = { CORDON_METRICS_PORT: String(await findFreePort()), [variable]: String(port) };

    const { exitCode, stderr } = await installation.cordon(['start', '--workers', '2'], { environment });

    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is already in use`);
    expect(exitCode).toBe(4);
    occupant.close();
  });

  test('ends on SIGTERM, also while the first worker loads its modules', async () => {
    const environment = {
      CORDON_METRICS_PORT: String(await findFreePort()),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(interruption)}`,
    };

    const { exitCode, stdout } = await installation.cordon(['start', '--workers', '2'], { environment });

    expect(stdout).not.toContain('ready');
    expect(exitCode).toBe(0);
  });
});
