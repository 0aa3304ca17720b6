import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  prepareListeningCheck,
  repeatListeningCheck,
} from '../../../src/platform/database/listening-check.js';
import { notificationChannel } from '../../../src/platform/database/notification-channel.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

describeOnPostgres('the check of a listening connection', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeEach(async () => {
    database = await openTestDatabase();
    client = new pg.Client({ connectionString: database.url ?? '' });
    client.on('error', () => {});
    await client.connect();
    await client.query(`LISTEN ${notificationChannel}`);
  });

  afterEach(async () => {
    await client.end();
    await database.close();
  });

  test('resolves after everything that was committed before was received', async () => {
    const received: (string | undefined)[] = [];
    client.on('notification', ({ payload }) => received.push(payload));
    await prepareListeningCheck(client);

    for (let round = 1; round <= 20; round += 1) {
      await database.database.dataSource.query('SELECT pg_notify($1, $2)', [notificationChannel, `${round}`]);
      await repeatListeningCheck(client);
      expect(received).toHaveLength(round);
    }
  });

  test('rejects, at the start and later, when the connection does not listen', async () => {
    const silent = new pg.Client({ connectionString: database.url ?? '' });
    await silent.connect();
    await expect(prepareListeningCheck(silent)).rejects.toThrow('no longer receives');
    await silent.end();

    await prepareListeningCheck(client);
    await client.query(`UNLISTEN ${notificationChannel}`);

    await expect(repeatListeningCheck(client)).rejects.toThrow('no longer receives');
  });

  test('rejects when the server became a standby', async () => {
    await client.query(`
      CREATE SCHEMA mock;
      CREATE FUNCTION mock.pg_is_in_recovery() RETURNS boolean LANGUAGE sql
        AS $$ SELECT current_setting('mock.standby')::boolean $$;
      SET search_path = mock, pg_catalog;
      SET mock.standby = false`);
    await prepareListeningCheck(client);
    await repeatListeningCheck(client);
    await client.query('SET mock.standby = true');

    await expect(repeatListeningCheck(client)).rejects.toThrow('no longer receives');
  });

  test('rejects on the connection of another server process, which a pooler may have given it', async () => {
    await prepareListeningCheck(client);
    await client.query('DEALLOCATE ALL');

    await expect(repeatListeningCheck(client)).rejects.toThrow('does not exist');
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('rejects when the connection is closed before the answer, and afterwards', async () => {
    await prepareListeningCheck(client);
    const check = repeatListeningCheck(client);
    client.connection.stream.destroy();

    await expect(check).rejects.toThrow('Connection terminated');
    await expect(repeatListeningCheck(client)).rejects.toThrow();
  });
});
