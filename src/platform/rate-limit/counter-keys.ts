import { createHmac } from 'node:crypto';

/** Makes the keys of counters: HMACs, so that the tables tell nobody who tried to log in, or from where. */
export interface CounterKeys {
  /** Distinct for every list of words, however they are cut. */
  keyOf(...words: readonly string[]): string;
}

/** Makes the maker; the key is asked when it is used, because keys are opened after the rooms are built. */
export function createCounterKeys(hmacKey: () => Buffer): CounterKeys {
  return {
    keyOf: (...words) => createHmac('sha256', hmacKey()).update(JSON.stringify(words)).digest('base64url'),
  };
}
