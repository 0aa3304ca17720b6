import { badUserInput, parseUserId, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserStatus } from './user.js';

/** A half-open range from `gte` (inclusive) to `lt` (exclusive). */
export interface InstantRange {
  readonly gte?: Date | null;
  readonly lt?: Date | null;
}

/**
 * The filter of a list as given by a caller. An omitted or null member selects all users, an empty list
 * selects none.
 */
export interface UserFilter {
  readonly ids?: readonly string[] | null;
  readonly search?: string | null;
  readonly email?: string | null;
  readonly username?: string | null;
  readonly roles?: readonly Role[] | null;
  readonly statuses?: readonly UserStatus[] | null;
  readonly emailVerified?: boolean | null;
  readonly createdAt?: InstantRange | null;
  readonly lastLoginAt?: InstantRange | null;
  readonly neverLoggedIn?: boolean | null;
}

/** A parsed filter, with comparison keys instead of names. Null selects all users. */
export interface UserSelection {
  readonly ids: readonly UserId[] | null;
  readonly searchKey: string | null;
  readonly emailKey: string | null;
  readonly usernameKey: string | null;
  readonly roles: readonly Role[] | null;
  readonly statuses: readonly UserStatus[] | null;
  /** True when neither ids nor statuses are given; deleted users are excluded then. */
  readonly notDeletedOnly: boolean;
  readonly emailVerified: boolean | null;
  readonly createdFrom: Date | null;
  readonly createdBefore: Date | null;
  readonly lastLoginFrom: Date | null;
  readonly lastLoginBefore: Date | null;
  readonly neverLoggedIn: boolean | null;
}

export const maxFilterIds = 100;

/** Parses a filter. Throws BAD_USER_INPUT for more than 100 ids and for text that no name can contain. */
export function readFilter(filter: UserFilter): UserSelection {
  const { ids = null, statuses = null } = filter;
  if (ids !== null && ids.length > maxFilterIds) {
    throw badUserInput(`A filter may contain at most ${maxFilterIds} ids.`, ['filter', 'ids']);
  }
  return {
    ids: ids === null ? null : ids.map(parseUserId).filter((id) => id !== null),
    searchKey: readSearch(filter.search ?? null),
    emailKey: readExactEmail(filter.email ?? null),
    usernameKey: readText(filter.username ?? null, 'username'),
    roles: filter.roles ?? null,
    statuses,
    notDeletedOnly: ids === null && statuses === null,
    emailVerified: filter.emailVerified ?? null,
    createdFrom: filter.createdAt?.gte ?? null,
    createdBefore: filter.createdAt?.lt ?? null,
    lastLoginFrom: filter.lastLoginAt?.gte ?? null,
    lastLoginBefore: filter.lastLoginAt?.lt ?? null,
    neverLoggedIn: filter.neverLoggedIn ?? null,
  };
}

function readSearch(search: string | null): string | null {
  return search === '' ? null : readText(search, 'search');
}

/** Text that is not a valid address still gets a key; no user has it. */
function readExactEmail(email: string | null): string | null {
  const key = readText(email, 'email');
  return email === null ? null : (readEmail(email)?.emailKey ?? key);
}

function readText(text: string | null, field: string): string | null {
  if (text === null) return null;
  if (text.length > 320 || isBrokenText(text)) {
    throw badUserInput('The text is too long or contains characters that are not allowed in names.', [
      'filter',
      field,
    ]);
  }
  return nameKey(text);
}
