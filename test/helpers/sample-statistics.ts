/** The Kolmogorov-Smirnov distance of two samples: the greatest gap between their empirical distributions, 0 to 1. */
export function distance(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [sorted(one), sorted(other)];
  let [atFirst, atSecond, greatest] = [0, 0, 0];
  while (atFirst < first.length && atSecond < second.length) {
    const value = Math.min(first[atFirst] ?? 0, second[atSecond] ?? 0);
    // Equal values are passed together: a gap between them is none.
    while (first[atFirst] === value) atFirst += 1;
    while (second[atSecond] === value) atSecond += 1;
    greatest = Math.max(greatest, Math.abs(atFirst / first.length - atSecond / second.length));
  }
  return greatest;
}

/**
 * How far apart two samples of one distribution come with the probability alpha at most (the bound of Dvoretzky, Kiefer and Wolfowitz,
 * on which the table of Kolmogorov and Smirnov rests; good for large samples).
 */
export function criticalDistance(alpha: number, first: number, second: number): number {
  return Math.sqrt((-Math.log(alpha / 2) / 2) * ((first + second) / (first * second)));
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Mixes a list, each order as likely as another (Fisher and Yates). */
export function shuffled<T>(values: readonly T[], random: () => number = Math.random): readonly T[] {
  const mixed = [...values];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const place = Math.floor(random() * (last + 1));
    const [here, there] = [mixed[last], mixed[place]];
    if (here === undefined || there === undefined) continue;
    mixed[last] = there;
    mixed[place] = here;
  }
  return mixed;
}

function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((one, other) => one - other);
}
