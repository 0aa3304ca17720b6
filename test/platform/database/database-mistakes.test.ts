import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { createDatabase, type Database } from '../../../src/platform/database/index.js';
import type { StartupError } from '../../../src/shared/index.js';
import { tables } from '../../../src/tables.js';
import { eventually } from '../../helpers/eventually.js';
import {
  createEmptyDatabase,
  describeOnPostgres,
  type ServerDatabase,
  testDatabaseUrl,
} from '../../helpers/test-database.js';

/** Mistakes in the set-up of a Postgres server: each is named with its remedy, before anything is changed. */
describeOnPostgres('a start on a Postgres server', () => {
  const admin = testDatabaseUrl ?? '';
  const role = `cordon_role_${randomBytes(4).toString('hex')}`;
  let empty: ServerDatabase;
  let name = '';
  let url = '';

  beforeEach(async () => {
    empty = await createEmptyDatabase(admin);
    name = new URL(empty.url).pathname.slice(1);
    await sql(admin, `CREATE ROLE ${role} LOGIN PASSWORD 'a'`);
    await sql(empty.url, `GRANT CREATE, USAGE ON SCHEMA public TO ${role}`);
    url = urlOf(name);
  });

  afterEach(async () => {
    await empty.drop();
    await sql(admin, `DROP ROLE ${role}`);
  });

  function urlOf(database: string, query = ''): string {
    const ofRole = new URL(admin);
    Object.assign(ofRole, { username: role, password: 'a', pathname: `/${database}`, search: query });
    return ofRole.href;
  }

  async function sql(target: string, text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: target });
    await client.connect();
    try {
      return (await client.query(text)).rows;
    } finally {
      await client.end();
    }
  }

  async function withDatabase<T>(target: string, work: (database: Database) => Promise<T>): Promise<T> {
    const database = createDatabase({ kind: 'postgres', url: target, poolSize: 3 }, tables);
    await database.open();
    try {
      return await work(database);
    } finally {
      await database.close();
      // Postgres counts a connection until its process has ended.
      await eventually(async () =>
        expect(await sql(admin, `SELECT 1 FROM pg_stat_activity WHERE usename = '${role}'`)).toEqual([]),
      );
    }
  }

  /** Returns what the start and what doctor reports. */
  async function reports(target = url): Promise<readonly string[]> {
    const report = (work: (database: Database) => Promise<unknown>): Promise<string> =>
      withDatabase(target, work).then(
        () => 'no problem',
        (error: StartupError) => `${error.fault}: ${error.message} ${error.remedy}`,
      );
    const doctor = await report((database) => database.checkUsable());
    return [await report((database) => database.migrate()), doctor];
  }

  const both = (text: string) => [expect.stringContaining(text), expect.stringContaining(text)];

  test('starts with a role that owns nothing but its tables, and doctor finds no problem before and after', async () => {
    expect(await reports()).toEqual(['no problem', 'no problem']);
    expect(await reports()).toEqual(['no problem', 'no problem']);
  });

  test('names the missing right to create tables in the schema', async () => {
    await sql(empty.url, `REVOKE CREATE ON SCHEMA public FROM ${role}`);

    expect(await reports()).toEqual(both('GRANT CREATE, USAGE ON SCHEMA public'));
  });

  test('names the missing right to write to a table', async () => {
    await withDatabase(empty.url, (database) => database.migrate());
    await sql(empty.url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);

    expect(await reports()).toEqual(both('may not create or change the tables'));
  });

  test.each(['before', 'after'])('names a read-only database, %s the migrations', async (moment) => {
    if (moment === 'after') await withDatabase(url, (database) => database.migrate());
    await sql(admin, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);

    expect(await reports()).toEqual(both('The database is read-only.'));
  });

  test('names a connection limit below what one instance needs', async () => {
    await sql(admin, `ALTER ROLE ${role} CONNECTION LIMIT 2`);

    expect(await reports()).toEqual(both('ALTER ROLE ... CONNECTION LIMIT 4'));
  });

  test.each(['LATIN1', 'SQL_ASCII'])('names the encoding %s', async (encoding) => {
    const other = `${name}_encoding`;
    await sql(admin, `CREATE DATABASE ${other} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);

    const reported = await reports(urlOf(other));
    await sql(admin, `DROP DATABASE ${other} WITH (FORCE)`);

    expect(reported).toEqual(both(`The database has the encoding ${encoding}`));
  });

  test('names the tables of another program', async () => {
    await sql(url, 'CREATE TABLE users (id int)');

    expect(await reports()).toEqual(both('tables of another program (users)'));
    expect(await sql(url, "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'")).toEqual([
      { n: 1 },
    ]);
  });

  test('ignores the migrations of another program', async () => {
    await sql(url, 'CREATE TABLE migrations (id serial, timestamp bigint, name text)');
    await sql(url, "INSERT INTO migrations (timestamp, name) VALUES (1, 'Theirs1')");

    expect(await reports()).toEqual(['no problem', 'no problem']);
    expect(await sql(url, 'SELECT name FROM migrations')).toEqual([{ name: 'Theirs1' }]);
  });

  test('moves its migrations to cordon_migrations and tells the previous release what was applied', async () => {
    await withDatabase(url, (database) => database.migrate());
    await sql(url, 'ALTER TABLE cordon_migrations RENAME TO migrations');
    await sql(url, 'ALTER SEQUENCE cordon_migrations_id_seq RENAME TO migrations_id_seq');
    await sql(url, 'ALTER INDEX cordon_migrations_pkey RENAME TO migrations_pkey');
    const before = await sql(url, 'SELECT name FROM migrations ORDER BY id');

    const status = await withDatabase(url, (database) => database.migrationStatus());
    const applied = await withDatabase(url, (database) => database.migrate());

    expect(status.pending).toEqual([]);
    expect(applied).toEqual([]);
    expect(await sql(url, 'SELECT name FROM cordon_migrations ORDER BY id')).toEqual(before);
    expect(await sql(url, 'SELECT name FROM migrations ORDER BY id')).toEqual(before);
  });

  test.each([
    ['sslmode=requir', 'DATABASE_URL has an unknown sslmode.'],
    ['sslmode=verify-full', 'DATABASE_URL requires TLS, which the database does not offer.'],
    ['sslmode=verify-full&sslrootcert=/nonexistent/ca.pem', 'A certificate or key file'],
  ])('names the mistake in ?%s', async (query, message) => {
    expect(await reports(urlOf(name, query))).toEqual(both(message));
  });

  test('does not depend on the settings of the database or the role', async () => {
    await sql(admin, `ALTER DATABASE ${name} SET datestyle = 'SQL, DMY'`);
    await sql(admin, `ALTER ROLE ${role} SET search_path = nowhere`);
    await sql(admin, `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
    await sql(admin, `ALTER DATABASE ${name} SET standard_conforming_strings = off`);

    await withDatabase(url, async (database) => {
      await database.migrate();
      expect(
        await database.dataSource.query(
          `SELECT current_setting('datestyle') AS dates, current_setting('search_path') AS schema,
             current_setting('default_transaction_isolation') AS isolation, '\\'::text AS literal`,
        ),
      ).toEqual([{ dates: 'ISO, MDY', schema: 'public', isolation: 'read committed', literal: '\\' }]);
    });
  });
});
