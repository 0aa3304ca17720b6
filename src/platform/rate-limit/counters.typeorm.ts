import { addSeconds, type Clock, type Reader } from '../../shared/index.js';
import {
  entityManager,
  type PreparedStatement,
  preparedStatement,
  queryPrepared,
} from '../database/index.js';
import type { CounterCharge, CounterKeys, CounterRow, Counters, PreparedCharge } from './counters.js';
import { countersUnavailable } from './rate-limit-errors.js';

export interface CountersDependencies {
  readonly reader: Reader;
  readonly keys: CounterKeys;
  /** How long counters are kept after their window. */
  readonly retentionDays: number;
  readonly clock: Clock;
}

/**
 * Returns the statement that charges a counter when the condition is true. The parameters start at `$first`:
 * key, cost, now, window in milliseconds, amount. A rejected charge is not counted: attempts that are
 * rejected while others are in progress must not use up the budget.
 */
export function chargeCounter(first: number, condition: string): string {
  const [key, cost, now, windowMs, amount] = ['text', 'integer', 'bigint', 'bigint', 'integer'].map(
    (type, index) => `$${first + index}::${type}`,
  );
  // A window that ends further ahead than possible was written by a clock that was wrong, and does not count.
  // Twice the window, because the clocks of two instances differ slightly.
  const isOpen = `(r.expire > ${now} AND r.expire < ${now} + 2 * ${windowMs})`;
  const points = `CASE WHEN ${isOpen} THEN r.points ELSE 0 END + ${cost}`;
  return `INSERT INTO rate_limits AS r (key, points, expire)
    SELECT ${key}, ${cost}, ${now} + ${windowMs} WHERE ${condition}
    ON CONFLICT (key) DO UPDATE SET
      points = ${points}, expire = CASE WHEN ${isOpen} THEN r.expire ELSE ${now} + ${windowMs} END
    WHERE ${points} <= ${amount}
    RETURNING points, expire`;
}

/** Returns the charge of the CTE `charge`, or the counter that rejected it; no row is a rejection, too. */
export function chargedCounter(key: string): string {
  return `SELECT points, expire, true AS charged FROM charge
    UNION ALL
    SELECT points, expire, false FROM rate_limits WHERE key = ${key} AND NOT EXISTS (SELECT FROM charge)`;
}

const chargeStatement = preparedStatement(
  `WITH charge AS (${chargeCounter(1, 'true')}) ${chargedCounter('$1')}`,
);

/**
 * Returns two CTEs for a statement that charges a counter together with what it does: `charge`, which has a
 * row when the charge was accepted, and `charged`, the columns of `CounterRow`.
 */
export function chargeCtes(first: number): string {
  return `charge AS (${chargeCounter(first, 'true')}), charged AS (${chargedCounter(`$${first}`)})`;
}

/**
 * Returns the statement that takes a charge back: only in the window that was charged, because the next one
 * would otherwise start below zero, with a budget that is too large. The parameters start at `$first`: key,
 * cost, end.
 */
export function undoCharge(first: number): string {
  const cost = `$${first + 1}::integer`;
  return `UPDATE rate_limits SET points = points - ${cost}
    WHERE key = $${first} AND points >= ${cost} AND expire = $${first + 2}::bigint`;
}

export function prepareCharge(
  { name, subject, cost, quota }: CounterCharge,
  keys: CounterKeys,
  now: number,
): PreparedCharge {
  const key = `${name}:${keys.keyOf(name, subject)}`;
  const windowMs = quota.windowSeconds * 1000;
  return {
    parameters: [key, cost, now, windowMs, quota.amount],
    readResult: (row) => {
      // No row: another instance created the counter and used up the window while the statement ran.
      const { points, expire, charged } = row ?? { points: cost, expire: now + windowMs, charged: false };
      return {
        isCharged: charged,
        taken: points,
        resetSeconds: secondsUntil(Number(expire) - now, quota.windowSeconds),
        undoParameters: [key, cost, String(expire)],
      };
    },
  };
}

export function createCounters({ reader, keys, retentionDays, clock }: CountersDependencies): Counters {
  return {
    chargeCounter: async (charge) => {
      const { parameters, readResult } = prepareCharge(charge, keys, clock.now().getTime());
      const [row] = await queryPreparedCounters<CounterRow>(reader, chargeStatement, parameters);
      const { undoParameters, ...result } = readResult(row);
      const undo = async (): Promise<void> => {
        await queryCounters(reader, undoCharge(1), undoParameters);
      };
      return { ...result, undo };
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
export function queryCounters<Rows>(
  reader: Reader,
  statement: string,
  values: readonly unknown[],
): Promise<Rows> {
  return orUnavailable(() => entityManager(reader).query(statement, [...values]));
}

/** Likewise, with the statement of a frequent request. */
export function queryPreparedCounters<Row>(
  reader: Reader,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  return orUnavailable(() => queryPrepared<Row>(reader, statement, values));
}

async function orUnavailable<Result>(query: () => Promise<Result>): Promise<Result> {
  try {
    return await query();
  } catch (failure) {
    throw countersUnavailable(failure);
  }
}
