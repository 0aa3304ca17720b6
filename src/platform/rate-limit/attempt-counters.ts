import type { Transaction } from '../../shared/index.js';

/** A failure that was counted ahead. */
export interface CountedFailure {
  /** Takes it out of the count again, with the wait that it brought about. */
  readonly undo: () => Promise<void>;
}

/** What became of a charge: counted, or refused without counting. */
export type AttemptChargeResult =
  | { readonly taken: CountedFailure; readonly retryAfterSeconds: null }
  | { readonly taken: null; readonly retryAfterSeconds: number };

/** Failures by key, with a wait that grows; one atomic statement a charge, for all instances together. */
export interface AttemptCounters {
  /** Counts one failure and sets the wait that follows from it, unless the key waits already. Refuses with SERVICE_UNAVAILABLE. */
  charge(key: string, owner: string | null): Promise<AttemptChargeResult>;
  /** Deletes these keys and all of the owner. */
  forget(transaction: Transaction, owner: string, keys: readonly string[]): Promise<void>;
  /** Deletes what no longer counts; harmless beside running instances. */
  sweep(): Promise<void>;
}
