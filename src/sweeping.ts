const firstAfterMs = 60_000;

const pauseMs = 10 * 60_000;

/**
 * Removes expired data a minute after the start, so that a server that is often restarted does it too, and
 * ten minutes after the end of each pass, so that no two of them run at the same time. Returns what ends it;
 * a pass that is running continues.
 */
export function startSweeping(sweep: () => Promise<void>, onFailure: (error: unknown) => void): () => void {
  let isStopped = false;
  const runAfter = (ms: number): NodeJS.Timeout => setTimeout(() => void run(), ms).unref();
  const run = async (): Promise<void> => {
    await sweep().catch(onFailure);
    if (!isStopped) timer = runAfter(pauseMs);
  };
  let timer = runAfter(firstAfterMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
