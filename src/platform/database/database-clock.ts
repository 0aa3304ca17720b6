import type { Clock } from '../../shared/index.js';

/** A clock that follows the one of the database, so that all instances measure the same windows. */
export interface DatabaseClock extends Clock {
  /** Reads the clock of the database; keeps the previous reading when that fails. */
  synchronize(): Promise<void>;
}

export interface DatabaseClockOptions {
  /** Returns the time of the database. */
  readonly readTime: () => Promise<Date>;
  /** Used until the first synchronization. */
  readonly localClock: Clock;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

export function createDatabaseClock({
  readTime,
  localClock,
  elapsedMs,
}: DatabaseClockOptions): DatabaseClock {
  let zeroMs: number | null = null;
  return {
    now: () => (zeroMs === null ? localClock.now() : new Date(Math.round(zeroMs + elapsedMs()))),
    synchronize: async () => {
      const before = elapsedMs();
      const time = await readTime().catch(() => null);
      // The database has read its clock in the middle of the round trip.
      if (time !== null) zeroMs = time.getTime() - (before + elapsedMs()) / 2;
    },
  };
}
