// Stops a server that was started through npm when npm ends. Control-C reaches every process of the terminal,
// but a SIGTERM to npm ends only npm and its shell. The server would go on without a parent and keep the data
// folder locked.

const checkIntervalMs = 500;

/** Sends SIGTERM to this process when the parent process has ended. Does nothing outside of npm scripts. */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, checkIntervalMs);
  timer.unref();
}
