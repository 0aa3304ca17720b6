/** When a user was disabled, and until when; both null for a user who is not. */
export interface DisabledPeriod {
  readonly disabledAt: Date | null;
  /** Null together with `disabledAt` set: until an administrator enables the user. */
  readonly disabledUntil: Date | null;
}

/** Returns true while the user is disabled; a period whose end has passed does not count. */
export function isDisabled({ disabledAt, disabledUntil }: DisabledPeriod, now: Date): boolean {
  return disabledAt !== null && (disabledUntil === null || now < disabledUntil);
}
