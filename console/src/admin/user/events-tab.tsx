import type { JSX } from 'preact';
import { query } from '../../api/send.js';
import { ta } from '../../texts/admin/index.js';
import { securityEvents } from '../audit/audit.documents.js';
import { EventList } from '../audit/event-list.js';
import { useEvents } from '../audit/more-events.js';
import type { UserDetailsFragment } from './user.documents.js';

const noPage = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** What happened to a user. */
export function EventsTab({ user }: { readonly user: UserDetailsFragment }): JSX.Element {
  // Each change of the user has made an event.
  const events = useEvents(`${user.id} ${user.version} ${user.lastLoginAt}`, async (after, signal) => {
    const result = await query(securityEvents, { id: user.id, after }, { signal });
    return result.user?.securityEvents ?? noPage;
  });
  return <EventList events={events} caption={ta().user.events} withSubject={false} />;
}
