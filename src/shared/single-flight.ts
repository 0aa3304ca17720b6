/** Runs a task at most once at a time and shares each run between all callers that wait for it. */
export interface SingleFlight<T> {
  /**
   * Returns the result of a run that starts after this call, so the result is never older than the call.
   * Callers that arrive during a run share the run after it. Rejects when that run fails.
   */
  runFresh(): Promise<T>;
  /** Returns the result of the run in progress, which may have started before this call, or starts one. */
  runShared(): Promise<T>;
}

export function createSingleFlight<T>(task: () => Promise<T>): SingleFlight<T> {
  let running: Promise<T> | null = null;
  let following: Promise<T> | null = null;

  function startRun(): Promise<T> {
    running = task().finally(() => {
      running = null;
    });
    return running;
  }

  function startFollowingRun(): Promise<T> {
    following = null;
    return startRun();
  }

  function runFresh(): Promise<T> {
    if (following !== null) return following;
    if (running === null) return startRun();
    // The run in progress may have read its data before this call.
    following = running.then(startFollowingRun, startFollowingRun);
    return following;
  }

  return { runFresh, runShared: () => running ?? runFresh() };
}

/**
 * Returns a function that calls `run` at most once per `pause`. Calls during a pause are delayed and share
 * the next run; none is rejected because of the pause. For work that unauthenticated requests can trigger.
 */
export function throttleRuns<T>(run: () => Promise<T>, pause: () => Promise<void>): () => Promise<T> {
  let pauseInProgress: Promise<void> = Promise.resolve();
  let nextRun: Promise<T> | null = null;
  return () => {
    nextRun ??= pauseInProgress.then(() => {
      nextRun = null;
      pauseInProgress = pause();
      return run();
    });
    return nextRun;
  };
}
