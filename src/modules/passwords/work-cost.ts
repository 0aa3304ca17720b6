import { highestCost } from './password-hash.js';

/** The cost that every failed check of a password amounts to, so that time tells nothing about who exists. */
export interface WorkCost {
  /**
   * The configured cost, or the highest one among stored hashes when that is higher (the operator lowered the cost, or imported):
   * a hash cannot be checked with less work than it was made with, so the others have to work as long.
   * Rejects, and asks again the next time, when the stored costs cannot be read.
   */
  current(): Promise<number>;
  /** Takes notice of a stored hash that was met; costs only rise while the process lives. */
  recordStoredCost(cost: number): void;
}

/** What is needed to know it. */
export interface WorkCostDependencies {
  readonly configuredCost: number;
  /** The costs of all hashes in the database, each once; asked a single time. */
  readonly storedCosts: () => Promise<readonly number[]>;
}

/** Makes the module's memory of the highest cost. */
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
