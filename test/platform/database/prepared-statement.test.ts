import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  createDatabase,
  type Database,
  preparedStatement,
  queryPrepared,
} from '../../../src/platform/database/index.js';
import { poolOf } from '../../../src/platform/database/server-pool.js';
import { hasPgbouncer, startPgbouncer } from '../../helpers/pgbouncer.js';
import {
  describeOnEmbedded,
  describeOnPostgres,
  openTestDatabase,
  type TestDatabase,
} from '../../helpers/test-database.js';

const find = preparedStatement('SELECT points FROM rate_limits WHERE key = $1');
const insert = preparedStatement('INSERT INTO rate_limits VALUES ($1, 1, null) RETURNING key');

const preparedStatements = `SELECT name, custom_plans::integer AS custom, generic_plans::integer AS generic
  FROM pg_prepared_statements`;

interface Prepared {
  readonly name: string;
  readonly custom: number;
  readonly generic: number;
}

describeOnEmbedded('a statement of a frequent request on the embedded database', () => {
  test('is prepared again when the connection is replaced, although the session stays', async () => {
    const { database, close } = await openTestDatabase();
    const { dataSource, transactions } = database;
    try {
      for (let connection = 0; connection < 2; connection += 1) {
        for (let run = 0; run < 6; run += 1) await queryPrepared(transactions.reader, find, ['a']);
        expect(await dataSource.query(preparedStatements)).toEqual([
          { name: find.name, custom: 5, generic: 1 },
        ]);
        const pool = poolOf(dataSource);
        const removed = once(pool, 'remove');
        (await pool.connect()).release(true);
        await removed;
      }
    } finally {
      await close();
    }
  });
});

describeOnPostgres('a statement of a frequent request', () => {
  let opened: TestDatabase;
  let url = '';
  const databases: Database[] = [];
  /** The reports that statements are not prepared any more. */
  const ends: string[] = [];
  beforeAll(async () => {
    opened = await openTestDatabase();
    url = opened.url ?? '';
  });
  const closeAll = async (): Promise<void> => {
    for (const database of databases.splice(0)) await database.close();
  };
  afterEach(async () => {
    ends.length = 0;
    await closeAll();
    await opened.database.dataSource.query('TRUNCATE rate_limits');
  });
  afterAll(() => opened.close());

  /** A database with one connection, whose session is that of all statements. */
  async function open(
    options: { readonly url?: string; readonly listenUrl?: string; readonly poolSize?: number } = {},
  ): Promise<Database> {
    const database = createDatabase({ kind: 'postgres', url, poolSize: 1, ...options }, [], {
      onPreparingEnded: (sqlState) => ends.push(sqlState),
    });
    await database.open();
    databases.push(database);
    return database;
  }

  const sql = <Row>(database: Database, statement: string): Promise<Row[]> =>
    database.dataSource.query(statement);
  const preparedIn = (database: Database): Promise<Prepared[]> => sql(database, preparedStatements);
  const read = ({ transactions: { reader } }: Database, key = 'a'): Promise<unknown> =>
    queryPrepared(reader, find, [key]);
  const write = ({ transactions: { reader } }: Database, key: string): Promise<unknown> =>
    queryPrepared(reader, insert, [key]);

  test('is parsed once by a connection and planned for its values at most five times', async () => {
    const database = await open();

    for (let run = 0; run < 20; run += 1) await read(database, `${run}`);

    expect(await preparedIn(database)).toEqual([{ name: find.name, custom: 5, generic: 15 }]);
  });

  test('has a name that only this text has', () => {
    expect(preparedStatement(find.text)).toEqual(find);
    expect(insert.name).not.toBe(find.name);
    expect(find.name).toMatch(/^cordon_[0-9a-f]{32}$/);
  });

  test('has no name where a pooler may exchange the connections: with a second URL for LISTEN', async () => {
    const database = await open({ listenUrl: url });

    expect(await write(database, 'a')).toEqual([{ key: 'a' }]);
    expect(await read(database)).toEqual([{ points: 1 }]);

    expect(await preparedIn(database)).toEqual([]);
  });

  test('returns the same rows with and without a name', async () => {
    const update = preparedStatement('UPDATE rate_limits SET points = 2 WHERE key = $1 RETURNING points');
    const database = await open();
    await write(database, 'a');
    const { transactions } = await open({ listenUrl: url });

    for (const reader of [database.transactions.reader, transactions.reader])
      expect(await queryPrepared(reader, update, ['a'])).toEqual([{ points: 2 }]);
  });

  test('has no name in a transaction, where it could not be repeated alone', async () => {
    const database = await open();

    const rows = await database.transactions.run((transaction) => queryPrepared(transaction, find, ['a']));

    expect(rows).toEqual([]);
    expect(await preparedIn(database)).toEqual([]);
  });

  /** Executes the write, which cannot use its name, and expects one report, and no name from then on. */
  async function expectUnnamed(database: Database, sqlState: string): Promise<void> {
    expect(ends).toEqual([]);
    expect(await write(database, 'b')).toEqual([{ key: 'b' }]);
    await sql(database, 'DEALLOCATE ALL');
    expect(await write(database, 'c')).toEqual([{ key: 'c' }]);
    expect(await preparedIn(database)).toEqual([]);
    expect(await sql(database, 'SELECT count(*)::integer AS count FROM rate_limits')).toEqual([{ count: 3 }]);
    expect(ends).toEqual([sqlState]);
  }

  test('is executed exactly once, and has no name any more, when the connection has lost it', async () => {
    const database = await open();
    await write(database, 'a');
    await sql(database, 'DEALLOCATE ALL');

    await expectUnnamed(database, '26000');
  });

  test('likewise when a session before has left a statement of its name on the connection', async () => {
    const database = await open();
    await sql(database, `PREPARE ${insert.name} AS SELECT 1`);
    await sql(database, `INSERT INTO rate_limits VALUES ('a', 1, null)`);

    await expectUnnamed(database, '42P05');
  });

  test('likewise when a migration has changed the type of a column that it returns', async () => {
    const database = await open();
    await write(database, 'a');
    await sql(database, 'ALTER TABLE rate_limits ALTER key TYPE varchar');

    await expectUnnamed(database, '0A000');

    await sql(database, 'ALTER TABLE rate_limits ALTER key TYPE text');
  });

  test('is not repeated after an error of its own, and keeps its name', async () => {
    const database = await open();
    await write(database, 'a');

    await expect(write(database, 'a')).rejects.toMatchObject({ driverError: { code: '23505' } });

    expect(ends).toEqual([]);
    expect(await write(database, 'b')).toEqual([{ key: 'b' }]);
    expect(await preparedIn(database)).toMatchObject([{ name: insert.name, custom: 3 }]);
  });

  test('is prepared again on the connection that replaces a lost one', async () => {
    const database = await open();
    await read(database);
    await opened.database.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const isAnswered = (): Promise<boolean> =>
      read(database).then(
        () => true,
        () => false,
      );
    for (let attempt = 0; attempt < 5 && !(await isAnswered()); attempt += 1);

    expect(await preparedIn(database)).toMatchObject([{ name: find.name, custom: 1 }]);
  });

  const testWithPooler = hasPgbouncer ? test : test.skip;

  testWithPooler('is named behind a pooler in session mode, also on a connection used before', async () => {
    const pooler = await startPgbouncer(url, { mode: 'session' });
    try {
      for (let session = 0; session < 3; session += 1) {
        const database = await open({ url: pooler.url });
        await read(database);
        await read(database);
        expect(await preparedIn(database)).toMatchObject([{ name: find.name, custom: 2 }]);
        await database.close();
      }
    } finally {
      await closeAll();
      await pooler.close();
    }
  });

  testWithPooler('is answered behind a pooler in transaction mode that no setting announces', async () => {
    const pooler = await startPgbouncer(url);
    const database = await open({ url: pooler.url, poolSize: 20 });
    try {
      for (let round = 0; round < 5; round += 1) {
        const keys = Array.from({ length: 20 }, (_, number) => `${round} ${number}`);
        const written = await Promise.all(keys.map((key) => write(database, key)));
        expect(written).toEqual(keys.map((key) => [{ key }]));
      }
      // Many connections failed at the same time.
      expect(ends).toHaveLength(1);
    } finally {
      await closeAll();
      await pooler.close();
    }
  });
});
