import type { JSX } from 'preact';
import { query } from '../../api/send.js';
import { ta } from '../../texts/admin/index.js';
import { ExportButton } from '../lists/export-button.js';
import { csvLine, fileDate } from '../lists/save-file.js';
import { type UserRowFragment, userLines } from './users.documents.js';
import type { UsersQuery } from './users-filter.js';

const columns = [
  'id',
  'username',
  'email',
  'emailVerified',
  'fullName',
  'role',
  'status',
  'lastLoginAt',
  'createdAt',
] as const satisfies readonly (keyof UserRowFragment)[];

/** Saves all users that match the filter. */
export function UsersExport({ list }: { readonly list: UsersQuery }): JSX.Element {
  return (
    <ExportButton
      label={ta().users.export}
      fileName={`users-${fileDate()}.csv`}
      type="text/csv"
      header={csvLine(columns)}
      done={ta().users.exported}
      read={async (after, signal) => {
        const variables = { after, filter: list.filter, orderBy: list.orderBy };
        const { users } = await query(userLines, variables, { signal });
        return {
          lines: users.nodes.map((user) => csvLine(columns.map((column) => user[column]))),
          next: users.pageInfo.hasNextPage ? users.pageInfo.endCursor : null,
        };
      }}
    />
  );
}
