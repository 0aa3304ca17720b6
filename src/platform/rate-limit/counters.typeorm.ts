import { addSeconds, type Clock, type Reader } from '../../shared/index.js';
import { entityManager } from '../database/index.js';
import type { CounterChargeResult, CounterKeys, Counters } from './counters.js';
import { countersUnavailable } from './rate-limit-errors.js';

export interface CountersDependencies {
  readonly reader: Reader;
  readonly keys: CounterKeys;
  /** How long counters are kept after their window. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/**
 * A window that ends further ahead than possible was written by a clock that was wrong, and does not count.
 * Twice the window, because the clocks of two instances differ slightly. $1 key, $2 cost, $3 now, $4 window
 * in milliseconds, $5 amount.
 */
const isWindowOpen = '(r.expire > $3::bigint AND r.expire < $3::bigint + 2 * $4::bigint)';

// A rejected charge is not counted: attempts that are rejected while others are in progress must not use up
// the budget.
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
  /** The driver returns a bigint as text. */
  readonly expire: string;
  readonly charged: boolean;
}

export function createCounters({ reader, keys, retentionDays, clock }: CountersDependencies): Counters {
  return {
    chargeCounter: async ({ name, subject, cost, quota }) => {
      const key = `${name}:${keys.keyOf(name, subject)}`;
      const now = clock.now().getTime();
      const windowMs = quota.windowSeconds * 1000;
      const values = [key, cost, now, windowMs, quota.amount];
      const [row] = await queryCounters<Row[]>(reader, chargeStatement, values);
      // No row: another instance created the counter and used up the window while the statement ran.
      const { points, expire, charged } = row ?? { points: cost, expire: now + windowMs, charged: false };
      return {
        isCharged: charged,
        taken: points,
        resetSeconds: secondsUntil(Number(expire) - now, quota.windowSeconds),
        undo: () => undo(reader, key, cost, String(expire)),
      } satisfies CounterChargeResult;
    },
    sweep: async () => {
      const before = addSeconds(clock.now(), -retentionDays * 86_400).getTime();
      await deleteInBatches(
        reader,
        `DELETE FROM rate_limits WHERE key IN (
           SELECT key FROM rate_limits WHERE expire < $1 ORDER BY expire LIMIT $2 FOR UPDATE SKIP LOCKED)`,
        before,
      );
    },
  };
}

/**
 * Only in the window that was charged: the next window would otherwise start below zero, with a budget that
 * is too large.
 */
async function undo(reader: Reader, key: string, cost: number, expire: string): Promise<void> {
  await queryCounters(
    reader,
    'UPDATE rate_limits SET points = points - $2::integer WHERE key = $1 AND points >= $2::integer AND expire = $3::bigint',
    [key, cost, expire],
  );
}

function secondsUntil(milliseconds: number, longest: number): number {
  return Math.min(longest, Math.max(1, Math.ceil(milliseconds / 1000)));
}

/** Small enough that no statement holds its row locks for long. */
const batchSize = 1_000;

/** Repeats a statement that deletes at most $2 counters that ended before $1. */
export async function deleteInBatches(reader: Reader, statement: string, before: unknown): Promise<void> {
  let count: number;
  do {
    [, count] = await queryCounters<[unknown, number]>(reader, statement, [before, batchSize]);
  } while (count === batchSize);
}

/** Runs a statement on counters. Throws SERVICE_UNAVAILABLE when it fails: nothing may pass uncounted. */
export async function queryCounters<Rows>(
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
