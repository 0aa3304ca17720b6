import type { JSX } from 'preact';
import { FilterChips } from '../../framework/filter-chips.js';
import { ta } from '../../texts/admin/index.js';
import { PersonFilter } from '../lists/person-filter.js';
import { SearchField } from '../lists/search-field.js';
import { localTimeOf, readLocalTime } from '../lists/time.js';
import type { Url } from '../lists/use-url.js';
import { actionGroups, outcomes, personRoles, sortedActions } from './audit-filter.js';
import { actionName } from './audit-words.js';

/** The filters above the audit log. */
export function AuditFilters({ url }: { readonly url: Url }): JSX.Element {
  const { audit } = ta();
  return (
    <search class="filters">
      <ActionFilter url={url} />
      <PersonFilter
        label={audit.person}
        unknown={audit.unknownPerson}
        value={url.text('person')}
        onChange={(person) => url.set({ person })}
      />
      {url.text('person') === '' ? null : (
        <label class="search">
          {audit.personIs}
          <select onChange={({ currentTarget }) => url.set({ as: currentTarget.value })}>
            {personRoles.map((role) => (
              <option key={role} value={role} selected={role === url.oneOf('as', personRoles)}>
                {audit.personRoles[role]}
              </option>
            ))}
          </select>
        </label>
      )}
      <SearchField
        label={audit.address}
        value={url.text('address')}
        onChange={(address) => url.set({ address }, { replace: true })}
      />
      <TimeField label={audit.since} name="since" url={url} />
      <TimeField label={audit.before} name="before-time" url={url} />
      <FilterChips
        label={audit.outcome}
        options={outcomes.map((value) => ({ value, label: audit.outcomes[value] }))}
        selected={url.list('outcome')}
        // The log is filtered by one outcome.
        onChange={(selected) => url.set({ outcome: selected.slice(-1) })}
      />
    </search>
  );
}

function ActionFilter({ url }: { readonly url: Url }): JSX.Element {
  const { audit } = ta();
  const selected = url.text('action');
  const groups = actionGroups();
  const isKnown = selected === '' || groups.some(([, actions]) => actions.includes(selected));
  return (
    <label class="search">
      {audit.action}
      <select data-search="" onChange={({ currentTarget }) => url.set({ action: currentTarget.value })}>
        <option value="">{audit.allActions}</option>
        {isKnown ? null : (
          <option value={selected} selected>
            {selected}
          </option>
        )}
        {groups.map(([group, actions]) => (
          <optgroup key={group} label={group}>
            {sortedActions(actions).map((action) => (
              <option key={action} value={action} selected={action === selected}>
                {actionName(action)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function TimeField(props: { readonly label: string; readonly name: string; readonly url: Url }): JSX.Element {
  const { label, name, url } = props;
  return (
    <label class="search">
      {label}
      <input
        type="datetime-local"
        value={localTimeOf(url.text(name))}
        onChange={({ currentTarget }) => url.set({ [name]: readLocalTime(currentTarget.value) })}
      />
    </label>
  );
}
