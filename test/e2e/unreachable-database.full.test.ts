import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import {
  createPasswordRejectingPostgres,
  createSilentServer,
  occupyPort,
} from '../helpers/broken-servers.js';
import type { DatabaseSnapshot } from '../helpers/database-snapshot.js';
import type { ProgramResult } from '../helpers/run-program.js';
import { signUp } from '../helpers/sign-in.js';
import { createInstallation, type Environment, type Installation } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';
import {
  expectStartFailure,
  otherMasterKey,
  portTakenMessage,
  wrongMasterKeyMessage,
} from './invalid-input-cases.js';

/** A start without a database fails with one line that states what to do. */

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
});

afterAll(() => installation.close());

describe('a start fails with one line for', () => {
  const start = (environment: Environment): Promise<ProgramResult> =>
    installation.cordon(['start'], { environment });
  const startWithDatabaseUrl = (url: string): Promise<ProgramResult> => start({ DATABASE_URL: url });

  test('a database port that refuses connections', async () => {
    const port = await findFreePort();

    const finished = await startWithDatabaseUrl(`postgresql://cordon:own-password@127.0.0.1:${port}/cordon`);

    expectStartFailure(
      finished,
      4,
      /^The database in DATABASE_URL cannot be reached \(ECONNREFUSED\)\. Check /,
    );
    expect(finished.stderr).not.toContain('own-password');
  });

  test('a database that does not respond', async () => {
    const silent = await createSilentServer();

    const finished = await startWithDatabaseUrl(
      `postgresql://cordon:own-password@127.0.0.1:${silent.port}/cordon`,
    );
    await silent.close();

    expectStartFailure(finished, 4, /^The database in DATABASE_URL cannot be reached \(.+\)\. Check /);
  });

  test('a wrong database password', async () => {
    const refusing = await createPasswordRejectingPostgres();

    const finished = await startWithDatabaseUrl(
      `postgresql://cordon:own-password@127.0.0.1:${refusing.port}/cordon`,
    );
    await refusing.close();

    expectStartFailure(finished, 4, /^The database rejected the password in DATABASE_URL\. Set the correct /);
    expect(finished.stderr).not.toContain('own-password');
  });

  test('a data folder that cannot be created', async () => {
    const file = join(installation.folder, 'a-file');
    writeFileSync(file, '');

    const finished = await start({ DATABASE_URL: undefined, CORDON_DATA_DIR: join(file, 'data') });

    expectStartFailure(
      finished,
      4,
      /^The data folder .+ cannot be created or written\. .+ CORDON_DATA_DIR\.$/,
    );
  });

  test('a damaged embedded database', async () => {
    const dataFolder = join(installation.folder, 'pieces');
    mkdirSync(join(dataFolder, 'database'), { recursive: true });
    writeFileSync(join(dataFolder, 'database', 'PG_VERSION'), '18\n');

    const finished = await start({ DATABASE_URL: undefined, CORDON_DATA_DIR: dataFolder });

    expectStartFailure(finished, 4, /^The embedded database in .+ cannot be opened\. Restore a backup /);
  });
});

describeOnPostgres('a Postgres server', () => {
  let before: DatabaseSnapshot;

  beforeAll(async () => {
    const server = await installation.start();
    await signUp(server, 'ada');
    await server.stop();
    before = await installation.snapshot();
  });

  test('an occupied port leaves the database unchanged', async () => {
    const occupied = await occupyPort();

    const finished = await installation.cordon(['start'], { environment: { PORT: String(occupied.port) } });
    await occupied.close();

    expectStartFailure(finished, 4, portTakenMessage(occupied));
    expect(await installation.snapshot()).toEqual(before);
  });

  test('another master key leaves the sealed keys unchanged', async () => {
    const finished = await installation.cordon(['start'], {
      environment: { CORDON_MASTER_KEY: otherMasterKey },
    });

    expectStartFailure(finished, 4, wrongMasterKeyMessage);
    expect(await installation.snapshot()).toEqual(before);
  });
});
