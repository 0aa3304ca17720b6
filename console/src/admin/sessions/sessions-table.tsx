import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { Viewer } from '../../api/session.js';
import { Button } from '../../framework/button.js';
import { type Column, Table, type TableProps } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { Badge, wordOf } from '../lists/badges.js';
import { deviceName } from '../lists/device.js';
import { Time } from '../lists/time.js';
import { actionsFor } from '../user/rights.js';
import { EndSessionsDialog } from '../user/simple-actions.js';
import type { SessionRowFragment } from './sessions.documents.js';

type Props = Pick<TableProps<SessionRowFragment>, 'rows' | 'sorting' | 'onSort' | 'isBusy'> & {
  readonly viewer: Viewer;
  readonly withUser: boolean;
  readonly caption: string;
  readonly onChange: () => void;
};

/** A list of sessions, each with a button that ends it where the viewer may. */
export function SessionsTable({ viewer, withUser, caption, onChange, ...table }: Props): JSX.Element {
  const chosen = useSignal<SessionRowFragment | null>(null);
  const close = (): void => {
    chosen.value = null;
  };
  const ended = chosen.value;
  const owner = ended?.user;
  return (
    <>
      <Table
        {...table}
        caption={caption}
        keyOf={({ id }) => id}
        columns={[
          ...(withUser ? [userColumn()] : []),
          ...columns(),
          endColumn(viewer, (session) => {
            chosen.value = session;
          }),
        ]}
      />
      {ended === null || owner === null || owner === undefined ? null : (
        <EndSessionsDialog
          user={owner}
          sessionId={ended.id}
          onClose={close}
          onDone={() => {
            close();
            onChange();
          }}
        />
      )}
    </>
  );
}

function userColumn(): Column<SessionRowFragment> {
  return {
    key: 'user',
    header: ta().sessions.user,
    render: ({ user }) =>
      user === null ? null : <Link href={`/console/users/${user.id}?tab=sessions`}>{user.username}</Link>,
  };
}

function columns(): readonly Column<SessionRowFragment>[] {
  const { sessions } = ta();
  return [
    {
      key: 'device',
      header: sessions.device,
      render: (session) => (
        <span title={session.userAgent ?? undefined}>
          {deviceName(session)}
          {session.current ? (
            <>
              {' '}
              <Badge tone="accent">{sessions.current}</Badge>
            </>
          ) : null}
          {session.assurance > 1 ? <span class="second">{sessions.twoFactors}</span> : null}
        </span>
      ),
    },
    { key: 'address', header: sessions.address, render: ({ ipAddress }) => <code>{ipAddress}</code> },
    {
      key: 'created',
      header: sessions.signedIn,
      canSort: true,
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      key: 'lastUsed',
      header: sessions.lastUsed,
      canSort: true,
      render: ({ lastUsedAt }) => <Time at={lastUsedAt} />,
    },
    { key: 'state', header: sessions.state, render: (session) => <State session={session} /> },
  ];
}

function State({ session }: { readonly session: SessionRowFragment }): JSX.Element {
  const { sessions, audit } = ta();
  if (session.endedAt === null) {
    const isExpired = Date.parse(session.expiresAt) <= Date.now();
    return (
      <Badge tone={isExpired ? 'plain' : 'good'}>{isExpired ? sessions.expired : sessions.active}</Badge>
    );
  }
  const reason = session.endReason ?? '';
  const words = wordOf({ ...audit.actions, ...audit.endReasons }, reason);
  return (
    <span>
      <Badge tone="plain">{sessions.ended}</Badge>
      <span class="second">{words}</span>
    </span>
  );
}

function endColumn(viewer: Viewer, onEnd: (session: SessionRowFragment) => void): Column<SessionRowFragment> {
  return {
    key: 'end',
    header: ta().lists.action,
    render: (session) => {
      const isOver = session.endedAt !== null || Date.parse(session.expiresAt) <= Date.now();
      if (isOver || session.user === null || !actionsFor(viewer, session.user).includes('end')) return null;
      return (
        <Button label={ta().sessions.endOf(deviceName(session))} onClick={() => onEnd(session)}>
          {ta().sessions.end}
        </Button>
      );
    },
  };
}
