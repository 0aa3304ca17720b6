import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { query } from '../../api/send.js';
import { useSubscription } from '../../api/use-subscription.js';
import { ta } from '../../texts/admin/index.js';
import { useUrl } from '../lists/use-url.js';
import { PageHead } from '../page-head.js';
import { type AuditFilter, auditEventAdded, auditEvents } from './audit.documents.js';
import { AuditExport } from './audit-export.js';
import { readAuditFilter } from './audit-filter.js';
import { AuditFilters } from './audit-filters.js';
import { EventList } from './event-list.js';
import { type Events, useEvents } from './more-events.js';
import { VerifyButton } from './verify-panel.js';

/** The page `/console/audit`. */
export function AuditPage(): JSX.Element {
  const url = useUrl();
  const filter = readAuditFilter(url);
  const events = useEvents(JSON.stringify(filter), async (after, signal) => {
    const result = await query(auditEvents, { after, filter }, { signal });
    return result.auditEvents;
  });
  return (
    <>
      <PageHead title={ta().audit.title}>
        <Follow filter={filter} events={events} />
        <AuditExport filter={filter} />
        <VerifyButton />
      </PageHead>
      <AuditFilters url={url} />
      <EventList events={events} caption={ta().audit.caption} withSubject />
    </>
  );
}

/** The switch that shows new events as they are recorded. */
function Follow({ filter, events }: { readonly filter: AuditFilter; readonly events: Events }): JSX.Element {
  const isOn = useSignal(false);
  const isConnected = useSignal(false);
  useSubscription(auditEventAdded, isOn.value ? { filter } : null, {
    // What was recorded before the subscription began is read once.
    onConnected: () => {
      isConnected.value = true;
      events.reload();
    },
    onLost: () => {
      isConnected.value = false;
    },
    onData: ({ auditEventAdded: event }) => events.prepend(event),
  });
  const { audit } = ta();
  const text = isConnected.value ? audit.following : audit.lost;
  return (
    <button
      type="button"
      class="chip follow"
      aria-pressed={isOn.value}
      onClick={() => {
        isOn.value = !isOn.value;
        isConnected.value = false;
      }}
    >
      <span aria-live="polite">{isOn.value ? text : audit.follow}</span>
    </button>
  );
}
