import { createAsyncSlot } from '../../shared/index.js';
import type { Quota } from './quotas.js';

/** The state of a budget after a charge. */
export interface BudgetStatus {
  readonly name: string;
  readonly quota: Quota;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Collects the budgets that the current request was charged to, for the headers of its response. */
export interface RateLimitHeaderCollector {
  /** Does nothing outside `collectHeaders`. */
  record(status: BudgetStatus): void;
  /** Runs the work and returns its result with the headers of all budgets it was charged to. */
  collectHeaders<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly headers: Readonly<Record<string, string>> }>;
}

export function createRateLimitHeaderCollector(): RateLimitHeaderCollector {
  const storage = createAsyncSlot<Map<string, BudgetStatus>>();
  return {
    // The last status of a budget is the current one.
    record: (status) => {
      storage.getStore()?.set(status.name, status);
    },
    collectHeaders: async (work) => {
      const statuses = new Map<string, BudgetStatus>();
      const result = await storage.run(statuses, work);
      return { result, headers: headersOf([...statuses.values()]) };
    },
  };
}

/**
 * Formats the two fields of draft-ietf-httpapi-ratelimit-headers (sections 3 and 4) as lists of items (RFC
 * 9651).
 */
function headersOf(statuses: readonly BudgetStatus[]): Readonly<Record<string, string>> {
  if (statuses.length === 0) return {};
  const policies = statuses.map(({ name, quota }) => `"${name}";q=${quota.amount};w=${quota.windowSeconds}`);
  const limits = statuses.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: limits.join(', ') };
}
