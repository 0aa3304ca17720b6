import type { Transaction } from '../../shared/index.js';
import type { CounterCharge, CounterChargeResult } from './counters.js';

/** How many failed password attempts are free, and how long each further attempt is delayed. */
export interface LoginThrottlePolicy {
  /** The number of free failures within `windowSeconds`. */
  readonly freeFailures: number;
  readonly windowSeconds: number;
  /**
   * The number of free failures within `forgottenAfterSeconds`, however slow (security: at most 20; NIST
   * 800-63B-4 3.2.2: 100).
   */
  readonly freeFailuresInAll: number;
  readonly forgottenAfterSeconds: number;
  /**
   * The delay after the last free failure. It doubles with each further failure within `windowSeconds` after
   * a delay.
   */
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
}

/** 10 free failures in 15 minutes and 20 in a day; then a delay of 30 seconds, doubling up to 15 minutes. */
export const defaultLoginThrottlePolicy: LoginThrottlePolicy = {
  freeFailures: 10,
  windowSeconds: 15 * 60,
  freeFailuresInAll: 20,
  forgottenAfterSeconds: 24 * 60 * 60,
  firstDelaySeconds: 30,
  longestDelaySeconds: 15 * 60,
};

/** A failure that was counted in advance. */
export interface CountedFailure {
  /** Removes it from the count, together with the delay that it caused. */
  readonly undo: () => Promise<void>;
}

/** The failure, or the seconds to wait when the key is locked; nothing is counted then. */
export type CountFailureResult =
  | { readonly failure: CountedFailure; readonly retryAfterSeconds: null }
  | { readonly failure: null; readonly retryAfterSeconds: number };

/** Counts failures by key, with a growing delay, for all instances. Every count is one atomic statement. */
export interface AttemptCounters {
  /**
   * Counts one failure and sets the delay that follows from it, unless the key is locked. Throws
   * SERVICE_UNAVAILABLE.
   */
  countFailure(key: string, owner: string | null): Promise<CountFailureResult>;
  /** Deletes the counters of these keys and of the owner. */
  deleteCounters(transaction: Transaction, owner: string, keys: readonly string[]): Promise<void>;
  /** Deletes expired counters. Safe while instances are running. */
  sweep(): Promise<void>;
}

/** The result of counting an attempt at an identifier and charging the budget of its address. */
export type AttemptChargeResult =
  /** The identifier is locked. The address was charged nothing. */
  | { readonly retryAfterSeconds: number }
  /** The attempt was counted. `undo` takes back whatever was charged. */
  | { readonly retryAfterSeconds: null; readonly address: CounterChargeResult };

/** Counts an attempt and charges its address. Throws SERVICE_UNAVAILABLE. */
export type ChargeAttempt = (
  key: string,
  owner: string | null,
  address: CounterCharge,
) => Promise<AttemptChargeResult>;
