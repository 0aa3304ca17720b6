import type { ComponentChildren, JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { formatTime } from '../lists/time.js';
import { Fact } from '../user/profile-tab.js';
import type { AuditRowFragment } from './audit.documents.js';
import { actionName, actorName, changesOf, valueText } from './audit-words.js';

/** Everything that the log has about an event. */
export function EventDialog(props: {
  readonly event: AuditRowFragment;
  readonly onClose: () => void;
}): JSX.Element {
  const { event, onClose } = props;
  const { audit } = ta();
  return (
    <Dialog title={audit.details(formatNumber(event.sequence))} onClose={onClose}>
      <dl class="facts">
        <Fact name={audit.action}>
          {actionName(event.action)} <code class="quiet">{event.action}</code>
        </Fact>
        <Fact name={audit.outcome}>{audit.outcomes[event.outcome]}</Fact>
        <Fact name={audit.time}>{`${formatTime(event.occurredAt, true)} (${event.occurredAt})`}</Fact>
        <Fact name={audit.actor}>{actorName(event)}</Fact>
        <Optional name={audit.subject}>{event.subject?.username}</Optional>
        <Optional name={audit.reason}>{event.reason}</Optional>
        <Optional name={audit.resource}>
          {event.resourceId === null ? null : <code>{`${event.resourceType} ${event.resourceId}`}</code>}
        </Optional>
        <Optional name={audit.address}>{event.ipAddress}</Optional>
        <Optional name={audit.device}>{event.userAgent}</Optional>
        <Fact name={audit.request}>
          <code>{event.requestId}</code>
        </Fact>
        <Fact name={audit.hash}>
          <code>{event.hash}</code>
        </Fact>
      </dl>
      <Changes event={event} />
      <FormActions>
        <Button onClick={onClose}>{t().common.close}</Button>
      </FormActions>
    </Dialog>
  );
}

function Optional(props: {
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element | null {
  const { name, children } = props;
  return children === null || children === undefined ? null : <Fact name={name}>{children}</Fact>;
}

function Changes({ event }: { readonly event: AuditRowFragment }): JSX.Element | null {
  const { audit } = ta();
  const changes = changesOf(event);
  if (changes.length === 0) return null;
  return (
    <table class="changes">
      <caption>{audit.changes}</caption>
      <thead>
        <tr>
          <th scope="col">{audit.field}</th>
          <th scope="col">{audit.from}</th>
          <th scope="col">{audit.to}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, from, to }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{valueText(from)}</td>
            <td>{valueText(to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
