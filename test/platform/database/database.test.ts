import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import {
  advisoryLock,
  createDatabase,
  type Database,
  type DatabaseConfig,
  entityManager,
  translateDatabaseError,
} from '../../../src/platform/database/index.js';
import { migrations } from '../../../src/platform/database/migrations/index.js';
import { prepareDataFolder } from '../../helpers/data-folder.js';
import { describeOnPostgres, openTestDatabase } from '../../helpers/test-database.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const database = createDatabase(config, []);
  await database.open();
  return database;
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-database-'));
  folders.push(folder);
  return folder;
}

describe('the embedded database', () => {
  test('keeps its rows after a restart, in a folder with mode 0700', async () => {
    const dataFolder = join(newFolder(), 'data');
    await prepareDataFolder(dataFolder);
    const first = await openDatabase({ kind: 'embedded', dataFolder });
    expect((await first.migrationStatus()).applied).toEqual([]);
    await first.migrate();
    await first.dataSource.query(`INSERT INTO rate_limits VALUES ('kept', 1, null)`);
    await first.close();

    const second = await openDatabase({ kind: 'embedded', dataFolder });
    const rows = await second.dataSource.query('SELECT key FROM rate_limits');
    const pending = (await second.migrationStatus()).pending;
    await second.close();

    expect(pending).toEqual([]);
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700);
    expect(rows).toEqual([{ key: 'kept' }]);
  });

  test('throws for a folder that is in use, and opens it after the holder has closed it', async () => {
    const dataFolder = newFolder();
    await prepareDataFolder(dataFolder);
    const holder = await openDatabase({ kind: 'embedded', dataFolder });

    await expect(openDatabase({ kind: 'embedded', dataFolder })).rejects.toThrow(
      /in use by another Cordon process/,
    );
    await holder.close();
    const next = await openDatabase({ kind: 'embedded', dataFolder });

    expect(await next.isReachable()).toBe(true);
    await next.close();
  });
});

test('a transaction that throws is rolled back', async () => {
  const { database, close } = await openTestDatabase();

  const outcome = database.transactions.run(async (transaction) => {
    await entityManager(transaction).query(`INSERT INTO rate_limits VALUES ('rolled back', 1, null)`);
    throw new Error('rejected');
  });

  await expect(outcome).rejects.toThrow('rejected');
  expect(await database.dataSource.query('SELECT * FROM rate_limits')).toEqual([]);
  await close();
});

test('migrations may take longer than statements, fail as a whole, and end with the usual limit', async () => {
  const { database, close } = await openTestDatabase();
  const { dataSource } = database;
  const limit = async (): Promise<unknown> => dataSource.query('SHOW statement_timeout');
  await dataSource.query("SET statement_timeout = '10s'");
  const limits: unknown[] = [];
  const migration = (name: string, up: (runner: QueryRunner) => Promise<void>) => ({
    name,
    up: async (runner: QueryRunner) => {
      limits.push(await runner.query('SHOW statement_timeout'));
      await up(runner);
    },
    down: async () => {},
  });
  const slow = migration('Slow9999999999998', (runner) => runner.query('CREATE TABLE slow ()'));
  const broken = migration('Broken9999999999999', () => Promise.reject(new Error('broken')));
  dataSource.migrations.push(slow, broken);

  await expect(database.migrate()).rejects.toThrow('broken');

  const unlimited = [{ statement_timeout: '0' }];
  expect(limits).toEqual([unlimited, unlimited]);
  expect(await limit()).toEqual([{ statement_timeout: '10s' }]);
  expect(await dataSource.query("SELECT to_regclass('slow') AS slow")).toEqual([{ slow: null }]);
  dataSource.migrations.pop();
  expect(await database.migrate()).toEqual(['Slow9999999999998']);
  await dataSource.query('DROP TABLE slow');
  await dataSource.query("DELETE FROM cordon_migrations WHERE name = 'Slow9999999999998'");
  await dataSource.query('RESET statement_timeout');
  await close();
});

test('migrate rejects a database of a newer release and changes nothing', async () => {
  const { database, close } = await openTestDatabase();
  await database.dataSource.query(
    `INSERT INTO cordon_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
  );

  await expect(database.migrate()).rejects.toThrow(/newer release of Cordon \(FromTheFuture/);

  expect(await database.dataSource.query('SELECT count(*)::int AS n FROM cordon_migrations')).toEqual([
    { n: migrations.length + 1 },
  ]);
  await close();
});

test('translateDatabaseError returns BAD_USER_INPUT for a value that Postgres cannot read, null for unknown errors', async () => {
  const { database, close } = await openTestDatabase();

  const error = await database.dataSource
    .query('SELECT $1::uuid', ['no uuid'])
    .catch((reason: unknown) => reason);

  expect(translateDatabaseError(error)?.reason).toBe('BAD_USER_INPUT');
  expect(translateDatabaseError(new Error('internal'))).toBeNull();
  await close();
});

test('a full disk and other lacking resources are SERVICE_UNAVAILABLE with retryAfter', async () => {
  const { database, close } = await openTestDatabase();
  const codes = ['53100', '53200', '53300', '53400', '58000', '58030'];

  const errors = await Promise.all(
    codes.map((code) =>
      database.dataSource
        .query(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}'; END $$`)
        .catch((reason: unknown) => reason),
    ),
  );

  for (const error of errors)
    expect(translateDatabaseError(error)?.refusals).toMatchObject([
      { reason: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 2 },
    ]);
  await close();
});

test('translateDatabaseError does not attribute errors of other sockets to the database', async () => {
  const aborted = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  const refused = await fetch('http://127.0.0.1:1').catch((error: unknown) => error);

  expect(translateDatabaseError(aborted)).toBeNull();
  expect(translateDatabaseError(refused)).toBeNull();
  expect(translateDatabaseError((refused as Error).cause)).toBeNull();
});

test('an unreachable database is SERVICE_UNAVAILABLE when a connection is opened', async () => {
  const { database, close } = await openTestDatabase();
  const pool = (database.dataSource.driver as unknown as { master: { connect: unknown } }).master;
  const connect = pool.connect;
  pool.connect = (done: (error: unknown) => void) =>
    done(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));

  const errors = await Promise.all(
    [() => database.dataSource.query('SELECT 1'), () => database.transactions.run(async () => undefined)].map(
      (work) => work().catch((error: unknown) => error),
    ),
  );
  pool.connect = connect;

  expect(errors.map((error) => translateDatabaseError(error)?.reason)).toEqual([
    'SERVICE_UNAVAILABLE',
    'SERVICE_UNAVAILABLE',
  ]);
  await close();
});

test('open rejects with one line and without the password when the server cannot be reached', async () => {
  const unreachable = openDatabase({
    kind: 'postgres',
    url: 'postgres://nobody:secret@127.0.0.1:1/none',
    poolSize: 2,
  });

  await expect(unreachable).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
  await expect(unreachable).rejects.not.toThrow(/secret/);
});

describeOnPostgres('on a server', () => {
  test('five instances can migrate an empty database concurrently', async () => {
    const { url, database, close } = await openTestDatabase();
    await database.dataSource.query('DROP SCHEMA public CASCADE');
    await database.dataSource.query('CREATE SCHEMA public');
    const instances = await Promise.all(
      [1, 2, 3, 4, 5].map(() => openDatabase({ kind: 'postgres', url: url ?? '', poolSize: 3 })),
    );

    const applied = await Promise.all(instances.map((instance) => instance.migrate()));

    expect(applied.flat()).toHaveLength(migrations.length);
    await Promise.all(instances.map((instance) => instance.close()));
    await close();
  });

  test('advisoryLock is held by one transaction at a time', async () => {
    const { database, close } = await openTestDatabase();
    let holders = 0;
    let maxHolders = 0;

    await Promise.all(
      [1, 2, 3, 4].map(() =>
        database.transactions.run(async (transaction) => {
          await advisoryLock(transaction, 'administrators');
          maxHolders = Math.max(maxHolders, ++holders);
          await entityManager(transaction).query('SELECT pg_sleep(0.01)');
          holders--;
        }),
      ),
    );

    expect(maxHolders).toBe(1);
    await close();
  });

  test('a backend that is terminated under an idle pool does not end the process, and later statements succeed', async () => {
    const { database, close } = await openTestDatabase();
    await database.dataSource.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );

    const error = await database.dataSource
      .query('SELECT pg_terminate_backend(pg_backend_pid())')
      .catch((reason: unknown) => reason);

    expect(translateDatabaseError(error)?.reason).toBe('SERVICE_UNAVAILABLE');
    // The pool may use the terminated client once more before it is notified.
    const answers = [await database.isReachable(), await database.isReachable()];
    expect(answers[1]).toBe(true);
    await close();
  });
});
