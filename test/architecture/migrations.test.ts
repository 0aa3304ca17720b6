import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tables } from '../../src/tables.js';
import { openTestDatabase, type TestDatabase } from '../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase(tables);
});
afterAll(() => opened.close());

test('the migrations create exactly the tables of the modules', async () => {
  const { upQueries } = await opened.database.dataSource.driver.createSchemaBuilder().log();

  expect(upQueries.map(({ query }) => query)).toEqual([]);
});

test('every table belongs to a module', async () => {
  const rows: { name: string }[] = await opened.database.dataSource.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );

  const described = opened.database.dataSource.entityMetadatas.map(({ tableName }) => tableName);
  expect(rows.map(({ name }) => name).filter((name) => !described.includes(name))).toEqual([
    'cordon_migrations',
  ]);
});
