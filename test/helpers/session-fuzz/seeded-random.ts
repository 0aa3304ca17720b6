/** Reproducible random choices: the same seed gives the same choices. */
export interface Random {
  /** Returns an integer from 0 to bound - 1. */
  below(bound: number): number;
  chance(probability: number): boolean;
  /** Returns an element of a non-empty list. */
  pick<T>(list: readonly T[]): T;
}

/** The generator mulberry32 over a seed of 32 bits. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('the list is empty');
      return picked;
    },
  };
}
