import type { KeyedHash } from '../../shared/index.js';

/** Makes the keys of counters: HMACs, so that the tables tell nobody who tried to log in, or from where. */
export interface CounterKeys {
  /** Distinct for every list of parts, however they are cut. */
  keyOf(...parts: readonly string[]): string;
}

/** Returns counter keys under the given hash. */
export function createCounterKeys(keyedHash: KeyedHash): CounterKeys {
  return {
    keyOf: (...parts) => keyedHash(JSON.stringify(parts)).toString('base64url'),
  };
}
