import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Seconds that count down to 0. */
export interface Countdown {
  readonly seconds: number;
  readonly start: (seconds: number) => void;
}

/** Counts down by the clock, so that a tab in the background does not wait longer. */
export function useCountdown(): Countdown {
  const endsAt = useSignal(0);
  const seconds = useSignal(0);
  useEffect(() => {
    const tick = (): void => {
      seconds.value = Math.max(0, Math.ceil((endsAt.value - Date.now()) / 1000));
    };
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [endsAt, seconds]);
  return {
    seconds: seconds.value,
    start: (wait) => {
      endsAt.value = Date.now() + wait * 1000;
      seconds.value = wait;
    },
  };
}
