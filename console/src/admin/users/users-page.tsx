import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { session, type Viewer } from '../../api/session.js';
import { useQuery } from '../../api/use-query.js';
import { useSubscription } from '../../api/use-subscription.js';
import { Button } from '../../framework/button.js';
import { EmptyState } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { countText } from '../lists/count-text.js';
import { LiveNote } from '../lists/live-note.js';
import { LoadedList } from '../lists/loaded-list.js';
import { Pager } from '../lists/pager.js';
import { useChangeNote } from '../lists/use-change-note.js';
import { pageOf, type Url, useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { CreateDialog } from '../user/create-dialog.js';
import { rightsOf } from '../user/rights.js';
import { BulkBar } from './bulk-bar.js';
import type { Selected } from './bulk-dialog.js';
import { anyUserChanged, type UserRowFragment, users } from './users.documents.js';
import { UsersExport } from './users-export.js';
import { filterNames, readUsersQuery, type UsersQuery } from './users-filter.js';
import { UsersFilters } from './users-filters.js';
import { UsersTable } from './users-table.js';

const pageSize = 25;

/** The page `/console/users`. */
export function UsersPage(): JSX.Element | null {
  const { value: current } = session;
  return current.state === 'signed-in' ? <Users viewer={current.viewer} /> : null;
}

function Users({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  const url = useUrl();
  const list = readUsersQuery(url);
  const { isAdmin } = rightsOf(viewer);
  const isCreating = url.text('new') !== '';
  return (
    <>
      <PageHead title={ta().users.title}>
        <UsersExport list={list} />
        {isAdmin ? (
          <Button kind="primary" onClick={() => url.set({ new: 'yes' })}>
            {ta().users.create}
          </Button>
        ) : null}
      </PageHead>
      <UsersFilters url={url} />
      <UsersList url={url} list={list} isAdmin={isAdmin} />
      {isAdmin && isCreating ? <CreateDialog onClose={() => url.set({ new: null })} /> : null}
    </>
  );
}

function UsersList(props: {
  readonly url: Url;
  readonly list: UsersQuery;
  readonly isAdmin: boolean;
}): JSX.Element {
  const { url, list, isAdmin } = props;
  const { filter, orderBy, sorting } = list;
  const loading = useQuery(users, { ...pageOf(url, pageSize), filter, orderBy });
  const hasChanged = useLiveRows(loading, list, isAdmin);
  const [selected, select] = useSelection(loading.data?.users.nodes ?? []);
  return (
    <LoadedList of={loading}>
      {({ users: { nodes, pageInfo, ...counted } }) => (
        <>
          <LiveNote isShown={hasChanged} list={loading} />
          <BulkBar
            users={[...selected.values()]}
            isAdmin={isAdmin}
            onClear={() => select(new Set())}
            onDone={() => {
              select(new Set());
              loading.reload();
            }}
          />
          {nodes.length === 0 ? (
            <NothingFound url={url} />
          ) : (
            <UsersTable
              rows={nodes}
              sorting={sorting}
              onSort={({ key, direction }) => url.set({ sort: key, direction })}
              selected={new Set(selected.keys())}
              onSelect={select}
              isBusy={loading.isLoading}
            />
          )}
          <Pager url={url} info={pageInfo} total={countText(ta().users, counted)} />
        </>
      )}
    </LoadedList>
  );
}

function NothingFound({ url }: { readonly url: Url }): JSX.Element {
  const clear = Object.fromEntries(filterNames.map((name) => [name, null]));
  return (
    <EmptyState title={ta().lists.nothingFound} icon="search">
      <p>{ta().lists.nothingFoundText}</p>
      <Button onClick={() => url.set(clear)}>{ta().lists.clearFilters}</Button>
    </EmptyState>
  );
}

type UsersLoading = ReturnType<typeof useQuery<UsersData, unknown>>;
interface UsersData {
  readonly users: {
    readonly nodes: readonly UserRowFragment[];
    readonly pageInfo: Parameters<typeof Pager>[0]['info'];
    readonly totalCount: number;
    readonly totalCountIsEstimate: boolean;
  };
}

/**
 * Changes rows in their place as users change. A user who comes in, and a row that would move, are only
 * announced, so that nothing jumps under the pointer.
 */
function useLiveRows(loading: UsersLoading, list: UsersQuery, isAdmin: boolean): boolean {
  const { isShown, announce, onConnected } = useChangeNote(loading);
  useSubscription(anyUserChanged, isAdmin ? {} : null, {
    onConnected,
    onData: ({ userChanged }) => {
      const shown = loading.data?.users.nodes.find(({ id }) => id === userChanged.id);
      if (shown === undefined || list.isFiltered || hasMoved(shown, userChanged, list)) announce();
      loading.replace((data) => ({
        ...data,
        users: { ...data.users, nodes: withRow(data.users.nodes, userChanged) },
      }));
    },
  });
  return isShown;
}

/** Whether the user now belongs elsewhere in the list. */
function hasMoved(before: UserRowFragment, after: UserRowFragment, { sorting }: UsersQuery): boolean {
  const { key } = sorting;
  if (key === 'username' || key === 'email') return before[key] !== after[key];
  return key === 'lastLogin' && before.lastLoginAt !== after.lastLoginAt;
}

function withRow(rows: readonly UserRowFragment[], changed: UserRowFragment): readonly UserRowFragment[] {
  return rows.map((row) => (row.id === changed.id ? changed : row));
}

/** The selection, which stays while one turns the pages. */
function useSelection(
  rows: readonly Selected[],
): readonly [ReadonlyMap<string, Selected>, (ids: ReadonlySet<string>) => void] {
  const selected = useSignal<ReadonlyMap<string, Selected>>(new Map());
  const select = (ids: ReadonlySet<string>): void => {
    const known = new Map([...selected.value, ...rows.map((row) => [row.id, row] as const)]);
    selected.value = new Map(
      [...ids].flatMap((id) => {
        const row = known.get(id);
        return row === undefined ? [] : [[id, row] as const];
      }),
    );
  };
  return [selected.value, select];
}
