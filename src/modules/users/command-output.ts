import type { CommandOutput } from '../../shared/index.js';
import type { User } from './user.js';
import type { UserPage } from './user-page.js';
import { userNotFound } from './users-errors.js';

/** One user, as lines of "name: value". Refuses null with USER_NOT_FOUND. */
export function userOutput(user: User | null): CommandOutput {
  if (user === null) throw userNotFound(['user']);
  return { data: publicFields(user), text: linesOf(user) };
}

/** A user with the link that is shown this once; null where there is none. */
export function linkOutput({
  user,
  link,
}: {
  readonly user: User;
  readonly link: string | null;
}): CommandOutput {
  const text = link === null ? linesOf(user) : `${linesOf(user)}\n\nOne-time link, shown this once:\n${link}`;
  return { data: { user: publicFields(user), link }, text };
}

/** A page of users as a table. */
export function pageOutput({ nodes, pageInfo }: UserPage): CommandOutput {
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  const table = tableOf([
    ['ID', 'USERNAME', 'EMAIL', 'ROLE', 'STATUS', 'LAST LOGIN'],
    ...nodes.map((user) => [
      user.id,
      user.username,
      user.email,
      user.role,
      user.status,
      show(user.lastLoginAt),
    ]),
  ]);
  const text = nodes.length === 0 ? 'Nobody.' : table;
  return {
    data: { users: nodes.map(publicFields), nextCursor: next },
    text: next === null ? text : `${text}\n\nMore: add --after ${next}`,
  };
}

/** The members that the API shows, under its names. */
function publicFields({ securityEpoch: _, ...user }: User): Omit<User, 'securityEpoch'> {
  return user;
}

function linesOf(user: User): string {
  const rows = Object.entries(publicFields(user)).map(([name, value]) => [`${name}:`, show(value)]);
  return tableOf(rows);
}

function show(value: unknown): string {
  if (value === null) return '-';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Columns as wide as their widest cell. */
function tableOf(rows: readonly (readonly string[])[]): string {
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
