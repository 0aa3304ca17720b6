import type { CommandOutput } from '../../shared/index.js';
import { userNotFound } from '../access/index.js';
import type { User } from './user.js';
import type { UserPage } from './user-page.js';

/** Returns one user as lines of "name: value". Throws USER_NOT_FOUND for null. */
export function userOutput(user: User | null): CommandOutput {
  if (user === null) throw userNotFound(['user']);
  return { data: publicFields(user), text: formatUser(user) };
}

/** Returns a user with a one-time link, or without a link when it is null. */
export function linkOutput({
  user,
  link,
}: {
  readonly user: User;
  readonly link: string | null;
}): CommandOutput {
  const text =
    link === null ? formatUser(user) : `${formatUser(user)}\n\nOne-time link, shown only once:\n${link}`;
  return { data: { user: publicFields(user), link }, text };
}

/** Returns a page of users as a table. */
export function pageOutput({ nodes, pageInfo }: UserPage): CommandOutput {
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const table = formatTable([
    ['ID', 'USERNAME', 'EMAIL', 'ROLE', 'STATUS', 'LAST LOGIN'],
    ...nodes.map((user) => [
      user.id,
      user.username,
      user.email,
      user.role,
      user.status,
      formatValue(user.lastLoginAt),
    ]),
  ]);
  const text = nodes.length === 0 ? 'No users found.' : table;
  return {
    data: { users: nodes.map(publicFields), nextCursor: next },
    text: next === null ? text : `${text}\n\nNext page: add --after ${next}`,
  };
}

/** Returns the fields that the API exposes, under the same names. */
function publicFields({ securityEpoch: _, ...user }: User): Omit<User, 'securityEpoch'> {
  return user;
}

function formatUser(user: User): string {
  const rows = Object.entries(publicFields(user)).map(([name, value]) => [`${name}:`, formatValue(value)]);
  return formatTable(rows);
}

function formatValue(value: unknown): string {
  if (value === null) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
