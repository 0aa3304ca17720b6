import type { Role } from '../access/index.js';
import type { UserStatus } from './user.js';
import type { UserBranch } from './user-selection.js';

export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Returns the conditions of a selection, all of which must hold. */
export function conditionsOf(selection: UserBranch, now: Date): readonly Condition[] {
  return [
    condition(selection.notDeletedOnly ? true : null, 'users.deleted_at IS NULL'),
    condition(selection.ids, 'users.id = ANY(:ids::uuid[])', 'ids'),
    searchCondition(selection.searchKey),
    condition(selection.emailKey, 'users.email_key = :emailKey', 'emailKey'),
    condition(selection.usernameKey, 'users.username_key = :usernameKey', 'usernameKey'),
    roleCondition(selection.roles),
    statusCondition(selection.statuses, now),
    ...disabledConditions(selection.wasDisabled, now),
    // Without a parameter, so that every plan can use the indexes of unverified users.
    condition(selection.emailVerified, `users.email_verified = ${selection.emailVerified}`),
    condition(selection.createdFrom, 'users.created_at >= :createdFrom', 'createdFrom'),
    condition(selection.createdBefore, 'users.created_at < :createdBefore', 'createdBefore'),
    condition(selection.lastLoginFrom, `${lastLoginSql} >= :lastLoginFrom`, 'lastLoginFrom'),
    condition(
      selection.lastLoginBefore,
      `${lastLoginSql} < :lastLoginBefore AND ${lastLoginSql} > ${neverLoggedInSql}`,
      'lastLoginBefore',
    ),
    condition(
      selection.neverLoggedIn,
      `${lastLoginSql} ${selection.neverLoggedIn ? '=' : '>'} ${neverLoggedInSql}`,
    ),
  ].filter((condition) => condition !== null);
}

// Uses the expression of the index, so that the planner can use it for a range of logins.
const neverLoggedInSql = `'-infinity'::timestamptz`;
const lastLoginSql = `coalesce(users.last_login_at, ${neverLoggedInSql})`;

/** Returns the condition of a search for a prefix of a name; null without one. */
export function searchCondition(searchKey: string | null): Condition | null {
  return condition(searchKey && prefixPattern(searchKey), searchSql, 'search');
}

const searchSql = `(users.username_key LIKE :search OR users.email_key LIKE :search OR users.full_name_key LIKE :search)`;

/** Returns null for the value null: nothing was selected. Without a name, the value is no parameter. */
function condition(value: unknown, sql: string, name?: string): Condition | null {
  if (value === null) return null;
  return { sql, parameters: name === undefined ? {} : { [name]: value } };
}

/** Returns a LIKE pattern for text with this prefix, with wildcards escaped. */
export function prefixPattern(text: string): string {
  return `${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

/** A single role is compared with `=`, so that an index on roles provides the order too. */
function roleCondition(roles: readonly Role[] | null): Condition | null {
  return roles?.length === 1
    ? condition(roles[0], 'users.role = :role', 'role')
    : condition(roles, 'users.role = ANY(:roles::text[])', 'roles');
}

const disabledSql =
  '(users.disabled_at IS NOT NULL AND (users.disabled_until IS NULL OR users.disabled_until > :now))';

/** Must match `toUser`; a test compares the two. */
export const statusSql: Readonly<Record<UserStatus, string>> = {
  DELETED: 'users.deleted_at IS NOT NULL',
  DISABLED: `(users.deleted_at IS NULL AND ${disabledSql})`,
  INVITED: `(users.deleted_at IS NULL AND NOT ${disabledSql} AND NOT users.verification_pending AND users.activated_at IS NULL)`,
  PENDING_VERIFICATION: `(users.deleted_at IS NULL AND NOT ${disabledSql} AND users.verification_pending)`,
  ACTIVE: `(users.deleted_at IS NULL AND NOT ${disabledSql} AND NOT users.verification_pending AND users.activated_at IS NOT NULL)`,
};

function statusCondition(statuses: readonly UserStatus[] | null, now: Date): Condition | null {
  if (statuses === null) return null;
  const sql = [...new Set(statuses)].map((status) => statusSql[status]).join(' OR ');
  return { sql: sql === '' ? 'FALSE' : `(${sql})`, parameters: { now } };
}

/** As in the indexes of these users: the planner does not derive it from the condition of the status. */
function disabledConditions(wasDisabled: boolean | undefined, now: Date): readonly (Condition | null)[] {
  if (wasDisabled === undefined) return [];
  if (!wasDisabled) return [condition(true, 'users.disabled_at IS NULL')];
  return [
    condition(true, 'users.disabled_at IS NOT NULL'),
    condition(now, 'users.disabled_until <= :now', 'now'),
  ];
}
