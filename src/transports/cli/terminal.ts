import type { Readable, Writable } from 'node:stream';

/** Where a command line reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
  readonly errors: Writable;
}
