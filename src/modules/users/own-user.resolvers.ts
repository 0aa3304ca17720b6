import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { UserId } from '../../shared/index.js';
import type { RequestContext } from '../../transports/graphql/request-context.js';
import type { UserRow } from '../access/index.js';
import { mayReadAnyMember } from './selected-columns.resolvers.js';
import { toUser, type User, type UserRecord } from './user.js';

/**
 * The fields of `me` that the row shows which was read with the session. A login changes no row that is
 * announced to other instances, so `lastLoginAt` is not among them; `metadata` may be too large to be kept.
 */
const shownByRow: ReadonlySet<string> = new Set([
  '__typename',
  'id',
  'username',
  'email',
  'emailVerified',
  'fullName',
  'role',
  'permissions',
  'status',
  'disabled',
  'disabledReason',
  'disabledUntil',
  'locale',
  'createdAt',
  'updatedAt',
  'version',
]);

/** The columns that no field in `shownByRow` needs. */
const notShown = {
  usernameKey: '',
  emailKey: '',
  fullNameKey: null,
  metadata: null,
  lastLoginAt: null,
} as const satisfies Partial<UserRecord>;

/** As sessions selects them. */
type ShownColumns = Omit<UserRecord, keyof typeof notShown | 'id' | 'securityEpoch'> & {
  readonly userEpoch: number;
};

export type OwnUserOf = (context: RequestContext, info: GraphQLResolveInfo, now: Date) => User | null;

/**
 * A fast path of `me`: returns the caller from the row that authenticated the request (which has received
 * every change that was answered before it was sent), so that `me` needs no statement. Null when the row does
 * not show every selected field, such as those that a project adds, whose resolvers may read any member, and
 * when a rule of a project may read any member.
 */
export function createOwnUserOf(): OwnUserOf {
  // Documents are cached and executed again, and rows are cached with their sessions.
  const selections = new WeakMap<FieldNode, boolean>();
  const records = new WeakMap<UserRow, UserRecord>();
  return ({ currentUser, userRow }, info, now) => {
    if (currentUser === null || userRow === undefined) return null;
    const isShown = info.fieldNodes.every((node) => {
      const known =
        selections.get(node) ?? (selectsOnlyShown(node.selectionSet, info) && !mayReadAnyMember(info.schema));
      selections.set(node, known);
      return known;
    });
    if (!isShown) return null;
    const record = records.get(userRow) ?? toRecord(userRow, currentUser.id);
    records.set(userRow, record);
    return toUser(record, now);
  };
}

/** A test compares the result with the table. */
function toRecord(userRow: UserRow, id: UserId): UserRecord {
  const columns = userRow as unknown as ShownColumns;
  return { ...columns, ...notShown, id, securityEpoch: columns.userEpoch };
}

function selectsOnlyShown(selectionSet: SelectionSetNode | undefined, info: GraphQLResolveInfo): boolean {
  return (selectionSet?.selections ?? []).every((selection) => {
    if (selection.kind === Kind.FIELD) return shownByRow.has(selection.name.value);
    const nested = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return selectsOnlyShown(nested?.selectionSet, info);
  });
}
