import { type CommandInput, DomainError, parseInstant, parseUserId, textOption } from '../../shared/index.js';
import { parseRole, type Role } from '../access/index.js';
import type { Administration } from './administration.js';
import { userStatuses } from './user.js';
import type { ListUsersInput } from './user-page.js';
import { userNotFound } from './users-errors.js';

/** Returns a positional argument. The command line has already checked that it is present. */
export function requiredArgument(input: CommandInput, name: string): string {
  return new Map(Object.entries(input.arguments)).get(name) ?? '';
}

/** Resolves an id, a username or an email address to a user id. Throws USER_NOT_FOUND. */
export async function resolveUserId(administration: Administration, name: string): Promise<string> {
  // The id of a user is never a valid username, so there is no ambiguity.
  if (parseUserId(name) !== null) return name;
  const reference = name.includes('@') ? { email: name } : { username: name };
  const found = await administration.find(reference);
  if (found === null) throw userNotFound(['user']);
  return found.id;
}

/** Parses a role, ignoring case. Throws INVALID_INPUT. */
export function readRoleOption(text: string): Role {
  const role = parseRole(text.toUpperCase());
  if (role === null) throw invalid('role', 'The role must be USER, SUPPORT or ADMIN.');
  return role;
}

/** Parses an RFC 3339 timestamp; returns null for null. Throws INVALID_INPUT. */
export function readInstant(text: string | null): Date | null {
  if (text === null) return null;
  const instant = parseInstant(text);
  if (instant === null) {
    throw invalid(
      'until',
      'The time must be an RFC 3339 timestamp with an offset, for example 2030-01-31T12:00:00Z.',
    );
  }
  return instant;
}

/** Parses the options of `users list`. Throws INVALID_INPUT. */
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
  const status = userStatuses.find((candidate) => candidate === text.toUpperCase());
  if (status === undefined) throw invalid('status', `The status must be one of ${userStatuses.join(', ')}.`);
  return status;
}

function readLimit(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw invalid('limit', 'The limit must be a number from 1 to 100.');
  return Number(text);
}

function invalid(option: string, message: string): DomainError {
  return new DomainError({ reason: 'INVALID_INPUT', message, field: [option] });
}
