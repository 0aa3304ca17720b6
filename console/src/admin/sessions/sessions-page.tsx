import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { leaveToSignIn } from '../../api/leave.js';
import { mutate } from '../../api/send.js';
import { session, type Viewer } from '../../api/session.js';
import { useQuery } from '../../api/use-query.js';
import { useSubscription } from '../../api/use-subscription.js';
import { Button } from '../../framework/button.js';
import { FilterChips } from '../../framework/filter-chips.js';
import { EmptyState } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { auditEventAdded } from '../audit/audit.documents.js';
import { countText } from '../lists/count-text.js';
import { LiveNote } from '../lists/live-note.js';
import { LoadedList } from '../lists/loaded-list.js';
import { Pager } from '../lists/pager.js';
import { PersonFilter } from '../lists/person-filter.js';
import { SearchField } from '../lists/search-field.js';
import { type LoadingList, useChangeNote } from '../lists/use-change-note.js';
import { pageOf, type Url, useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { ActionDialog, ReasonField } from '../user/action-dialog.js';
import { rightsOf } from '../user/rights.js';
import { endAllSessions, type SessionFilter, sessions } from './sessions.documents.js';
import { SessionsTable } from './sessions-table.js';

const pageSize = 25;

/** The page `/console/sessions`. */
export function SessionsPage(): JSX.Element | null {
  const { value: current } = session;
  return current.state === 'signed-in' ? <Sessions viewer={current.viewer} /> : null;
}

function Sessions({ viewer }: { readonly viewer: Viewer }): JSX.Element {
  const url = useUrl();
  const isEndingAll = useSignal(false);
  return (
    <>
      <PageHead title={ta().sessions.title}>
        {rightsOf(viewer).isAdmin ? (
          <Button
            kind="danger"
            onClick={() => {
              isEndingAll.value = true;
            }}
          >
            {ta().sessions.endAll}
          </Button>
        ) : null}
      </PageHead>
      <SessionsFilters url={url} />
      <SessionsList url={url} viewer={viewer} />
      {isEndingAll.value ? (
        <EndAllDialog
          onClose={() => {
            isEndingAll.value = false;
          }}
        />
      ) : null}
    </>
  );
}

function SessionsFilters({ url }: { readonly url: Url }): JSX.Element {
  const texts = ta().sessions;
  return (
    <search class="filters">
      <SearchField
        isMain
        label={texts.search}
        hint={texts.search}
        value={url.text('device')}
        onChange={(device) => url.set({ device }, { replace: true })}
      />
      <PersonFilter
        label={texts.userFilter}
        unknown={texts.unknownUser}
        value={url.text('user')}
        onChange={(user) => url.set({ user })}
      />
      <SearchField
        label={texts.address}
        value={url.text('address')}
        onChange={(address) => url.set({ address }, { replace: true })}
      />
      <FilterChips
        label={texts.state}
        options={[
          { value: 'active', label: texts.active },
          { value: 'ended', label: texts.ended },
        ]}
        selected={url.list('state')}
        onChange={(state) => url.set({ state })}
      />
    </search>
  );
}

function readFilter(url: Url): SessionFilter {
  const [userId, ipAddress, device, states] = [
    url.text('user'),
    url.text('address'),
    url.text('device'),
    url.list('state'),
  ];
  return {
    ...(userId === '' ? {} : { userId }),
    ...(ipAddress === '' ? {} : { ipAddress }),
    ...(device === '' ? {} : { device }),
    // Both together are all sessions.
    ...(states.length === 1 ? { active: states[0] === 'active' } : {}),
  };
}

function SessionsList({ url, viewer }: { readonly url: Url; readonly viewer: Viewer }): JSX.Element {
  const key = url.oneOf('sort', ['created', 'lastUsed']);
  const direction = url.oneOf('direction', ['descending', 'ascending']);
  const loading = useQuery(sessions, {
    ...pageOf(url, pageSize),
    filter: readFilter(url),
    orderBy: {
      field: key === 'created' ? 'CREATED_AT' : 'LAST_USED_AT',
      direction: direction === 'ascending' ? 'ASC' : 'DESC',
    },
  });
  const hasChanged = useChangesOfOthers(loading, viewer);
  return (
    <LoadedList of={loading}>
      {({ sessions: { nodes, pageInfo, ...counted } }) => (
        <>
          <LiveNote isShown={hasChanged} list={loading} />
          {nodes.length === 0 ? (
            <EmptyState title={ta().lists.nothingFound} icon="sessions">
              <p>{ta().lists.nothingFoundText}</p>
            </EmptyState>
          ) : (
            <SessionsTable
              rows={nodes}
              viewer={viewer}
              withUser
              caption={ta().sessions.caption}
              sorting={{ key, direction }}
              onSort={(next) => url.set({ sort: next.key, direction: next.direction })}
              isBusy={loading.isLoading}
              onChange={loading.reload}
            />
          )}
          <Pager url={url} info={pageInfo} total={countText(ta().sessions, counted)} />
        </>
      )}
    </LoadedList>
  );
}

/** What starts and ends sessions. */
const sessionActions = ['session.started', 'session.ended', 'session.reuse-detected', 'session.all-ended'];

/** Returns whether others have started or ended sessions since the list was loaded. */
function useChangesOfOthers(loading: LoadingList, viewer: Viewer): boolean {
  const { isShown, announce, onConnected } = useChangeNote(loading);
  const filter = { actions: sessionActions };
  useSubscription(auditEventAdded, rightsOf(viewer).canReadAudit ? { filter } : null, {
    onConnected,
    // After what the viewer does, the list is loaded again.
    onData: ({ auditEventAdded: { actor } }) => {
      if (actor?.id !== viewer.id) announce();
    },
  });
  return isShown;
}

/** Ends the sessions of everybody, this one included, and therefore leads to the sign-in page. */
function EndAllDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { title, effects, submit } = ta().actions.endAll;
  return (
    <ActionDialog
      title={title}
      effects={effects}
      submit={submit}
      isDangerous
      done={null}
      onRun={async ({ reason = '' }) => (await mutate(endAllSessions, { reason })).endAllSessions}
      onDone={() => leaveToSignIn('ended')}
      onClose={onClose}
    >
      <ReasonField />
    </ActionDialog>
  );
}
