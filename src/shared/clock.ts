/** The current time. Always injected, so that in tests time moves only when the test moves it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Adds seconds to an instant. Fractions are kept; negative numbers subtract. */
export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}

/** The tolerated difference between the clocks of two instances, or of an instance and a resource server. */
export const clockLeewaySeconds = 60;
