import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The defaults of V8 are for a heap that goes on growing. That of a server is largest when it starts. */

/**
 * Keeps the young generation of V8 at its first size, and optimizes nothing yet. Much of what a start
 * allocates lives on, so the young generation would grow to 33 MB, and shrink only when the process has been
 * idle for a while. What runs often in a start does not run again: optimizing it takes a fifth of the start.
 */
export function prepareForStart(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-opt');
}

/** The defaults of V8: memory grows with the load, and what requests run often is optimized. */
export function prepareForRequests(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--opt');
}

/** A server that works for less of the time is quiet: it has a tenth of a second to spare. */
const quietUtilization = 0.05;

/**
 * Gives the memory that only the start needed back to the system, once: after the first period in which
 * the process was quiet. V8 does so too on Node 20 and 22, half a minute later; on Node 24 it takes an idle
 * server for one that allocates much, and keeps that memory.
 */
export function releaseStartMemory(collect: () => void = collectGarbage, periodMs = 5_000): void {
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const current = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(current, last);
    last = current;
    if (utilization > quietUtilization) return;
    clearInterval(timer);
    collect();
  }, periodMs);
  timer.unref();
}

/**
 * V8 adds its function to the contexts that are created while the flag is set. A collection of the last
 * resort also gives pages back to the system. With any argument, Node 20 collects the young generation only.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: string; flavor: string }) => void;
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', flavor: 'last-resort' });
}
