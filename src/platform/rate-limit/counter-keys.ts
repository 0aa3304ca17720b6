import { createHmac } from 'node:crypto';

/** Makes the keys of counters: HMACs, so that the tables tell nobody who tried to log in, or from where. */
export interface CounterKeys {
  /** Distinct for every list of parts, however they are cut. */
  keyOf(...parts: readonly string[]): string;
}

/** Makes the maker; the key is asked when it is used, because keys are opened after the modules are built. */
export function createCounterKeys(hmacKey: () => Buffer): CounterKeys {
  return {
    keyOf: (...parts) => createHmac('sha256', hmacKey()).update(JSON.stringify(parts)).digest('base64url'),
  };
}
