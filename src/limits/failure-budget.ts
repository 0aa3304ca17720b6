/** How much is allowed: so many failures within a window that begins with the first of them. */
export interface Budget {
  readonly failures: number;
  readonly windowSeconds: number;
}

/** Failed logins from one address: enough for an office behind one address, too few to grind passwords with. */
export const defaultFailedLoginBudget: Budget = { failures: 200, windowSeconds: 15 * 60 };

/**
 * Counts failures per client address, for all instances together. Charged before the work that may fail and given back when it did not,
 * so that a burst of parallel attempts cannot outrun the count.
 */
export interface FailureBudget {
  /**
   * Takes one. Refuses with RATE_LIMITED and retryAfterSeconds when none is left, and with SERVICE_UNAVAILABLE when the count
   * cannot be asked: nobody passes uncounted.
   */
  charge(ipAddress: string): Promise<void>;
  /** Gives one back, for an attempt that did not fail. */
  refund(ipAddress: string): Promise<void>;
}
