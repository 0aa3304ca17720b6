import type { JSX } from 'preact';
import { FilterChips } from '../../framework/filter-chips.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { statusName } from '../lists/badges.js';
import { SearchField } from '../lists/search-field.js';
import type { Url } from '../lists/use-url.js';
import { statuses } from './users-filter.js';

/** The search and the filters above the list of users. */
export function UsersFilters({ url }: { readonly url: Url }): JSX.Element {
  const { users } = ta();
  const roles = Object.entries(t().roles).map(([value, label]) => ({ value, label }));
  return (
    <search class="filters">
      <SearchField
        isMain
        label={users.search}
        hint={users.search}
        value={url.text('q')}
        onChange={(q) => url.set({ q }, { replace: true })}
      />
      <FilterChips
        label={users.role}
        options={roles}
        selected={url.list('role')}
        onChange={(role) => url.set({ role })}
      />
      <FilterChips
        label={users.status}
        options={statuses.map((value) => ({ value, label: statusName(value) }))}
        selected={url.list('status')}
        onChange={(status) => url.set({ status })}
      />
      <FilterChips
        label={users.addresses}
        options={[
          { value: 'verified', label: users.verifiedOnly },
          { value: 'unverified', label: users.unverifiedOnly },
        ]}
        selected={url.list('address')}
        onChange={(address) => url.set({ address })}
      />
      <FilterChips
        label={users.signIns}
        options={[{ value: 'never', label: users.neverOnly }]}
        selected={url.list('signIn')}
        onChange={(signIn) => url.set({ signIn })}
      />
    </search>
  );
}
