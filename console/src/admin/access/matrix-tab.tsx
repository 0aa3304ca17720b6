import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { FilterChips } from '../../framework/filter-chips.js';
import { EmptyState } from '../../framework/states.js';
import { type Column, Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { Badge, roleName } from '../lists/badges.js';
import { LoadedList } from '../lists/loaded-list.js';
import { SearchField } from '../lists/search-field.js';
import { useUrl } from '../lists/use-url.js';
import { type AccessMatrixQuery, accessMatrix } from '../user/access.documents.js';
import { Verdict } from '../user/verdict.js';
import { ShowMore } from './show-more.js';

type Matrix = AccessMatrixQuery['policyMatrix'];
type Row = Matrix['rows'][number];

const shownAtFirst = 50;
/** Where requests start; the other types are reached from them. */
const kinds = ['Query', 'Mutation', 'Subscription', 'other'] as const;

/** Every field with every role. */
export function MatrixTab(): JSX.Element {
  const loading = useQuery(accessMatrix, {});
  return <LoadedList of={loading}>{({ policyMatrix }) => <MatrixList matrix={policyMatrix} />}</LoadedList>;
}

function MatrixList({ matrix }: { readonly matrix: Matrix }): JSX.Element {
  const url = useUrl();
  const limit = useSignal(shownAtFirst);
  const { access, policy } = ta();
  const [search, wanted] = [url.text('q').toLowerCase(), url.list('type')];
  const found = matrix.rows
    .toSorted(byKind)
    .filter(
      ({ coordinate }) =>
        coordinate.toLowerCase().includes(search) &&
        (wanted.length === 0 || wanted.includes(kindOf(coordinate))),
    );
  const shown = found.slice(0, limit.value);
  return (
    <div class="section">
      <search class="filters">
        <SearchField
          isMain
          label={access.search}
          hint={access.search}
          value={url.text('q')}
          onChange={(q) => url.set({ q }, { replace: true })}
        />
        <FilterChips
          label={policy.kind}
          options={kinds.map((value) => ({ value, label: policy.kinds[value] }))}
          selected={wanted}
          onChange={(type) => url.set({ type }, { replace: true })}
        />
      </search>
      {found.length === 0 ? (
        <EmptyState title={ta().lists.nothingFound} icon="search">
          <p>{ta().lists.nothingFoundText}</p>
        </EmptyState>
      ) : (
        <div class="matrix">
          <Table
            caption={policy.title}
            rows={shown}
            keyOf={({ coordinate }) => coordinate}
            columns={columns(matrix.roles)}
          />
        </div>
      )}
      <ShowMore
        shown={shown.length}
        found={found.length}
        onMore={() => {
          limit.value += 200;
        }}
      />
    </div>
  );
}

function columns(roles: readonly string[]): readonly Column<Row>[] {
  const { access, policy } = ta();
  return [
    { key: 'field', header: access.field, render: ({ coordinate }) => <code>{coordinate}</code> },
    ...roles.map((role) => ({
      key: role,
      header: role === 'ANONYMOUS' ? policy.anonymous : roleName(role),
      render: ({ cells }: Row) => {
        const cell = cells.find((candidate) => candidate.role === role);
        if (cell === undefined) return null;
        return (
          <>
            {cell.verdict === 'DENY' ? (
              <Badge tone="plain">{access.DENY}</Badge>
            ) : (
              <Verdict verdict={cell.verdict} />
            )}
            {cell.conditions.length === 0 ? null : <span class="second">{cell.conditions.join(', ')}</span>}
          </>
        );
      },
    })),
  ];
}

/** Where requests start comes first. */
function byKind(one: Row, other: Row): number {
  const rank = ({ coordinate }: Row): number => kinds.indexOf(kindOf(coordinate));
  return rank(one) - rank(other);
}

type Kind = (typeof kinds)[number];

function kindOf(coordinate: string): Kind {
  const [type] = coordinate.split('.');
  return kinds.find((kind) => kind === type) ?? 'other';
}
