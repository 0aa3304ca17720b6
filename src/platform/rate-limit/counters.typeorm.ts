import type { Clock, Reader } from '../../shared/index.js';
import { entityManager } from '../database/index.js';
import type { CounterKeys } from './counter-keys.js';
import type { CounterChargeResult, Counters } from './counters.js';
import { countersUnavailable } from './rate-limit-errors.js';

/** What the counters need. */
export interface CountersDependencies {
  readonly reader: Reader;
  readonly keys: CounterKeys;
  readonly clock: Clock;
}

/**
 * A counter from a future that no window reaches was written by a clock that was wrong, and does not count; twice the window, because the
 * clocks of two instances never agree to the millisecond. $1 key, $2 cost, $3 now, $4 window in milliseconds, $5 amount.
 */
const isWindowOpen = '(r.expire > $3::bigint AND r.expire < $3::bigint + 2 * $4::bigint)';

// What is refused is not taken, so that who is turned away while others' attempts are still open does not pay for it.
const chargeStatement = `WITH charged AS (
  INSERT INTO rate_limits AS r (key, points, expire) VALUES ($1, $2::integer, $3::bigint + $4::bigint)
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN ${isWindowOpen} THEN r.points ELSE 0 END + $2::integer,
    expire = CASE WHEN ${isWindowOpen} THEN r.expire ELSE $3::bigint + $4::bigint END
  WHERE CASE WHEN ${isWindowOpen} THEN r.points ELSE 0 END + $2::integer <= $5::integer
  RETURNING points, expire
)
SELECT points, expire, true AS charged FROM charged
UNION ALL
SELECT points, expire, false AS charged FROM rate_limits WHERE key = $1 AND NOT EXISTS (SELECT FROM charged)`;

interface Row {
  readonly points: number;
  /** A bigint arrives as text. */
  readonly expire: string;
  readonly charged: boolean;
}

/** Keeps counters in the table rate_limits. */
export function createCounters({ reader, keys, clock }: CountersDependencies): Counters {
  return {
    charge: async ({ name, subject, cost, quota }) => {
      const key = `${name}:${keys.keyOf(name, subject)}`;
      const now = clock.now().getTime();
      const windowMs = quota.windowSeconds * 1000;
      const values = [key, cost, now, windowMs, quota.amount];
      const [row] = await counted<Row[]>(reader, chargeStatement, values);
      // No row: another instance counted the first one between this statement's start and its end, and filled the window with it.
      const { points, expire, charged } = row ?? { points: cost, expire: now + windowMs, charged: false };
      return {
        isCharged: charged,
        taken: points,
        resetSeconds: secondsUntil(Number(expire) - now, quota.windowSeconds),
        undo: () => undo(reader, key, cost, String(expire)),
      } satisfies CounterChargeResult;
    },
    sweep: async () => {
      await counted(reader, 'DELETE FROM rate_limits WHERE expire < $1', [clock.now().getTime()]);
    },
  };
}

/** Only in the window that it was taken from: the next one would begin below zero, a budget larger than promised. */
async function undo(reader: Reader, key: string, cost: number, expire: string): Promise<void> {
  await counted(
    reader,
    'UPDATE rate_limits SET points = points - $2::integer WHERE key = $1 AND points >= $2::integer AND expire = $3::bigint',
    [key, cost, expire],
  );
}

function secondsUntil(milliseconds: number, longest: number): number {
  return Math.min(longest, Math.max(1, Math.ceil(milliseconds / 1000)));
}

/** A statement on counters; what it throws means that nobody may pass uncounted. */
export async function counted<Rows>(
  reader: Reader,
  statement: string,
  values: readonly unknown[],
): Promise<Rows> {
  try {
    return await entityManager(reader).query(statement, [...values]);
  } catch (failure) {
    throw countersUnavailable(failure);
  }
}
