/** How often a password may be guessed wrongly before each further guess has to wait, and how long. */
export interface LoginThrottlePolicy {
  /** So many failures within `windowSeconds` are free. */
  readonly freeFailures: number;
  readonly windowSeconds: number;
  /** So many are free within `forgottenAfterSeconds`, however slowly they come (security: at most 20; NIST 800-63B-4 3.2.2: 100). */
  readonly freeFailuresInAll: number;
  readonly forgottenAfterSeconds: number;
  /** The wait after the last free failure; it doubles with each further one that comes within `windowSeconds` after a wait. */
  readonly firstDelaySeconds: number;
  readonly longestDelaySeconds: number;
}

/** Ten within a quarter of an hour and twenty within a day; then 30 seconds, doubling to a quarter of an hour. */
export const defaultLoginThrottlePolicy: LoginThrottlePolicy = {
  freeFailures: 10,
  windowSeconds: 15 * 60,
  freeFailuresInAll: 20,
  forgottenAfterSeconds: 24 * 60 * 60,
  firstDelaySeconds: 30,
  longestDelaySeconds: 15 * 60,
};
