/** Tells the time. Handed in everywhere, so that in tests time moves only when the test moves it. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** Adds seconds to an instant; fractions count, negative numbers go back. */
export function addSeconds(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}

/** How far the clocks of two instances, or of an instance and a resource server, may be apart. */
export const clockLeewaySeconds = 60;
