import type { Bcrypt } from './bcrypt.js';
import { highestCost } from './password-hash.js';

/** How long one hash takes at one cost. */
export interface CostMeasurement {
  readonly cost: number;
  readonly milliseconds: number;
}

/** What bcrypt takes on this machine, and what to make of it. */
export interface Calibration {
  readonly targetMilliseconds: number;
  /** The costs from the lowest sensible one to the first that takes longer than the target. */
  readonly measured: readonly CostMeasurement[];
  /** The highest cost within the target, never below the least that production takes. */
  readonly recommendedCost: number;
  /** False when even the recommended cost takes longer than the target. */
  readonly keepsTarget: boolean;
}

/** What a calibration needs. */
export interface CalibrationDependencies {
  readonly bcrypt: Bcrypt;
  /** Milliseconds of a clock that never goes back. */
  readonly elapsedMs: () => number;
}

/** What production accepts at least (OWASP: a bcrypt cost of 10 or more). */
export const minimumProductionCost = 10;

const runsPerCost = 3;

/**
 * Measures bcrypt cost by cost, each three times, of which the middle one counts, until one takes longer than the target. Takes some four
 * times the target times three. Never refuses.
 */
export async function calibrate(
  dependencies: CalibrationDependencies,
  targetMilliseconds: number,
): Promise<Calibration> {
  const measured: CostMeasurement[] = [];
  for (let cost = minimumProductionCost; cost <= highestCost; cost += 1) {
    const milliseconds = await measure(dependencies, cost);
    measured.push({ cost, milliseconds });
    if (milliseconds > targetMilliseconds) break;
  }
  const within = measured.filter(({ milliseconds }) => milliseconds <= targetMilliseconds);
  return {
    targetMilliseconds,
    measured,
    recommendedCost: within.at(-1)?.cost ?? minimumProductionCost,
    keepsTarget: within.length > 0,
  };
}

async function measure({ bcrypt, elapsedMs }: CalibrationDependencies, cost: number): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < runsPerCost; run += 1) {
    const before = elapsedMs();
    await bcrypt.hash(Buffer.alloc(64, 'x'), cost);
    runs.push(elapsedMs() - before);
  }
  return runs.sort((one, other) => one - other)[1] ?? 0;
}
