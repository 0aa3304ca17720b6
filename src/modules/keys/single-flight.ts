/** Looks at something that others change, so that whoever asks gets an answer that is not older than the question. */
export interface SingleFlight {
  /** Resolves after a task that began after this call; rejects as that task does. One runs at a time, shared by all who wait. */
  runFresh(): Promise<void>;
  /** Likewise, but started at most once in a pause: for questions that strangers can provoke. They are delayed, never left unanswered. */
  runThrottled(): Promise<void>;
}

/** Makes the looks; `pause` resolves when the next runThrottled one may startRun. */
export function createSingleFlight(task: () => Promise<void>, pause: () => Promise<void>): SingleFlight {
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let throttle: Promise<void> = Promise.resolve();
  let throttledRun: Promise<void> | null = null;

  function startRun(): Promise<void> {
    const started = task().finally(() => {
      running = null;
    });
    running = started;
    return started;
  }

  function runFresh(): Promise<void> {
    if (running === null) return startRun();
    // The one that runs may have read before this call: only the next one is runFresh enough.
    following ??= running
      .catch(() => {})
      .then(() => {
        following = null;
        return running ?? startRun();
      });
    return following;
  }

  return {
    runFresh,
    runThrottled: () => {
      throttledRun ??= throttle.then(() => {
        throttledRun = null;
        throttle = pause();
        return runFresh();
      });
      return throttledRun;
    },
  };
}
