import { addSeconds, type Clock, type Reader } from '../../shared/index.js';
import type { AttemptCounters, LoginThrottlePolicy } from './attempt-counters.js';
import { deleteInBatches, queryCounters } from './counters.typeorm.js';

export interface AttemptCountersDependencies {
  readonly reader: Reader;
  readonly policy: LoginThrottlePolicy;
  /** How long counters are kept after they have been forgotten. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

// $1 key, $2 owner, $3 now; the policy: $4 window, $5 lifetime of the total, $6 free failures, $7 free
// failures in all, $8 first and $9 longest delay, in seconds.
const now = '$3::timestamptz';
const seconds = (parameter: string): string => `${parameter}::integer * interval '1 second'`;

// A time further ahead than the span allows was written by a clock that was wrong, and counts as past. Twice
// the span, because the clocks of two instances differ slightly.
const isInFuture = (column: string, span: string): string =>
  `(${column} > ${now} AND ${column} < ${now} + 2 * (${seconds(span)}))`;

const nextCounts = `SELECT
    CASE WHEN ${isInFuture('c.recent_until', '$4')} THEN c.recent + 1 ELSE 1 END AS recent,
    CASE WHEN ${isInFuture('c.recent_until', '$4')} THEN c.recent_until ELSE ${now} + ${seconds('$4')} END AS recent_until,
    CASE WHEN ${isInFuture('c.forgotten_at', '$5')} THEN c.failures + 1 ELSE 1 END AS failures,
    CASE WHEN ${isInFuture('c.forgotten_at', '$5')} THEN c.forgotten_at ELSE ${now} + ${seconds('$5')} END AS forgotten_at`;

// Within a window after a delay no failure is free: each further one doubles the delay.
const wasRecentlyLocked = `(c.locked_until > ${now} - ${seconds('$4')} AND c.locked_until <= ${now})`;

/** The end of the delay after this failure; null while failures are free. */
const lockedUntil = (recent: string, failures: string, orElse = 'false'): string => `CASE
    WHEN ${recent} >= $6::integer OR ${failures} >= $7::integer OR ${orElse}
    THEN ${now} + LEAST($9::integer, $8::integer * 2 ^ LEAST(30, GREATEST(0, ${failures} - $6::integer))) * interval '1 second'
  END`;

// The delay is set when the attempt starts, not when it fails, so that of many concurrent attempts on all
// instances only the free ones are let through.
export const countAttempt: string = `INSERT INTO guess_counters AS c
    (key, owner, recent, recent_until, failures, forgotten_at, locked_until)
  VALUES ($1, $2, 1, ${now} + ${seconds('$4')}, 1, ${now} + ${seconds('$5')}, ${lockedUntil('1', '1')})
  ON CONFLICT (key) DO UPDATE SET (recent, recent_until, failures, forgotten_at, locked_until) = (
    SELECT n.recent, n.recent_until, n.failures, n.forgotten_at, ${lockedUntil('n.recent', 'n.failures', wasRecentlyLocked)} FROM (${nextCounts}) AS n
  )
  WHERE c.locked_until IS NULL OR NOT ${isInFuture('c.locked_until', '$9')}
  RETURNING recent_until, forgotten_at, locked_until`;

/** The counted attempt of the CTE `attempt`, or the counter that rejected it; no row is a rejection, too. */
export const countedAttempt: string = `
  SELECT recent_until, forgotten_at, locked_until, true AS counted FROM attempt
  UNION ALL
  SELECT recent_until, forgotten_at, locked_until, false FROM guess_counters
  WHERE key = $1 AND NOT EXISTS (SELECT FROM attempt)`;

const countStatement = `WITH attempt AS (${countAttempt}) ${countedAttempt}`;

// Removes exactly what was counted: from the windows it was counted in, and the delay that it caused.
export const undoAttempt: string = `UPDATE guess_counters SET
    recent = recent - CASE WHEN recent_until = $2 AND recent > 0 THEN 1 ELSE 0 END,
    failures = failures - CASE WHEN forgotten_at = $3 AND failures > 0 THEN 1 ELSE 0 END,
    locked_until = CASE
      WHEN locked_until = $4 THEN NULL
      WHEN recent_until = $2 AND forgotten_at = $3 AND recent <= $5::integer AND failures <= $6::integer THEN NULL
      ELSE locked_until
    END
  WHERE key = $1`;

/** A row of `countedAttempt`. */
export interface AttemptRow {
  readonly recent_until: Date;
  readonly forgotten_at: Date;
  readonly locked_until: Date | null;
  readonly counted: boolean;
}

/** Returns the parameters of `countAttempt`. */
export function countParameters(
  key: string,
  owner: string | null,
  startedAt: Date,
  policy: LoginThrottlePolicy,
): readonly unknown[] {
  const { windowSeconds, forgottenAfterSeconds, freeFailures, freeFailuresInAll } = policy;
  const rules = [windowSeconds, forgottenAfterSeconds, freeFailures, freeFailuresInAll];
  return [key, owner, startedAt, ...rules, policy.firstDelaySeconds, policy.longestDelaySeconds];
}

/** Returns the parameters of `undoAttempt`. */
export function undoParameters(
  key: string,
  { recent_until, forgotten_at, locked_until }: AttemptRow,
  { freeFailures, freeFailuresInAll }: LoginThrottlePolicy,
): readonly unknown[] {
  return [key, recent_until, forgotten_at, locked_until, freeFailures, freeFailuresInAll];
}

/**
 * Returns how long the counter of a rejected attempt is locked; without a row, concurrent attempts used it
 * up.
 */
export function secondsLocked(
  row: AttemptRow | undefined,
  startedAt: Date,
  { firstDelaySeconds, longestDelaySeconds }: LoginThrottlePolicy,
): number {
  const end = row?.locked_until ?? addSeconds(startedAt, firstDelaySeconds);
  const seconds = Math.ceil((end.getTime() - startedAt.getTime()) / 1000);
  return Math.min(longestDelaySeconds, Math.max(1, seconds));
}

export function createAttemptCounters({
  reader,
  policy,
  retentionDays,
  clock,
}: AttemptCountersDependencies): AttemptCounters {
  return {
    countFailure: async (key, owner) => {
      const startedAt = clock.now();
      const values = countParameters(key, owner, startedAt, policy);
      const [row] = await queryCounters<AttemptRow[]>(reader, countStatement, values);
      if (row === undefined || !row.counted) {
        return { failure: null, retryAfterSeconds: secondsLocked(row, startedAt, policy) };
      }
      const undo = async (): Promise<void> => {
        await queryCounters(reader, undoAttempt, undoParameters(key, row, policy));
      };
      return { failure: { undo }, retryAfterSeconds: null };
    },
    deleteCounters: async (transaction, owner, keys) => {
      const statement = 'DELETE FROM guess_counters WHERE owner = $1 OR key = ANY($2::text[])';
      await queryCounters(transaction, statement, [owner, keys]);
    },
    sweep: async () => {
      // SKIP LOCKED: counters that are being changed or deleted in a transaction stay.
      const expired = `SELECT key FROM guess_counters
        WHERE forgotten_at < $1 AND (locked_until IS NULL OR locked_until < $1)
        ORDER BY forgotten_at LIMIT $2 FOR UPDATE SKIP LOCKED`;
      const before = addSeconds(clock.now(), -retentionDays * 86_400);
      await deleteInBatches(reader, `DELETE FROM guess_counters WHERE key IN (${expired})`, before);
    },
  };
}
