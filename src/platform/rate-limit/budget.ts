import type { Counters } from './counters.js';
import type { Quota } from './quotas.js';
import { rateLimited } from './rate-limit-errors.js';
import type { ChargeNotes } from './rate-limit-headers.js';

/** What was taken from a budget. */
export interface Charge {
  /** Gives it back, for what turned out not to count; does nothing when its window is over. Refuses with SERVICE_UNAVAILABLE. */
  giveBack(): Promise<void>;
}

/** A budget for each of those whom it is counted on, shared by all instances. */
export interface Budget {
  readonly quota: Quota;
  /**
   * Takes `cost` (1 when left out) for whoever `whom` names. Refuses, taking nothing, with RATE_LIMITED and retryAfterSeconds when less than that is
   * left, and with SERVICE_UNAVAILABLE when the count cannot be asked: nobody passes uncounted. Never inside a transaction.
   */
  charge(whom: string, cost?: number): Promise<Charge>;
}

/** What a budget is made from. */
export interface BudgetParts {
  /** Names the budget in headers and keys: lower case, never changed. */
  readonly name: string;
  readonly quota: Quota;
  /** What a refusal says. */
  readonly words: string;
  readonly counters: Counters;
  readonly notes: ChargeNotes;
}

/** Makes a budget. */
export function createBudget({ name, quota, words, counters, notes }: BudgetParts): Budget {
  return {
    quota,
    charge: async (whom, cost = 1) => {
      const charged = await counters.charge({ name, whom, cost, quota });
      const { isCharged, taken, resetSeconds, undo } = charged;
      const tell = (spent: number): void =>
        notes.note({ name, quota, remaining: Math.max(0, quota.amount - spent), resetSeconds });
      tell(taken);
      if (!isCharged) throw rateLimited(words, resetSeconds);
      return {
        giveBack: async () => {
          await undo();
          tell(taken - cost);
        },
      };
    },
  };
}
