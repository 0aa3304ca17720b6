import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { usersTables } from '../../../src/modules/users/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase(usersTables);
});
afterAll(() => opened.close());

test('the tables of the module match the migrations', async () => {
  const { upQueries } = await opened.database.dataSource.driver.createSchemaBuilder().log();

  const differences = upQueries
    .map(({ query }) => query)
    .filter((query) => /"(users|idempotency_keys)"/.test(query));
  expect(differences).toEqual([]);
});
