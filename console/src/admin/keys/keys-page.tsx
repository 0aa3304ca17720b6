import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useQuery } from '../../api/use-query.js';
import { Button } from '../../framework/button.js';
import { EmptyState } from '../../framework/states.js';
import { type Column, Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { Badge } from '../lists/badges.js';
import { LoadedList } from '../lists/loaded-list.js';
import { Time } from '../lists/time.js';
import { PageHead } from '../page-head.js';
import { RevokeDialog, RotateDialog } from './key-dialogs.js';
import { type KeyRowFragment, signingKeys } from './keys.documents.js';
import { Timeline } from './timeline.js';

/** The page `/console/keys`. */
export function KeysPage(): JSX.Element {
  const loading = useQuery(signingKeys, {});
  /** The key to revoke, or that a new one is to be made. */
  const chosen = useSignal<KeyRowFragment | 'new' | null>(null);
  const close = (): void => {
    chosen.value = null;
  };
  const finish = (): void => {
    close();
    loading.reload();
  };
  const { value: open } = chosen;
  return (
    <>
      <PageHead title={ta().keys.title} lead={ta().keys.lead}>
        <Button
          kind="primary"
          onClick={() => {
            chosen.value = 'new';
          }}
        >
          {ta().keys.rotate}
        </Button>
      </PageHead>
      <LoadedList of={loading} lines={6}>
        {({ signingKeys: keys }) =>
          keys.length === 0 ? (
            <EmptyState title={ta().keys.none} icon="keys">
              <p>{ta().keys.noneText}</p>
            </EmptyState>
          ) : (
            <>
              <Timeline keys={keys} now={Date.now()} />
              <Table
                caption={ta().keys.caption}
                rows={keys}
                keyOf={({ id }) => id}
                isBusy={loading.isLoading}
                columns={columns((key) => {
                  chosen.value = key;
                })}
              />
            </>
          )
        }
      </LoadedList>
      {open === 'new' ? <RotateDialog onClose={close} onDone={finish} /> : null}
      {open === null || open === 'new' ? null : (
        <RevokeDialog signingKey={open} onClose={close} onDone={finish} />
      )}
    </>
  );
}

const tones = { PENDING: 'accent', ACTIVE: 'good', RETIRING: 'warn', REVOKED: 'plain' } as const;

function columns(onRevoke: (key: KeyRowFragment) => void): readonly Column<KeyRowFragment>[] {
  const { keys } = ta();
  return [
    {
      key: 'kid',
      header: keys.kid,
      render: ({ kid, createdAt }) => (
        <>
          <code>{kid}</code>
          <span class="second">
            {keys.created} <Time at={createdAt} />
          </span>
        </>
      ),
    },
    { key: 'algorithm', header: keys.algorithm, render: ({ algorithm }) => algorithm },
    {
      key: 'status',
      header: keys.status,
      render: ({ status }) => <Badge tone={tones[status]}>{keys.statuses[status]}</Badge>,
    },
    { key: 'active', header: keys.activeFrom, render: ({ activeFrom }) => <Time at={activeFrom} /> },
    {
      key: 'retire',
      header: keys.retireAt,
      render: ({ retireAt, revokedAt }) => <Time at={revokedAt ?? retireAt} none={keys.open} />,
    },
    {
      key: 'revoke',
      header: ta().lists.action,
      render: (key) =>
        key.status === 'REVOKED' ? null : (
          <Button label={keys.revokeOf(key.kid)} onClick={() => onRevoke(key)}>
            {keys.revoke}
          </Button>
        ),
    },
  ];
}
