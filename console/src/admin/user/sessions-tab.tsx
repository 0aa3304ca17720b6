import type { JSX } from 'preact';
import type { Viewer } from '../../api/session.js';
import { useQuery } from '../../api/use-query.js';
import { ButtonLink } from '../../framework/button.js';
import { EmptyState } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { LoadedList } from '../lists/loaded-list.js';
import { sessions } from '../sessions/sessions.documents.js';
import { SessionsTable } from '../sessions/sessions-table.js';
import type { UserDetailsFragment } from './user.documents.js';

/** The latest sessions of a user. */
export function SessionsTab(props: {
  readonly user: UserDetailsFragment;
  readonly viewer: Viewer;
  readonly onChange: () => void;
}): JSX.Element {
  const { user, viewer, onChange } = props;
  const loading = useQuery(sessions, { first: 20, filter: { userId: user.id } });
  return (
    <LoadedList of={loading} lines={5}>
      {({ sessions: { nodes, pageInfo } }) =>
        nodes.length === 0 ? (
          <EmptyState title={ta().user.noSessions} icon="sessions">
            <p>{ta().user.noSessionsText}</p>
          </EmptyState>
        ) : (
          <div class="section">
            <SessionsTable
              rows={nodes}
              viewer={viewer}
              withUser={false}
              caption={ta().user.sessions}
              isBusy={loading.isLoading}
              onChange={() => {
                loading.reload();
                onChange();
              }}
            />
            {pageInfo.hasNextPage ? (
              <ButtonLink href={`/console/sessions?user=${user.id}`}>{ta().sessions.ofUser}</ButtonLink>
            ) : null}
          </div>
        )
      }
    </LoadedList>
  );
}
