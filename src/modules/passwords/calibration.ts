import type { Bcrypt } from './password-hash.js';
import { highestCost } from './password-hash.js';

export interface CostMeasurement {
  readonly cost: number;
  readonly milliseconds: number;
}

/** The duration of bcrypt on this machine and the recommended cost. */
export interface Calibration {
  readonly targetMilliseconds: number;
  /** The costs from the production minimum up to the first that exceeds the target. */
  readonly measured: readonly CostMeasurement[];
  /** The highest cost within the target, but at least the production minimum. */
  readonly recommendedCost: number;
  /** False when even the recommended cost exceeds the target. */
  readonly keepsTarget: boolean;
}

export interface CalibrationDependencies {
  readonly bcrypt: Bcrypt;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

/** The minimum cost in production (OWASP: 10 or more). */
export const minimumProductionCost = 10;

const runsPerCost = 3;

/**
 * Measures increasing bcrypt costs until one exceeds the target. Each cost is measured three times and the
 * median is used. Takes about twelve times the target.
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
