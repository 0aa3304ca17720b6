import { badUserInput, parseUserId, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import { readEmail } from './email-addresses.js';
import { isBrokenText, nameKey } from './name-key.js';
import type { UserStatus } from './user.js';

/** Instants from `gte` on and before `lt`. */
export interface InstantRange {
  readonly gte?: Date | null;
  readonly lt?: Date | null;
}

/** Which users a list shows, as a caller says it; what is absent or null selects everybody, an empty list nobody. */
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

/** A filter that has been read: keys in place of names, and every member said. Null selects everybody. */
export interface UserSelection {
  readonly ids: readonly UserId[] | null;
  readonly searchKey: string | null;
  readonly emailKey: string | null;
  readonly usernameKey: string | null;
  readonly roles: readonly Role[] | null;
  readonly statuses: readonly UserStatus[] | null;
  /** True where nothing asks for deleted users: then none is shown. */
  readonly notDeletedOnly: boolean;
  readonly emailVerified: boolean | null;
  readonly createdFrom: Date | null;
  readonly createdBefore: Date | null;
  readonly lastLoginFrom: Date | null;
  readonly lastLoginBefore: Date | null;
  readonly neverLoggedIn: boolean | null;
}

/** The most ids that one filter may name. */
export const maxFilterIds = 100;

/** Reads a filter. Refuses with BAD_USER_INPUT more than 100 ids, and text that no name can contain. */
export function readFilter(filter: UserFilter): UserSelection {
  const { ids = null, statuses = null } = filter;
  if (ids !== null && ids.length > maxFilterIds) {
    throw badUserInput(`A filter names at most ${maxFilterIds} ids.`, ['filter', 'ids']);
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

/** An empty search box searches for nothing in particular. */
function readSearch(search: string | null): string | null {
  return search === '' ? null : readText(search, 'search');
}

/** Text that is no address is nobody's address, but it still has a key, which nobody has. */
function readExactEmail(email: string | null): string | null {
  const key = readText(email, 'email');
  return email === null ? null : (readEmail(email)?.emailKey ?? key);
}

function readText(text: string | null, field: string): string | null {
  if (text === null) return null;
  if (text.length > 320 || isBrokenText(text)) {
    throw badUserInput('This is longer than any name, or holds characters that no name contains.', [
      'filter',
      field,
    ]);
  }
  return nameKey(text);
}
