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
  meet(cost: number): void;
}

/** What is needed to know it. */
export interface WorkCostSources {
  readonly configuredCost: number;
  /** The costs of all hashes in the database, each once; asked a single time. */
  readonly storedCosts: () => Promise<readonly number[]>;
}

/** Makes the room's memory of the highest cost. */
export function createWorkCost(sources: WorkCostSources): WorkCost {
  let highest = sources.configuredCost;
  let hasAsked = false;

  function meet(cost: number): void {
    if (cost <= highestCost) highest = Math.max(highest, cost);
  }

  return {
    current: async () => {
      if (!hasAsked) {
        for (const cost of await sources.storedCosts()) meet(cost);
        hasAsked = true;
      }
      return highest;
    },
    meet,
  };
}
