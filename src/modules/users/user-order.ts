import type { UserRecord } from './user.js';

/** What a list of users is ordered by; users equal in it follow in the order of their ids. */
export type UserOrderField = 'CREATED_AT' | 'USERNAME' | 'EMAIL' | 'LAST_LOGIN_AT';

/** The order of a list. */
export interface UserOrder {
  readonly field: UserOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** The newest first. */
export const defaultOrder: UserOrder = { field: 'CREATED_AT', direction: 'DESC' };

/** A place in an ordered list: the ordered value, then the id. A time as RFC 3339 text; null for a login that never was. */
export type Position = readonly [value: string | null, id: string];

/** Where a user stands in a list of this order. Who never logged in stands before everybody who did. */
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
