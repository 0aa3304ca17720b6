import { type Bcrypt, bcrypt } from '../../../src/modules/passwords/password-hash.js';

/** A real bcrypt that records the cost of each call. */
export interface CountingBcrypt extends Bcrypt {
  /** Returns the costs of the calls since the last take. */
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

/** Returns the total number of rounds of calls with these costs. */
export function rounds(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + 2 ** cost, 0);
}
