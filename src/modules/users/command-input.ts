import {
  argumentOf,
  type CommandInput,
  choiceOption,
  integerOption,
  invalidOption,
  parseUserId,
  textOption,
} from '../../shared/index.js';
import { parseRole, type Role, roles } from '../access/index.js';
import type { Administration } from './administration.js';
import { userStatuses } from './user.js';
import type { ListUsersInput } from './user-page.js';
import { userNotFound } from './users-errors.js';

/** The id of whom the operator names by id, username or address. Refuses with USER_NOT_FOUND. */
export async function resolveUserId(administration: Administration, name: string): Promise<string> {
  // No username has the form of an id, so there is no ambiguity.
  if (parseUserId(name) !== null) return name;
  const reference = name.includes('@') ? { email: name } : { username: name };
  const found = await administration.find(reference);
  if (found === null) throw userNotFound(['user']);
  return found.id;
}

/** Reads the argument `role` in any case. Throws INVALID_INPUT. */
export function readRoleArgument(input: CommandInput): Role {
  const role = parseRole(argumentOf(input, 'role').toUpperCase());
  if (role === null) throw invalidOption('role', `The role must be one of ${roles.join(', ')}.`);
  return role;
}

/** Reads the options of `users list`. Throws INVALID_INPUT. */
export function readListOptions(input: CommandInput): ListUsersInput {
  const role = choiceOption(input, 'role', roles);
  const status = choiceOption(input, 'status', userStatuses);
  // The service checks the bounds of a page.
  const first = integerOption(input, 'limit', { min: 0 });
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
