import type { JSX } from 'preact';
import { useRoute } from 'wouter-preact';
import { session, type Viewer } from '../../api/session.js';
import { useQuery } from '../../api/use-query.js';
import { useSubscription } from '../../api/use-subscription.js';
import { ButtonLink } from '../../framework/button.js';
import { EmptyState } from '../../framework/states.js';
import { type Tab, Tabs } from '../../framework/tabs.js';
import { ta } from '../../texts/admin/index.js';
import { Badge, roleName, StatusBadge } from '../lists/badges.js';
import { LoadedList } from '../lists/loaded-list.js';
import { useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { AccessTab } from './access-tab.js';
import { EventsTab } from './events-tab.js';
import { FactorsTab } from './factors-tab.js';
import { ProfileTab } from './profile-tab.js';
import { rightsOf } from './rights.js';
import { SessionsTab } from './sessions-tab.js';
import { thisUserChanged, type UserDetailsFragment, userById } from './user.documents.js';
import { UserActions } from './user-actions.js';

/** The page `/console/users/:id`. */
export function UserPage(): JSX.Element | null {
  const [, parameters] = useRoute('/console/users/:id');
  const { value: current } = session;
  const id = parameters?.id;
  if (current.state !== 'signed-in' || id === undefined) return null;
  return <User key={id} id={id} viewer={current.viewer} />;
}

function User({ id, viewer }: { readonly id: string; readonly viewer: Viewer }): JSX.Element {
  const loading = useQuery(userById, { id });
  const { isAdmin } = rightsOf(viewer);
  useSubscription(thisUserChanged, isAdmin && loading.data?.user != null ? { id } : null, {
    onConnected: (isFirst) => {
      if (!isFirst) loading.reload();
    },
    onData: ({ userChanged }) => loading.replace(() => ({ user: userChanged })),
  });
  return (
    <LoadedList of={loading} lines={8}>
      {({ user }) =>
        user === null ? <Gone /> : <Details user={user} viewer={viewer} onChange={loading.reload} />
      }
    </LoadedList>
  );
}

function Gone(): JSX.Element {
  return (
    <>
      <PageHead title={ta().users.title} />
      <EmptyState title={ta().lists.nothingFound} icon="users">
        <p>{ta().users.goneText}</p>
        <ButtonLink href="/console/users">{ta().users.back}</ButtonLink>
      </EmptyState>
    </>
  );
}

interface DetailsProps {
  readonly user: UserDetailsFragment;
  readonly viewer: Viewer;
  readonly onChange: () => void;
}

function Details({ user, viewer, onChange }: DetailsProps): JSX.Element {
  const url = useUrl();
  const lead = (
    <span class="marks">
      <StatusBadge status={user.status} />
      <Badge tone="plain">{roleName(user.role)}</Badge>
      {viewer.id === user.id ? <Badge tone="accent">{ta().users.you}</Badge> : null}
      <span>{user.fullName === null ? user.email : `${user.fullName}, ${user.email}`}</span>
    </span>
  );
  const tabs = tabsOf({ user, viewer, onChange });
  return (
    <>
      <PageHead title={user.username} lead={lead} />
      <div class="row actions-bar">
        <UserActions viewer={viewer} user={user} onDone={onChange} />
      </div>
      <div>
        <Tabs
          label={ta().user.tabs}
          tabs={tabs}
          selected={url.text('tab') || 'profile'}
          onSelect={(tab) => url.set({ tab: tab === 'profile' ? null : tab }, { replace: true })}
        />
      </div>
    </>
  );
}

function tabsOf({ user, viewer, onChange }: DetailsProps): readonly Tab[] {
  const { isAdmin, canReadAudit } = rightsOf(viewer);
  const texts = ta().user;
  return [
    { id: 'profile', label: texts.profile, render: () => <ProfileTab user={user} /> },
    {
      id: 'sessions',
      label: texts.sessions,
      render: () => <SessionsTab user={user} viewer={viewer} onChange={onChange} />,
    },
    ...(canReadAudit ? [{ id: 'events', label: texts.events, render: () => <EventsTab user={user} /> }] : []),
    { id: 'factors', label: texts.factors, render: () => <FactorsTab user={user} /> },
    ...(isAdmin ? [{ id: 'access', label: texts.access, render: () => <AccessTab user={user} /> }] : []),
  ];
}
