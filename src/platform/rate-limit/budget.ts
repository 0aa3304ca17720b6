import type { CounterCharge, CounterChargeResult, Counters } from './counters.js';
import type { Quota } from './quotas.js';
import { rateLimited } from './rate-limit-errors.js';
import type { RateLimitHeaderCollector } from './rate-limit-headers.js';

/** An amount that was charged to a budget. */
export interface Charge {
  /** Takes the charge back; does nothing when its window has ended. Throws SERVICE_UNAVAILABLE. */
  refund(): Promise<void>;
}

/** A budget per subject, shared by all instances. */
export interface Budget {
  readonly quota: Quota;
  /**
   * Charges `cost` (default 1) to the subject. When less is left, charges nothing and throws RATE_LIMITED
   * with retryAfterSeconds. Throws SERVICE_UNAVAILABLE when the counters cannot be reached: nothing passes
   * uncounted. Must not be called inside a transaction.
   */
  chargeBudget(subject: string, cost?: number): Promise<Charge>;
  /** Returns the charge of 1 for a statement that charges more than this budget. */
  prepareCharge(subject: string): CounterCharge;
  /** Records the result of a prepared charge. Throws RATE_LIMITED when it was rejected. */
  acceptCharge(charged: CounterChargeResult, cost?: number): Charge;
}

export interface BudgetOptions {
  /** The name in headers and keys: lower case, never changed. */
  readonly name: string;
  readonly quota: Quota;
  readonly refusalMessage: string;
  readonly counters: Counters;
  readonly headerCollector: RateLimitHeaderCollector;
  /** Called with the name when a charge is rejected. */
  readonly onRejected: (name: string) => void;
}

export function createBudget({
  name,
  quota,
  refusalMessage,
  counters,
  headerCollector,
  onRejected,
}: BudgetOptions): Budget {
  const acceptCharge: Budget['acceptCharge'] = ({ isCharged, taken, resetSeconds, undo }, cost = 1) => {
    const recordStatus = (spent: number): void =>
      headerCollector.record({ name, quota, remaining: Math.max(0, quota.amount - spent), resetSeconds });
    recordStatus(taken);
    if (!isCharged) {
      onRejected(name);
      throw rateLimited(refusalMessage, resetSeconds);
    }
    return {
      refund: async () => {
        await undo();
        recordStatus(taken - cost);
      },
    };
  };
  return {
    quota,
    chargeBudget: async (subject, cost = 1) =>
      acceptCharge(await counters.chargeCounter({ name, subject, cost, quota }), cost),
    prepareCharge: (subject) => ({ name, subject, cost: 1, quota }),
    acceptCharge,
  };
}
