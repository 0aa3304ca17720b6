import { boundedWait, withWaitBudget } from './wait-budget.js';

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

/**
 * A run belongs to no caller. It fails with SERVICE_UNAVAILABLE after `patienceMs`, so that no run blocks
 * those that come after it, and each caller waits only as long as its own wait budget lasts. With null, for
 * long work and for work with a limit of its own, neither is limited.
 */
export function createSingleFlight<T>(
  task: () => Promise<T>,
  { patienceMs }: { readonly patienceMs: number | null },
): SingleFlight<T> {
  const runTask = (): Promise<T> => withWaitBudget(patienceMs, () => boundedWait(task()));
  let running: Promise<T> | null = null;
  let following: Promise<T> | null = null;

  function startRun(): Promise<T> {
    const run = runTask();
    running = run;
    const end = (): void => {
      running = null;
    };
    // Before any caller continues, because it is the first to wait.
    run.then(end, end);
    return run;
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

  const runShared = (): Promise<T> => running ?? runFresh();
  if (patienceMs === null) return { runFresh, runShared };
  return { runFresh: () => boundedWait(runFresh()), runShared: () => boundedWait(runShared()) };
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
    return boundedWait(nextRun);
  };
}
