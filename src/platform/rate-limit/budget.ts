import type { Counters } from './counters.js';
import type { Quota } from './quotas.js';
import { rateLimited } from './rate-limit-errors.js';
import type { RateLimitHeaderCollector } from './rate-limit-headers.js';

/** What was taken from a budget. */
export interface Charge {
  /** Gives it back, for what turned out not to count; does nothing when its window is over. Refuses with SERVICE_UNAVAILABLE. */
  refund(): Promise<void>;
}

/** A budget for each of those subject it is counted on, shared by all instances. */
export interface Budget {
  readonly quota: Quota;
  /**
   * Takes `cost` (1 when left out) for whoever `subject` names. Refuses, taking nothing, with RATE_LIMITED and retryAfterSeconds when less than that is
   * left, and with SERVICE_UNAVAILABLE when the count cannot be asked: nobody passes uncounted. Never inside a transaction.
   */
  charge(subject: string, cost?: number): Promise<Charge>;
}

/** What a budget is made from. */
export interface BudgetOptions {
  /** Names the budget in headers and keys: lower case, never changed. */
  readonly name: string;
  readonly quota: Quota;
  /** What a refusal says. */
  readonly refusalMessage: string;
  readonly counters: Counters;
  readonly headerCollector: RateLimitHeaderCollector;
}

/** Makes a budget. */
export function createBudget({
  name,
  quota,
  refusalMessage,
  counters,
  headerCollector,
}: BudgetOptions): Budget {
  return {
    quota,
    charge: async (subject, cost = 1) => {
      const charged = await counters.charge({ name, subject, cost, quota });
      const { isCharged, taken, resetSeconds, undo } = charged;
      const recordStatus = (spent: number): void =>
        headerCollector.record({ name, quota, remaining: Math.max(0, quota.amount - spent), resetSeconds });
      recordStatus(taken);
      if (!isCharged) throw rateLimited(refusalMessage, resetSeconds);
      return {
        refund: async () => {
          await undo();
          recordStatus(taken - cost);
        },
      };
    },
  };
}
