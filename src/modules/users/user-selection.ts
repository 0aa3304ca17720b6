import { badUserInput, parseUserId, toSortedSet, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import { emailPrefixKey } from './email-addresses.js';
import { isBrokenText } from './name-key.js';
import { identifierKey } from './name-lookup.js';
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

/** A part of a selection. `wasDisabled` is undefined for users of both kinds. */
export interface UserBranch extends UserSelection {
  readonly wasDisabled?: boolean;
}

/**
 * Returns selections with one status or role each, which together select the same users, each one once; the
 * selection itself when it has many of them. Active users are two selections, because an index has just those
 * who are not and were not disabled. With a search both would be walked through, and roles have an index.
 */
export function branchesOf(selection: UserSelection): readonly UserBranch[] {
  const roles = selection.roles?.map((role) => [role]) ?? [null];
  const partsOf = (status: UserStatus): readonly Pick<UserBranch, 'statuses' | 'wasDisabled'>[] =>
    status === 'ACTIVE' && selection.searchKey === null && selection.roles === null
      ? [false, true].map((wasDisabled) => ({ statuses: [status], wasDisabled }))
      : [{ statuses: [status] }];
  const statuses = selection.statuses?.flatMap(partsOf) ?? [{ statuses: null }];
  const branches = statuses.flatMap((part) => roles.map((role) => ({ ...selection, ...part, roles: role })));
  return branches.length === 0 || branches.length > 8 ? [selection] : branches;
}

export const maxFilterIds = 100;

/** Parses a filter. Throws BAD_USER_INPUT for more than 100 ids and for text that no name can contain. */
export function readFilter(filter: UserFilter): UserSelection {
  const { ids = null, statuses = null } = filter;
  if (ids !== null && ids.length > maxFilterIds) {
    throw badUserInput(`A filter may contain at most ${maxFilterIds} ids.`, ['filter', 'ids']);
  }
  return {
    ids: ids === null ? null : toSortedSet(ids.map(parseUserId).filter((id) => id !== null)),
    searchKey: readSearch(filter.search ?? null),
    emailKey: readName(filter.email ?? null, 'email'),
    usernameKey: readName(filter.username ?? null, 'username'),
    roles: filter.roles ? toSortedSet(filter.roles) : null,
    statuses: statuses === null ? null : toSortedSet(statuses),
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
  const text = readText(search, 'search');
  return text === null || text === '' ? null : emailPrefixKey(text);
}

/** Text that is not a valid name still gets a key; no user has it. */
function readName(name: string | null, field: 'username' | 'email'): string | null {
  const text = readText(name, field);
  return text === null ? null : identifierKey(text);
}

/** Returns the text without leading and trailing whitespace. */
function readText(text: string | null, field: string): string | null {
  const trimmed = text?.trim() ?? null;
  if (trimmed === null || (trimmed.length <= 320 && !isBrokenText(trimmed))) return trimmed;
  throw badUserInput('The text is too long or contains characters that are not allowed in names.', [
    'filter',
    field,
  ]);
}
