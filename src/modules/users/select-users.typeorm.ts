import { entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { UserColumn, UserRecord } from './user.js';
import { usersTable } from './users.table.js';

/**
 * Reads users with plain SQL: `clauses` follow `FROM users`, and `source` may replace the table by a WITH
 * clause. Undefined `columns` read all; members of the others are undefined.
 *
 * A fast path: building the query and hydrating entities took TypeORM a tenth of the time of a list, and so
 * long for a single user that the duration of a login revealed whether a name exists. The driver returns all
 * column types as the record declares them; a test compares the table with its description.
 */
export function selectUsers(
  reader: Reader,
  clauses: string,
  values: readonly unknown[],
  {
    columns,
    source = '',
  }: { readonly columns?: readonly UserColumn[] | undefined; readonly source?: string } = {},
): Promise<readonly UserRecord[]> {
  const statement = `${source}SELECT ${userColumns(reader, { columns })} FROM users ${clauses}`;
  return entityManager(reader).query<UserRecord[]>(statement, [...values]);
}

/** Returns columns for a SELECT, under the names of the record. Undefined `columns` are all. */
export function userColumns(
  reader: Reader,
  {
    columns,
    table = 'users',
  }: { readonly columns?: readonly UserColumn[] | undefined; readonly table?: string },
): string {
  return entityManager(reader)
    .dataSource.getMetadata(usersTable)
    .columns.filter(({ propertyName }) => columns?.some((name) => name === propertyName) ?? true)
    .map(({ propertyName, databaseName }) => `${table}.${databaseName} AS "${propertyName}"`)
    .join(', ');
}
