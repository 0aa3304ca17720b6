/** Random choices from a seed; the same seed gives the same choices. */
export type SeededRandom = {
  /** Returns an integer from 0 up to, but not including, the limit. */
  readonly below: (limit: number) => number;
  /** Returns true with that probability in percent. */
  readonly chance: (percent: number) => boolean;
  /** Returns one of the items. Throws when there is none. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** Returns each item with that probability, in order. */
  readonly some: <T>(items: readonly T[], percent: number) => T[];
};

/** Uses the generator mulberry32, which is small, fast and deterministic. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const chance = (percent: number): boolean => next() * 100 < percent;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  };
  return { below, chance, pick, some: (items, percent) => items.filter(() => chance(percent)) };
}
