import type { Sorting } from '../../framework/table.js';
import type { Url } from '../lists/use-url.js';
import type { OrderDirection, Role, UserFilter, UserOrderField, UserStatus } from './users.documents.js';

const columns = ['created', 'username', 'email', 'lastLogin'] as const;

type SortedColumn = (typeof columns)[number];

const orderFields: Readonly<Record<SortedColumn, UserOrderField>> = {
  created: 'CREATED_AT',
  username: 'USERNAME',
  email: 'EMAIL',
  lastLogin: 'LAST_LOGIN_AT',
};

export const statuses = ['ACTIVE', 'INVITED', 'PENDING_VERIFICATION', 'DISABLED', 'DELETED'] as const;

/** The filter and the order of the list of users, as the URL has them. */
export interface UsersQuery {
  readonly filter: UserFilter;
  readonly orderBy: { readonly field: UserOrderField; readonly direction: OrderDirection };
  readonly sorting: Sorting;
  readonly isFiltered: boolean;
}

export function readUsersQuery(url: Url): UsersQuery {
  const key = url.oneOf('sort', columns);
  const direction = url.oneOf(
    'direction',
    key === 'created' ? ['descending', 'ascending'] : ['ascending', 'descending'],
  );
  const [search, roles, wanted] = [url.text('q'), url.list('role'), url.list('status')];
  const [addresses, signIns] = [url.list('address'), url.list('signIn')];
  const filter: UserFilter = {
    ...(search === '' ? {} : { search }),
    ...(roles.length === 0 ? {} : { roles: roles as readonly Role[] }),
    ...(wanted.length === 0 ? {} : { statuses: wanted as readonly UserStatus[] }),
    // Both together are everybody.
    ...(addresses.length === 1 ? { emailVerified: addresses[0] === 'verified' } : {}),
    ...(signIns.length === 0 ? {} : { neverLoggedIn: true }),
  };
  return {
    filter,
    orderBy: { field: orderFields[key], direction: direction === 'ascending' ? 'ASC' : 'DESC' },
    sorting: { key, direction },
    isFiltered: Object.keys(filter).length > 0,
  };
}

/** The parameters that filter the list. */
export const filterNames = ['q', 'role', 'status', 'address', 'signIn'] as const;
