import {
  argumentOf,
  type CommandInput,
  choiceOption,
  instantOption,
  integerOption,
  invalidOption,
  pageSizes,
  parseUserId,
  textOption,
} from '../../shared/index.js';
import { type Role, type Roles, userNotFound } from '../access/index.js';
import type { Administration } from './administration.js';
import { type UserStatus, userStatuses } from './user.js';
import type { ListUsersInput } from './user-page.js';

/** Resolves an id, a username or an email address to a user id. Throws USER_NOT_FOUND. */
export async function resolveUserId(administration: Administration, text: string): Promise<string> {
  const name = text.trim();
  // The id of a user is never a valid username, so there is no ambiguity.
  if (parseUserId(name) !== null) return name;
  const reference = name.includes('@') ? { email: name } : { username: name };
  const found = await administration.find(reference);
  if (found === null) throw userNotFound(['user']);
  return found.id;
}

/** Parses the argument `role`, ignoring case. Throws INVALID_INPUT. */
export function readRoleArgument(input: CommandInput, roles: Roles): Role {
  const role = roles.parse(argumentOf(input, 'role').toUpperCase());
  if (role === null) throw invalidOption('role', `The role must be one of ${roles.names.join(', ')}.`);
  return role;
}

/** Returns the option `status`, or null when it was not given. Throws INVALID_INPUT. */
export function readStatus(input: CommandInput): UserStatus | null {
  return choiceOption(input, 'status', userStatuses);
}

/** Returns the option `limit`, or null when it was not given. Throws INVALID_INPUT. */
export function readLimit(input: CommandInput): number | null {
  return integerOption(input, 'limit', { min: 1, max: pageSizes.maximum });
}

/** Returns the option `until`, or null when it was not given. Throws INVALID_INPUT. */
export function readUntil(input: CommandInput): Date | null {
  return instantOption(input, 'until');
}

/** Parses the options of `users list`. Throws INVALID_INPUT. */
export function readListOptions(input: CommandInput, roles: Roles): ListUsersInput {
  const role = choiceOption(input, 'role', roles.names);
  const status = readStatus(input);
  const first = readLimit(input);
  const after = textOption(input, 'after');
  return {
    ...(first === null ? {} : { first }),
    ...(after === null ? {} : { after }),
    filter: {
      search: textOption(input, 'search'),
      roles: role === null ? null : [role],
      statuses: status === null ? null : [status],
    },
  };
}
