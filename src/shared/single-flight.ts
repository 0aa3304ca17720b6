/** Asks one question at a time, on behalf of everybody who waits. */
export interface SingleFlight {
  /** Answers when a question that began after this call has been answered; rejects when that one fails. */
  next(): Promise<void>;
}

/** Makes rounds of a question: who comes while one is under way shares the one after it. */
export function createSingleFlight(work: () => Promise<void>): SingleFlight {
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;

  function startRun(): Promise<void> {
    const run = work().finally(() => {
      if (running === run) running = null;
    });
    running = run;
    return run;
  }

  return {
    next: () => {
      if (waiting !== null) return waiting;
      if (running === null) return startRun();
      waiting = running.then(startFollowingRun, startFollowingRun);
      return waiting;
    },
  };

  function startFollowingRun(): Promise<void> {
    waiting = null;
    return startRun();
  }
}
