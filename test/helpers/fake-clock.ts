import { addSeconds, type Clock } from '../../src/shared/index.js';

/** The default start of fake clocks. */
export const clockStart: Date = new Date('2026-03-01T09:30:00.000Z');

/** A clock that moves only when the test moves it. */
export interface FakeClock extends Clock {
  moveBy(seconds: number): void;
  /** Sets the clock to this many seconds after its start. */
  moveTo(seconds: number): void;
}

export function createFakeClock(start: Date = clockStart): FakeClock {
  let now = start;
  return {
    now: () => now,
    moveBy: (seconds) => {
      now = addSeconds(now, seconds);
    },
    moveTo: (seconds) => {
      now = addSeconds(start, seconds);
    },
  };
}
