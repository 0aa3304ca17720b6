import { entityManager, type Row, readRows } from '../../platform/database/index.js';
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
export async function selectUsers(
  reader: Reader,
  clauses: string,
  values: readonly unknown[],
  {
    columns,
    source = '',
  }: { readonly columns?: readonly UserColumn[] | undefined; readonly source?: string } = {},
): Promise<readonly UserRecord[]> {
  const selected = columnsOf(reader, columns);
  const statement = `${source}SELECT ${namesOf(selected, 'users')} FROM users ${clauses}`;
  const rows = await readRows(reader, statement, values);
  const positions = positionsOf(selected);
  return rows.map((row) => toRecord(row, positions));
}

/** Returns all columns for a SELECT, under the names of the record. */
export function userColumns(reader: Reader, { table }: { readonly table: string }): string {
  return namesOf(columnsOf(reader, undefined), table);
}

interface Column {
  readonly propertyName: string;
  readonly databaseName: string;
}

function columnsOf(reader: Reader, wanted: readonly UserColumn[] | undefined): readonly Column[] {
  const { columns } = entityManager(reader).dataSource.getMetadata(usersTable);
  return wanted === undefined
    ? columns
    : columns.filter(({ propertyName }) => wanted.some((name) => name === propertyName));
}

function namesOf(columns: readonly Column[], table: string): string {
  return columns
    .map(({ propertyName, databaseName }) => `${table}.${databaseName} AS "${propertyName}"`)
    .join(', ');
}

type Positions = Readonly<Record<UserColumn, number>>;

/** Returns where each column stands in a row; behind its end when it was not selected. */
function positionsOf(columns: readonly Column[]): Positions {
  const positionOf = (column: UserColumn): number => {
    const position = columns.findIndex(({ propertyName }) => propertyName === column);
    return position === -1 ? columns.length : position;
  };
  return {
    id: positionOf('id'),
    username: positionOf('username'),
    usernameKey: positionOf('usernameKey'),
    email: positionOf('email'),
    emailKey: positionOf('emailKey'),
    emailVerified: positionOf('emailVerified'),
    verificationPending: positionOf('verificationPending'),
    fullName: positionOf('fullName'),
    fullNameKey: positionOf('fullNameKey'),
    locale: positionOf('locale'),
    metadata: positionOf('metadata'),
    role: positionOf('role'),
    activatedAt: positionOf('activatedAt'),
    disabledAt: positionOf('disabledAt'),
    disabledReason: positionOf('disabledReason'),
    disabledUntil: positionOf('disabledUntil'),
    deletedAt: positionOf('deletedAt'),
    securityEpoch: positionOf('securityEpoch'),
    lastLoginAt: positionOf('lastLoginAt'),
    version: positionOf('version'),
    createdAt: positionOf('createdAt'),
    updatedAt: positionOf('updatedAt'),
  };
}

/** Every record has the same shape, which the code that reads it is compiled for. */
function toRecord(row: Row, at: Positions): UserRecord {
  const record: Readonly<Record<UserColumn, unknown>> = {
    id: row[at.id],
    username: row[at.username],
    usernameKey: row[at.usernameKey],
    email: row[at.email],
    emailKey: row[at.emailKey],
    emailVerified: row[at.emailVerified],
    verificationPending: row[at.verificationPending],
    fullName: row[at.fullName],
    fullNameKey: row[at.fullNameKey],
    locale: row[at.locale],
    metadata: row[at.metadata],
    role: row[at.role],
    activatedAt: row[at.activatedAt],
    disabledAt: row[at.disabledAt],
    disabledReason: row[at.disabledReason],
    disabledUntil: row[at.disabledUntil],
    deletedAt: row[at.deletedAt],
    securityEpoch: row[at.securityEpoch],
    lastLoginAt: row[at.lastLoginAt],
    version: row[at.version],
    createdAt: row[at.createdAt],
    updatedAt: row[at.updatedAt],
  };
  // The driver returns all column types as the record declares them.
  return record as UserRecord;
}
