import { type Bcrypt, bcrypt } from '../../../src/modules/passwords/bcrypt.js';

/** A bcrypt that does its work and keeps the bill: rounds summed as 2^cost, calls as their costs. */
export interface CountingBcrypt extends Bcrypt {
  /** The costs of the calls since the last time it was asked. */
  take(): readonly number[];
}

export function createCountingBcrypt(): CountingBcrypt {
  let costs: number[] = [];
  return {
    hash: (secret, cost) => {
      costs.push(cost);
      return bcrypt.hash(secret, cost);
    },
    compare: (secret, hash) => {
      costs.push(Number(hash.slice(4, 6)));
      return bcrypt.compare(secret, hash);
    },
    take: () => {
      const taken = costs;
      costs = [];
      return taken;
    },
  };
}

/** The rounds that calls of these costs take together. */
export function rounds(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + 2 ** cost, 0);
}
