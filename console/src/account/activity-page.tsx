import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { type Failure, failureOf } from '../api/failure.js';
import { query } from '../api/send.js';
import { useQuery } from '../api/use-query.js';
import { Button } from '../framework/button.js';
import { describeDevice } from '../framework/device.js';
import { formatTime } from '../framework/format.js';
import { Alert, EmptyState, failureText, Loaded } from '../framework/states.js';
import { Table } from '../framework/table.js';
import { t } from '../texts/index.js';
import { type MyActivityQuery, myActivity } from './account.documents.js';
import { AccountPage } from './account-page.js';

type Events = NonNullable<MyActivityQuery['me']>['securityEvents'];
type Event = Events['nodes'][number];

/** The page `/account/activity`. */
export function ActivityPage(): JSX.Element {
  const first = useQuery(myActivity, { after: null });
  const texts = t().account.activity;
  return (
    <AccountPage title={texts.title} lead={texts.lead}>
      <Loaded of={first}>
        {({ me }) =>
          me === null || me.securityEvents.nodes.length === 0 ? (
            <EmptyState title={texts.empty} icon="audit" />
          ) : (
            <EventList first={me.securityEvents} />
          )
        }
      </Loaded>
    </AccountPage>
  );
}

function EventList({ first }: { readonly first: Events }): JSX.Element {
  const more = useSignal<readonly Events[]>([]);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const pages = [first, ...more.value];
  const { hasNextPage = false, endCursor = null } = pages.at(-1)?.pageInfo ?? {};
  const load = async (): Promise<void> => {
    isBusy.value = true;
    failure.value = null;
    try {
      const { me } = await query(myActivity, { after: endCursor });
      if (me !== null) more.value = [...more.value, me.securityEvents];
    } catch (error) {
      failure.value = failureOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  const texts = t().account.activity;
  return (
    <>
      <Table<Event>
        caption={texts.title}
        columns={[
          { key: 'action', header: texts.what, render: (event) => <What event={event} /> },
          { key: 'when', header: texts.when, render: ({ occurredAt }) => formatTime(occurredAt) },
          { key: 'where', header: texts.where, render: ({ ipAddress }) => ipAddress ?? '–' },
          {
            key: 'device',
            header: texts.device,
            render: ({ userAgent }) => (userAgent === null ? '–' : describeDevice(userAgent)),
          },
        ]}
        rows={pages.flatMap(({ nodes }) => nodes)}
        keyOf={({ id }) => id}
      />
      {failure.value === null ? null : <Alert>{failureText(failure.value)}</Alert>}
      {hasNextPage ? (
        <div>
          <Button isBusy={isBusy.value} onClick={load}>
            {texts.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function What({ event }: { readonly event: Event }): JSX.Element {
  const { actions } = t().account.activity;
  const name = Object.hasOwn(actions, event.action)
    ? actions[event.action as keyof typeof actions]
    : event.action;
  return (
    <>
      {name}{' '}
      {event.outcome === 'SUCCESS' ? null : <span class="badge bad">{t().account.activity.refused}</span>}
    </>
  );
}
