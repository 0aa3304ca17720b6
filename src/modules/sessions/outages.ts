import type { ChangeNotifications, Clock } from '../../shared/index.js';

/** A time in which the database could not be reached, so that clients may have missed their responses. */
export interface Outage {
  readonly from: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
}

/**
 * Watches the connection to the database. Returns a function that returns the last outage that is over, and
 * the one that lasts, if any. An outage is noticed by the connection that listens for changes. While it
 * lasts, other connections may reach the database already.
 */
export function watchOutages(
  changeNotifications: Pick<ChangeNotifications, 'onLost' | 'onResync'>,
  clock: Clock,
): () => readonly Outage[] {
  let from: Date | null = null;
  let last: Outage | null = null;
  changeNotifications.onLost(() => {
    from ??= clock.now();
  });
  changeNotifications.onResync(() => {
    if (from !== null) last = { from, until: clock.now() };
    from = null;
  });
  return () => [...(last === null ? [] : [last]), ...(from === null ? [] : [{ from, until: null }])];
}
