import { highestCost } from './password-hash.js';

/**
 * The total cost of every failed password check, so that its duration does not reveal whether a user exists.
 */
export interface WorkCost {
  /**
   * Returns the configured cost, or the highest cost of a stored hash when that is higher (after a lowered
   * configuration or an import): a hash cannot be checked with less work than it was created with, so all
   * other checks must take as long.
   * Rejects when the stored costs cannot be read, and reads them again at the next call.
   */
  current(): Promise<number>;
  /** Records the cost of a stored hash. The cost never decreases during the life of the process. */
  recordStoredCost(cost: number): void;
}

export interface WorkCostDependencies {
  readonly configuredCost: number;
  /** Returns the distinct costs of all hashes in the database; called once. */
  readonly storedCosts: () => Promise<readonly number[]>;
}

export function createWorkCost(dependencies: WorkCostDependencies): WorkCost {
  let highest = dependencies.configuredCost;
  let hasReadStoredCosts = false;

  function recordStoredCost(cost: number): void {
    if (cost <= highestCost) highest = Math.max(highest, cost);
  }

  return {
    current: async () => {
      if (!hasReadStoredCosts) {
        for (const cost of await dependencies.storedCosts()) recordStoredCost(cost);
        hasReadStoredCosts = true;
      }
      return highest;
    },
    recordStoredCost,
  };
}
