import type { Quota } from './quotas.js';

/** What is to be counted. */
export interface CounterCharge {
  /** The budget's name. */
  readonly name: string;
  /** Whom it is counted on; stored as an HMAC. */
  readonly subject: string;
  readonly cost: number;
  readonly quota: Quota;
}

/** What became of it. */
export interface CounterChargeResult {
  /** False: too little was left, and nothing was taken. */
  readonly isCharged: boolean;
  /** How much of the window's amount is spent now. */
  readonly taken: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  /** Takes the charge back. */
  readonly undo: () => Promise<void>;
}

/** Counts, in one atomic statement a charge, for all instances together. */
export interface Counters {
  /** Refuses with SERVICE_UNAVAILABLE when the counters are out of reach. */
  charge(charge: CounterCharge): Promise<CounterChargeResult>;
  /** Deletes counters whose window is over; harmless beside running instances. */
  sweep(): Promise<void>;
}
