import { createHmac } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import type { Budget, FailureBudget } from './failure-budget.js';
import { countUnavailable, tooManyFailures } from './limits-errors.js';
import { networkOf } from './network-address.js';

/** Where the counters are: the house's own data source, on either database. */
export type CounterStore = Pick<DataSource, 'driver' | 'query'>;

/** A budget kept in the table rate_limits. */
export interface StoredFailureBudget extends FailureBudget {
  /** Deletes counters whose window ended before the given instant; harmless beside running instances. */
  sweep(before: Date): Promise<void>;
}

/**
 * Keeps a failure budget in Postgres, one statement a charge; windows run by the machine's clock, which the library reads itself.
 * Keys are HMACs: the table tells nobody who tried to log in. Refuses as FailureBudget says.
 */
export function createStoredFailureBudget(
  name: string,
  budget: Budget,
  dataSource: CounterStore,
  hmacKey: () => Buffer,
): StoredFailureBudget {
  const limiter = new RateLimiterPostgres({
    storeClient: dataSource,
    storeType: 'typeorm',
    tableName: 'rate_limits',
    tableCreated: true,
    // The library would leave a timer running in every instance; `sweep` does its work.
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points: budget.failures,
    duration: budget.windowSeconds,
  });
  const keyOf = (ipAddress: string): string =>
    createHmac('sha256', hmacKey())
      .update(`${name}\n${networkOf(ipAddress)}`)
      .digest('base64url');
  return {
    charge: async (ipAddress) => {
      try {
        await limiter.consume(keyOf(ipAddress));
      } catch (failure) {
        if (!(failure instanceof RateLimiterRes)) throw countUnavailable(failure);
        throw tooManyFailures(Math.max(1, Math.ceil(failure.msBeforeNext / 1000)));
      }
    },
    refund: async (ipAddress) => {
      try {
        // Not the library's reward: after the window's end that would begin the next one below zero, a budget larger than promised.
        await dataSource.query(
          'UPDATE rate_limits SET points = points - 1 WHERE key = $1 AND points > 0 AND expire > $2',
          [limiter.getKey(keyOf(ipAddress)), Date.now()],
        );
      } catch (failure) {
        throw countUnavailable(failure);
      }
    },
    sweep: async (before) => {
      // The library's own clearExpired hides its failure; an operator wants to see it.
      await dataSource.query('DELETE FROM rate_limits WHERE expire < $1', [before.getTime()]);
    },
  };
}
