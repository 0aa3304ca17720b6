import type { KeyedHash } from '../../shared/index.js';
import type { Quota } from './quotas.js';

export interface CounterCharge {
  /** The name of the budget. */
  readonly name: string;
  /** The subject that is counted, e.g. an address; stored as an HMAC. */
  readonly subject: string;
  readonly cost: number;
  readonly quota: Quota;
}

export interface CounterChargeResult {
  /** False: too little was left, and nothing was charged. */
  readonly isCharged: boolean;
  /** How much of the window's amount is used now. */
  readonly taken: number;
  /** Whole seconds until the window ends, at least 1. */
  readonly resetSeconds: number;
  /** Takes the charge back. */
  readonly undo: () => Promise<void>;
}

/** The counter of a charge, as a statement returns it. */
export interface CounterRow {
  readonly points: number;
  /** The driver returns a bigint as text. */
  readonly expire: string;
  readonly charged: boolean;
}

/** The parameters of a charge, and the meaning of its row. */
export interface PreparedCharge {
  readonly parameters: readonly [key: string, cost: number, now: number, windowMs: number, amount: number];
  readResult(row: CounterRow | undefined): Omit<CounterChargeResult, 'undo'> & {
    readonly undoParameters: readonly unknown[];
  };
}

/** Counters shared by all instances. Every charge is one atomic statement. */
export interface Counters {
  /** Throws SERVICE_UNAVAILABLE when the counters cannot be reached. */
  chargeCounter(charge: CounterCharge): Promise<CounterChargeResult>;
  /** Deletes counters whose window has ended. Safe while instances are running. */
  sweep(): Promise<void>;
}

/** Computes the keys of counters as HMACs, so that the tables do not reveal names and addresses. */
export interface CounterKeys {
  /** Returns different keys for different lists of parts, however the parts are split. */
  keyOf(...parts: readonly string[]): string;
}

export function createCounterKeys(keyedHash: KeyedHash): CounterKeys {
  return {
    keyOf: (...parts) => keyedHash(JSON.stringify(parts)).toString('base64url'),
  };
}
