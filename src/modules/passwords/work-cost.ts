import { type Derivation, formatDerivation, parseDerivation } from './derived-key-hash.js';
import { highestCost } from './password-hash.js';

/** The work of a password check. */
export interface Work {
  /** The base-2 logarithm of the bcrypt rounds. */
  readonly bcryptCost: number;
  /** Each of these is derived once. */
  readonly derivations: readonly Derivation[];
}

/**
 * The total work of every failed password check, so that its duration does not reveal whether a user exists.
 */
export interface WorkCost {
  /**
   * Returns the configured cost, or the highest cost of a stored hash when that is higher (after a lowered
   * configuration or an import): a hash cannot be checked with less work than it was created with, so all
   * other checks must take as long. While there are imported hashes that are not bcrypt, the work includes
   * one derivation for each of their parameters.
   * Rejects when the stored work cannot be read, and reads it again at the next call.
   */
  current(): Promise<Work>;
  /** Records the cost of a stored hash. The cost never decreases during the life of the process. */
  recordStoredCost(cost: number): void;
  /**
   * Records the parameters of a stored hash. Returns false, and records nothing, for further ones than a
   * failed check can repeat each time.
   */
  recordDerivation(derivation: Derivation): boolean;
  /** Returns a copy of the current state. What is recorded there changes nothing here. */
  copy(): Promise<WorkCost>;
}

/** The distinct work of all hashes in the database. */
export interface StoredWork {
  /** bcrypt costs. */
  readonly costs: readonly number[];
  /** What precedes the salt of hashes that are not bcrypt. */
  readonly parameters: readonly string[];
}

export interface WorkCostDependencies {
  readonly configuredCost: number;
  /** Called once. */
  readonly storedWork: () => Promise<StoredWork>;
}

/** The most different parameters of imported hashes. */
export const maxDerivations = 3;

export function createWorkCost({ configuredCost, storedWork }: WorkCostDependencies): WorkCost {
  let highest = configuredCost;
  const derivations = new Map<string, Derivation>();
  let hasReadStoredWork = false;

  function recordStoredCost(cost: number): void {
    if (cost <= highestCost) highest = Math.max(highest, cost);
  }

  function recordDerivation(derivation: Derivation): boolean {
    const key = formatDerivation(derivation);
    if (!derivations.has(key) && derivations.size >= maxDerivations) return false;
    derivations.set(key, derivation);
    return true;
  }

  async function readStoredWork(): Promise<void> {
    const { costs, parameters } = await storedWork();
    for (const cost of costs) recordStoredCost(cost);
    for (const text of parameters) {
      const derivation = parseDerivation(text);
      if (derivation !== null) recordDerivation(derivation);
    }
    hasReadStoredWork = true;
  }

  async function current(): Promise<Work> {
    if (!hasReadStoredWork) await readStoredWork();
    return { bcryptCost: highest, derivations: [...derivations.values()] };
  }

  return {
    current,
    recordStoredCost,
    recordDerivation,
    copy: async () => {
      const work = await current();
      const parameters = work.derivations.map(formatDerivation);
      return createWorkCost({
        configuredCost: work.bcryptCost,
        storedWork: async () => ({ costs: [], parameters }),
      });
    },
  };
}
