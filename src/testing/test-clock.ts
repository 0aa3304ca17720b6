import type { Clock } from '../shared/index.js';

/** The clock of a test server. It stands still between two calls of `advance`. */
export interface TestClock extends Clock {
  /** Returns the time of the server. */
  now(): Date;
  /**
   * Moves the clock forward: by milliseconds, or by a whole number with a unit, such as `30s`, `10m`, `8h` or
   * `30d`. Access tokens, sessions, one-time links, freshness and rate limits follow. Throws a RangeError for
   * any other duration.
   */
  advance(duration: number | string): void;
}

const millisecondsPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Creates a clock that shows the given time. */
export function createTestClock(start: Date): TestClock {
  let milliseconds = start.getTime();
  return {
    now: () => new Date(milliseconds),
    advance: (duration) => {
      milliseconds += readDuration(duration);
    },
  };
}

function readDuration(duration: number | string): number {
  const [, amount, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(String(duration)) ?? [];
  const milliseconds =
    typeof duration === 'number' ? duration : Number(amount) * (millisecondsPer[unit] ?? Number.NaN);
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0) return milliseconds;
  throw new RangeError('A duration is a number of milliseconds, or text such as 30s, 10m, 8h or 30d.');
}
