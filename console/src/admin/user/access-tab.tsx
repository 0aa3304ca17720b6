import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { FilterChips } from '../../framework/filter-chips.js';
import { EmptyState } from '../../framework/states.js';
import { Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { ShowMore } from '../access/show-more.js';
import { roleName } from '../lists/badges.js';
import { LoadedList } from '../lists/loaded-list.js';
import { SearchField } from '../lists/search-field.js';
import { useUrl } from '../lists/use-url.js';
import { type AccessMatrixQuery, accessMatrix, type PolicyVerdict } from './access.documents.js';
import { ExplainDialog } from './explain-dialog.js';
import type { UserDetailsFragment } from './user.documents.js';
import { Verdict } from './verdict.js';

const verdicts = ['ALLOW', 'DYNAMIC', 'DENY'] as const;
const shownAtFirst = 40;

interface Row {
  readonly coordinate: string;
  readonly verdict: PolicyVerdict;
  readonly conditions: string;
}

/** What a user may reach, and why. */
export function AccessTab({ user }: { readonly user: UserDetailsFragment }): JSX.Element {
  const loading = useQuery(accessMatrix, {});
  return (
    <LoadedList of={loading}>
      {({ policyMatrix }) => <Access user={user} rows={rowsOf(policyMatrix, user.role)} />}
    </LoadedList>
  );
}

function Access(props: { readonly user: UserDetailsFragment; readonly rows: readonly Row[] }): JSX.Element {
  const { user, rows } = props;
  const url = useUrl();
  const chosen = useSignal<string | null>(null);
  const limit = useSignal(shownAtFirst);
  const { access } = ta();
  const [search, wanted] = [url.text('q').toLowerCase(), url.list('verdict')];
  const found = rows.filter(
    ({ coordinate, verdict }) =>
      coordinate.toLowerCase().includes(search) && (wanted.length === 0 || wanted.includes(verdict)),
  );
  const shown = found.slice(0, limit.value);
  return (
    <div class="section">
      <p class="quiet">{access.lead(user.username, roleName(user.role))}</p>
      <search class="filters">
        <SearchField
          isMain
          label={access.search}
          hint={access.search}
          value={url.text('q')}
          onChange={(q) => url.set({ q }, { replace: true })}
        />
        <FilterChips
          label={access.verdicts}
          options={verdicts.map((value) => ({ value, label: access[value] }))}
          selected={wanted}
          onChange={(verdict) => url.set({ verdict }, { replace: true })}
        />
      </search>
      {found.length === 0 ? (
        <EmptyState title={ta().lists.nothingFound} icon="search" />
      ) : (
        <AccessTable
          rows={shown}
          onChoose={(coordinate) => {
            chosen.value = coordinate;
          }}
        />
      )}
      <ShowMore
        shown={shown.length}
        found={found.length}
        onMore={() => {
          limit.value += 200;
        }}
      />
      {chosen.value === null ? null : (
        <ExplainDialog
          userId={user.id}
          coordinate={chosen.value}
          onClose={() => {
            chosen.value = null;
          }}
        />
      )}
    </div>
  );
}

function AccessTable(props: {
  readonly rows: readonly Row[];
  readonly onChoose: (coordinate: string) => void;
}): JSX.Element {
  const { access } = ta();
  return (
    <Table
      caption={ta().user.access}
      rows={props.rows}
      keyOf={({ coordinate }) => coordinate}
      columns={[
        {
          key: 'field',
          header: access.field,
          render: ({ coordinate }) => (
            <button type="button" class="link" onClick={() => props.onChoose(coordinate)}>
              <code>{coordinate}</code>
            </button>
          ),
        },
        { key: 'verdict', header: access.verdicts, render: ({ verdict }) => <Verdict verdict={verdict} /> },
        { key: 'conditions', header: access.conditions, render: ({ conditions }) => conditions },
      ]}
    />
  );
}

function rowsOf({ rows }: AccessMatrixQuery['policyMatrix'], role: string): readonly Row[] {
  return rows.flatMap(({ coordinate, cells }) => {
    const cell = cells.find((candidate) => candidate.role === role);
    if (cell === undefined) return [];
    return [{ coordinate, verdict: cell.verdict, conditions: cell.conditions.join(', ') }];
  });
}
