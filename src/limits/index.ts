/**
 * How often something may fail before it has to wait, counted in Postgres for all instances together.
 * It will never know what is being attempted, and never store an address or a name in clear.
 */

import type { Clock, Room } from '../kernel/index.js';
import { type Budget, defaultFailedLoginBudget, type FailureBudget } from './failure-budget.js';
import { type CounterStore, createStoredFailureBudget } from './failure-budget.typeorm.js';
import { rateLimitsTable } from './rate-limits.table.js';

export { type Budget, defaultFailedLoginBudget, type FailureBudget } from './failure-budget.js';

/** What the room is built from. */
export interface LimitsDependencies {
  readonly dataSource: CounterStore;
  /** The same on all instances; asked at the first charge, because keys are opened after the rooms are built. */
  readonly hmacKey: () => Buffer;
  readonly clock: Clock;
  readonly failedLoginBudget?: Budget;
}

/** The room and what it offers. */
export interface LimitsRoom extends Room {
  /** Failed logins per client address; shared by every door that takes a password. */
  readonly failedLogins: FailureBudget;
  /** Deletes the counters that no longer count; to be called now and then by whoever keeps the house. */
  sweep(): Promise<void>;
}

/** The tables of the room. */
export const limitsTables: readonly (typeof rateLimitsTable)[] = [rateLimitsTable];

/** Builds the room. Starts no timer. */
export function createLimitsRoom(dependencies: LimitsDependencies): LimitsRoom {
  const { dataSource, hmacKey, clock, failedLoginBudget = defaultFailedLoginBudget } = dependencies;
  const failedLogins = createStoredFailureBudget('failed-login', failedLoginBudget, dataSource, hmacKey);
  return { name: 'limits', failedLogins, sweep: () => failedLogins.sweep(clock.now()) };
}
