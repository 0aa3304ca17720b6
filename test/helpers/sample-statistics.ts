/**
 * Returns the Kolmogorov-Smirnov distance of two samples: the greatest gap between their distributions, 0 to
 * 1.
 */
export function ksDistance(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [sorted(one), sorted(other)];
  let [firstIndex, secondIndex, greatest] = [0, 0, 0];
  while (firstIndex < first.length && secondIndex < second.length) {
    const value = Math.min(first[firstIndex] ?? 0, second[secondIndex] ?? 0);
    // Equal values are passed together, because a gap between them does not count.
    while (first[firstIndex] === value) firstIndex += 1;
    while (second[secondIndex] === value) secondIndex += 1;
    greatest = Math.max(greatest, Math.abs(firstIndex / first.length - secondIndex / second.length));
  }
  return greatest;
}

/**
 * Returns the distance that two large samples of one distribution exceed with the probability alpha at most
 * (the bound of Dvoretzky, Kiefer and Wolfowitz, the basis of the table of Kolmogorov and Smirnov).
 */
export function criticalKsDistance(alpha: number, first: number, second: number): number {
  return Math.sqrt((-Math.log(alpha / 2) / 2) * ((first + second) / (first * second)));
}

export function median(values: readonly number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Shuffles a list; every order is equally likely (Fisher and Yates). */
export function shuffle<T>(values: readonly T[], random: () => number = Math.random): readonly T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const index = Math.floor(random() * (last + 1));
    const [here, there] = [result[last], result[index]];
    if (here === undefined || there === undefined) continue;
    result[last] = there;
    result[index] = here;
  }
  return result;
}

function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((one, other) => one - other);
}
