import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { occupyPort } from '../helpers/broken-servers.js';
import {
  queryEmbeddedDatabase,
  queryServerDatabase,
  snapshotServerDatabase,
} from '../helpers/database-snapshot.js';
import { sendHttp } from '../helpers/http-client.js';
import { createInstallation, type Installation, type ServerProcess } from '../helpers/spawn-server.js';
import { describeOnEmbedded, describeOnPostgres, testDatabaseUrl } from '../helpers/test-database.js';
import {
  expectStartFailure,
  newerMigrationSql,
  newerReleaseMessage,
  otherMasterKey,
  portTakenMessage,
  wrongMasterKeyMessage,
} from './invalid-input-cases.js';

/** A start on an unusable database fails with one line that states what to do, and changes nothing. */

describeOnEmbedded('the embedded database', () => {
  let embedded: Installation;
  let holder: ServerProcess;

  beforeAll(async () => {
    embedded = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  });
  afterAll(() => embedded.close());

  test('releases its folder when the port is occupied', async () => {
    const occupied = await occupyPort();

    const finished = await embedded.cordon(['start'], { environment: { PORT: String(occupied.port) } });
    await occupied.close();

    expectStartFailure(finished, 4, portTakenMessage(occupied));
    holder = await embedded.start();
  });

  test('is not opened while another process uses it', async () => {
    const snapshot = await embedded.snapshot();

    const finished = await embedded.cordon(['start']);

    expectStartFailure(
      finished,
      4,
      /^The data folder .+ is in use by another Cordon process\. Stop that process, or .+ CORDON_DATA_DIR\.$/,
    );
    expect((await sendHttp(`${holder.url}/health/ready`)).status).toBe(200);
    expect(await embedded.snapshot()).toEqual(snapshot);
  });

  test('is left unchanged under another master key', async () => {
    await holder.stop();
    const snapshot = await embedded.snapshot();

    const finished = await embedded.cordon(['start'], { environment: { CORDON_MASTER_KEY: otherMasterKey } });

    expectStartFailure(finished, 4, wrongMasterKeyMessage);
    expect(await embedded.snapshot()).toEqual(snapshot);
  });

  test('is left unchanged when it is of a newer release', async () => {
    await queryEmbeddedDatabase(join(embedded.dataFolder, 'database'), (query) => query(newerMigrationSql));
    const snapshot = await embedded.snapshot();

    const finished = await embedded.cordon(['start']);

    expectStartFailure(finished, 4, newerReleaseMessage);
    expect(await embedded.snapshot()).toEqual(snapshot);
  });
});

describeOnPostgres('a Postgres server', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
  });
  afterAll(() => installation.close());

  test('leaves a database of a newer release unchanged', async () => {
    const other = await createInstallation();
    const url = other.databaseUrl ?? '';
    await (await other.start()).stop();
    await queryServerDatabase(url, (query) => query(newerMigrationSql));
    const snapshot = await snapshotServerDatabase(url);

    const finished = await other.cordon(['start']);

    expectStartFailure(finished, 4, newerReleaseMessage);
    expect(await snapshotServerDatabase(url)).toEqual(snapshot);
    await other.close();
  });

  const testWithPassword = new URL(testDatabaseUrl ?? 'http://none').password === '' ? test.skip : test;
  testWithPassword('that rejects the password is reported without the password', async () => {
    const url = new URL(testDatabaseUrl ?? '');
    url.password = 'own-password';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectStartFailure(finished, 4, /^The database rejected the password in DATABASE_URL\. Set the correct /);
    expect(finished.stderr).not.toContain('own-password');
  });

  test('without the database reports that it does not exist', async () => {
    const url = new URL(testDatabaseUrl ?? '');
    url.pathname = '/cordon_nowhere';

    const finished = await installation.cordon(['start'], { environment: { DATABASE_URL: url.href } });

    expectStartFailure(finished, 4, /^The database in DATABASE_URL does not exist\. Create it, /);
  });
});
