import { type CommandInput, DomainError, parseInstant, parseUserId, textOption } from '../../shared/index.js';
import { parseRole, type Role } from '../access/index.js';
import type { Administration } from './administration.js';
import { userStatuses } from './user.js';
import type { ListUsersInput } from './user-page.js';
import { userNotFound } from './users-errors.js';

/** A positional argument; the command line has seen to it that it is there. */
export function requiredArgument(input: CommandInput, name: string): string {
  return new Map(Object.entries(input.arguments)).get(name) ?? '';
}

/** The id of whom the operator names by id, username or address. Refuses with USER_NOT_FOUND. */
export async function resolveUserId(administration: Administration, name: string): Promise<string> {
  // No username has the form of an id, so there is no ambiguity.
  if (parseUserId(name) !== null) return name;
  const reference = name.includes('@') ? { email: name } : { username: name };
  const found = await administration.find(reference);
  if (found === null) throw userNotFound(['user']);
  return found.id;
}

/** Reads a role in any case. Refuses with INVALID_INPUT. */
export function readRoleOption(text: string): Role {
  const role = parseRole(text.toUpperCase());
  if (role === null) throw invalid('role', 'A role is USER, SUPPORT or ADMIN.');
  return role;
}

/** Reads an instant (RFC 3339, with its offset); null for none. Refuses with INVALID_INPUT. */
export function readInstant(text: string | null): Date | null {
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant === null) {
    throw invalid('until', 'A time is written like 2030-01-31T12:00:00Z, with its offset from UTC.');
  }
  return instant;
}

/** Reads the options of `users list`. Refuses with INVALID_INPUT. */
export function readListOptions(input: CommandInput): ListUsersInput {
  const role = textOption(input, 'role');
  const status = textOption(input, 'status');
  const limit = textOption(input, 'limit');
  const after = textOption(input, 'after');
  return {
    ...(limit === null ? {} : { first: readLimit(limit) }),
    ...(after === null ? {} : { after }),
    filter: {
      search: textOption(input, 'search'),
      roles: role === null ? null : [readRoleOption(role)],
      statuses: status === null ? null : [readStatus(status)],
    },
  };
}

function readStatus(text: string): (typeof userStatuses)[number] {
  const status = userStatuses.find((known) => known === text.toUpperCase());
  if (status === undefined) throw invalid('status', `A status is one of ${userStatuses.join(', ')}.`);
  return status;
}

function readLimit(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw invalid('limit', 'A limit is a number from 1 to 100.');
  return Number(text);
}

function invalid(option: string, message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: [option] });
}
