import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import { formatNumber } from '../../framework/format.js';
import { type Column, Table } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { Badge } from '../lists/badges.js';
import { Time } from '../lists/time.js';
import type { AuditRowFragment } from './audit.documents.js';
import { actionName, actorName } from './audit-words.js';
import { EventDialog } from './event-dialog.js';

/** A list of audit events, each with a button that shows everything about it. */
export function EventTable(props: {
  readonly rows: readonly AuditRowFragment[];
  readonly caption: string;
  readonly withSubject: boolean;
  readonly isBusy: boolean;
}): JSX.Element {
  const { rows, caption, withSubject, isBusy } = props;
  const open = useSignal<AuditRowFragment | null>(null);
  const columns = [
    numberColumn((event) => {
      open.value = event;
    }),
    ...middleColumns(),
    ...(withSubject ? [subjectColumn()] : []),
    ...lastColumns(),
  ];
  return (
    <>
      <Table rows={rows} caption={caption} columns={columns} keyOf={({ id }) => id} isBusy={isBusy} />
      {open.value === null ? null : (
        <EventDialog
          event={open.value}
          onClose={() => {
            open.value = null;
          }}
        />
      )}
    </>
  );
}

function numberColumn(onOpen: (event: AuditRowFragment) => void): Column<AuditRowFragment> {
  return {
    key: 'sequence',
    header: ta().audit.number,
    render: (event) => (
      <button
        type="button"
        class="link"
        aria-label={ta().audit.open(formatNumber(event.sequence))}
        onClick={() => onOpen(event)}
      >
        {formatNumber(event.sequence)}
      </button>
    ),
  };
}

function middleColumns(): readonly Column<AuditRowFragment>[] {
  const { audit } = ta();
  return [
    {
      key: 'time',
      header: audit.time,
      render: ({ occurredAt }) => <Time at={occurredAt} withSeconds />,
    },
    {
      key: 'action',
      header: audit.action,
      render: ({ action, outcome }) => (
        <span class="marks">
          <span title={action}>{actionName(action)}</span>
          <Outcome outcome={outcome} />
        </span>
      ),
    },
    {
      key: 'actor',
      header: audit.actor,
      render: (event) =>
        event.actor === null ? (
          <span class="quiet">{actorName(event)}</span>
        ) : (
          <Link href={`/console/users/${event.actor.id}`}>{event.actor.username}</Link>
        ),
    },
  ];
}

function subjectColumn(): Column<AuditRowFragment> {
  return {
    key: 'subject',
    header: ta().audit.subject,
    render: ({ subject, subjectId }) =>
      subject !== null ? (
        <Link href={`/console/users/${subject.id}`}>{subject.username}</Link>
      ) : subjectId === null ? null : (
        <span class="quiet" title={subjectId}>
          {ta().audit.erased}
        </span>
      ),
  };
}

function lastColumns(): readonly Column<AuditRowFragment>[] {
  const { audit } = ta();
  return [
    {
      key: 'address',
      header: audit.address,
      render: ({ ipAddress }) => (ipAddress === null ? null : <code>{ipAddress}</code>),
    },
    { key: 'reason', header: audit.reason, render: ({ reason }) => reason },
  ];
}

/** Says that an event is not a success; a success needs no word. */
export function Outcome({ outcome }: { readonly outcome: AuditRowFragment['outcome'] }): JSX.Element | null {
  if (outcome === 'SUCCESS') return null;
  return <Badge tone={outcome === 'DENIED' ? 'warn' : 'bad'}>{ta().audit.outcomes[outcome]}</Badge>;
}
