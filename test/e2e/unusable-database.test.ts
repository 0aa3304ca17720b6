import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { occupyPort } from '../helpers/broken-servers.js';
import { contentsOfServer, queryFolder, queryServer } from '../helpers/database-snapshot.js';
import { send } from '../helpers/http-client.js';
import { type CordonProcess, createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeEmbedded, describeOnServer, serverUrl } from '../helpers/test-database.js';
import {
  expectRefusedStart,
  fromTheFuture,
  newerRelease,
  otherMasterKey,
  portTaken,
  wrongMasterKey,
} from './invalid-input-cases.js';

/** A database that cannot be used as it is: one clear line that says what to do, and nothing is lost. */

describeEmbedded('the embedded database', () => {
  let embedded: Installation;
  let holder: CordonProcess;

  beforeAll(async () => {
    embedded = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  }, 120_000);
  afterAll(() => embedded.close());

  test('lets go of its folder when somebody has the port', async () => {
    const occupied = await occupyPort();

    const finished = await embedded.cordon(['start'], { environment: { PORT: String(occupied.port) } });
    await occupied.close();

    expectRefusedStart(finished, 4, portTaken(occupied));
    holder = await embedded.start();
  }, 90_000);

  test('in use by another process is not opened twice', async () => {
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start']);

    expectRefusedStart(
      finished,
      4,
      /^The data folder .+ is in use by another Cordon process\. Stop that one, or .+ CORDON_DATA_DIR\.$/,
    );
    expect((await send(`${holder.url}/health/ready`)).status).toBe(200);
    expect(await embedded.contents()).toEqual(contents);
  });

  test('sealed under another master key is left as it is', async () => {
    await holder.stop();
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start'], { environment: { CORDON_MASTER_KEY: otherMasterKey } });

    expectRefusedStart(finished, 4, wrongMasterKey);
    expect(await embedded.contents()).toEqual(contents);
  });

  test('of a newer release is left as it is', async () => {
    await queryFolder(join(embedded.dataFolder, 'database'), (query) => query(fromTheFuture));
    const contents = await embedded.contents();

    const finished = await embedded.cordon(['start']);

    expectRefusedStart(finished, 4, newerRelease);
    expect(await embedded.contents()).toEqual(contents);
  });
});

describeOnServer('a Postgres server', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  }, 120_000);
  afterAll(() => installation.close());

  test('whose database is of a newer release is left as it is', async () => {
    const other = await createInstallation();
    const url = other.databaseUrl ?? '';
    await (await other.start()).stop();
    await queryServer(url, (query) => query(fromTheFuture));
    const contents = await contentsOfServer(url);

    const finished = await other.cordon(['start']);

    expectRefusedStart(finished, 4, newerRelease);
    expect(await contentsOfServer(url)).toEqual(contents);
    await other.close();
  }, 60_000);

  const testWithPassword = new URL(serverUrl ?? 'http://none').password === '' ? test.skip : test;
  testWithPassword('that asks for another password', async () => {
    const url = new URL(serverUrl ?? '');
    url.password = 'own-password';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectRefusedStart(finished, 4, /^The database refused the password in DATABASE_URL\. Put the right /);
    expect(finished.stderr).not.toContain('own-password');
  });

  test('without that database', async () => {
    const url = new URL(serverUrl ?? '');
    url.pathname = '/cordon_nowhere';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectRefusedStart(finished, 4, /^The database named in DATABASE_URL does not exist\. Create it, /);
  });
});
