import { addSeconds, type ChangeNotifications, type Clock, type Reader } from '../../shared/index.js';
import type { RefreshTokenRepository } from './refresh-token-repository.js';

/** A time in which no refresh was possible, so that clients may have missed the responses before it. */
export interface Outage {
  readonly from: Date;
  /** Null while it lasts. */
  readonly until: Date | null;
}

/** Throws when the database cannot be reached. */
export type RecentOutages = (reader: Reader) => Promise<readonly Outage[]>;

export interface OutageSources {
  readonly changeNotifications: Pick<ChangeNotifications, 'onLost' | 'onResync'>;
  readonly clock: Clock;
  /** How long after an outage it matters. */
  readonly graceSeconds: number;
  readonly repository: Pick<RefreshTokenRepository, 'findLastIssue'>;
}

/**
 * Returns a function that returns the last outages that are over, and the one that lasts, if any. There are
 * two kinds:
 *
 * - The database could not be reached. The connection that listens for changes notices it. While it lasts,
 *   other connections may reach the database already.
 * - No server was running: from the last token that was issued before this one started. A server that was
 *   killed leaves nothing else behind.
 */
export function watchOutages({
  changeNotifications,
  clock,
  graceSeconds,
  repository,
}: OutageSources): RecentOutages {
  let startedAt: Date | null = null;
  let from: Date | null = null;
  let last: Outage | null = null;
  changeNotifications.onLost(() => {
    from ??= clock.now();
  });
  changeNotifications.onResync(() => {
    startedAt ??= clock.now();
    if (from !== null) last = { from, until: clock.now() };
    from = null;
  });
  const findDowntime = async (reader: Reader): Promise<Outage | null> => {
    // Later, the outage does not matter, and the last token before the start would be far to find.
    if (startedAt === null || clock.now() > addSeconds(startedAt, graceSeconds)) return null;
    const lastIssue = await repository.findLastIssue(reader, startedAt);
    return lastIssue === null ? null : { from: lastIssue, until: startedAt };
  };
  return async (reader) => {
    const downtime = await findDowntime(reader);
    const lasting = from === null ? null : { from, until: null };
    return [downtime, last, lasting].filter((outage) => outage !== null);
  };
}
