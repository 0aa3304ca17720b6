import type { JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { EmptyState } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { LoadedList } from '../lists/loaded-list.js';
import { EventTable } from './event-table.js';
import type { Events } from './more-events.js';

/** A list of events with a button that reads older ones. */
export function EventList(props: {
  readonly events: Events;
  readonly caption: string;
  readonly withSubject: boolean;
}): JSX.Element {
  const { events, caption, withSubject } = props;
  const { rows, failure, isLoading, reload } = events;
  return (
    <LoadedList of={{ data: rows, failure, isLoading, reload, replace: () => undefined }}>
      {(shown) =>
        shown.length === 0 ? (
          <EmptyState title={ta().user.noEvents} icon="audit" />
        ) : (
          <div class="section">
            <EventTable
              rows={shown}
              caption={caption}
              withSubject={withSubject}
              isBusy={isLoading && !events.hasMore}
            />
            {events.hasMore ? (
              <div class="pager">
                <Button isBusy={isLoading} onClick={events.readMore}>
                  {ta().user.moreEvents}
                </Button>
              </div>
            ) : null}
          </div>
        )
      }
    </LoadedList>
  );
}
