import { AsyncLocalStorage } from 'node:async_hooks';
import type { Quota } from './quotas.js';

/** How a budget stands after a charge. */
export interface BudgetStatus {
  readonly name: string;
  readonly quota: Quota;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Where budgets write down what the answer to the request at hand shall tell of them. Holds no identity, and decides nothing. */
export interface RateLimitHeaderCollector {
  /** Nobody listens outside `collectHeaders`. */
  record(record: BudgetStatus): void;
  /** Does the work, and answers with it the headers that tell of every budget it was charged to; none when there was none. */
  collectHeaders<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly answer: T; readonly headers: Readonly<Record<string, string>> }>;
}

/** Makes statuses that nobody shares: one for each house. */
export function createRateLimitHeaderCollector(): RateLimitHeaderCollector {
  const storage = new AsyncLocalStorage<Map<string, BudgetStatus>>();
  return {
    // The last word on a budget is how it stands.
    record: (record) => {
      storage.getStore()?.set(record.name, record);
    },
    collectHeaders: async (work) => {
      const statuses = new Map<string, BudgetStatus>();
      const answer = await storage.run(statuses, work);
      return { answer, headers: headersOf([...statuses.values()]) };
    },
  };
}

/** The two fields of draft-ietf-httpapi-ratelimit-headers (section 3 and 4), each a list of structured items (RFC 9651). */
function headersOf(statuses: readonly BudgetStatus[]): Readonly<Record<string, string>> {
  if (statuses.length === 0) return {};
  const policies = statuses.map(({ name, quota }) => `"${name}";q=${quota.amount};w=${quota.windowSeconds}`);
  const limits = statuses.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: limits.join(', ') };
}
