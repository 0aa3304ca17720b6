import { expect, test } from '@jest/globals';
import { createDatabase, translateDatabaseError } from '../../../src/platform/database/index.js';
import { withWaitBudget } from '../../../src/shared/index.js';
import { describeOnPostgres, openTestDatabase } from '../../helpers/test-database.js';

describeOnPostgres('while all connections are busy', () => {
  // Longer than opening a connection may take: 3 seconds.
  test('a request waits for one for as long as it may wait at all', async () => {
    const { url, close } = await openTestDatabase();
    const database = createDatabase({ kind: 'postgres', url: url ?? '', poolSize: 1 }, []);
    await database.open();
    const select = (milliseconds: number) =>
      withWaitBudget(milliseconds, () => database.dataSource.query('SELECT 1 AS one'));

    const holder = database.dataSource.query('SELECT pg_sleep(3.3)');
    const [patient, impatient] = await Promise.allSettled([select(60_000), select(100)]);
    await holder;

    expect(patient).toMatchObject({ value: [{ one: 1 }] });
    expect(impatient.status === 'rejected' && translateDatabaseError(impatient.reason)?.reason).toBe(
      'SERVICE_UNAVAILABLE',
    );
    expect(await database.isReachable()).toBe(true);
    await database.close();
    await close();
  });
});

describeOnPostgres('when a server has refused a write as read-only', () => {
  test('the connection is replaced, so that the primary is found without a restart', async () => {
    const { url, close } = await openTestDatabase();
    const database = createDatabase({ kind: 'postgres', url: url ?? '', poolSize: 1 }, []);
    await database.open();
    const write = () => database.dataSource.query('CREATE TABLE written ()');

    await database.dataSource.query('SET default_transaction_read_only = on');
    await expect(write()).rejects.toMatchObject({ driverError: { code: '25006' } });

    await expect(write()).resolves.toBeDefined();
    await database.close();
    await close();
  });
});
