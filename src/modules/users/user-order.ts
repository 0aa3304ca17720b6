import type { UserColumn, UserRecord } from './user.js';

/** The sort key of a list of users. Users with equal keys are sorted by id. */
export type UserOrderField = 'CREATED_AT' | 'USERNAME' | 'EMAIL' | 'LAST_LOGIN_AT';

export interface UserOrder {
  readonly field: UserOrderField;
  readonly direction: 'ASC' | 'DESC';
}

export const defaultOrder: UserOrder = { field: 'CREATED_AT', direction: 'DESC' };

/**
 * A position in a sorted list: the sort key, then the id. Times are RFC 3339 text; null for a user who has
 * never logged in.
 */
export type Position = readonly [value: string | null, id: string];

/** The columns that `positionOf` reads. */
export const sortColumns: Readonly<Record<UserOrderField, readonly UserColumn[]>> = {
  CREATED_AT: ['id', 'createdAt'],
  USERNAME: ['id', 'usernameKey'],
  EMAIL: ['id', 'emailKey'],
  LAST_LOGIN_AT: ['id', 'lastLoginAt'],
};

/** Returns the position of a user. Users who have never logged in sort before all others. */
export function positionOf(record: UserRecord, field: UserOrderField): Position {
  switch (field) {
    case 'CREATED_AT':
      return [record.createdAt.toISOString(), record.id];
    case 'USERNAME':
      return [record.usernameKey, record.id];
    case 'EMAIL':
      return [record.emailKey, record.id];
    case 'LAST_LOGIN_AT':
      return [record.lastLoginAt?.toISOString() ?? null, record.id];
  }
}
