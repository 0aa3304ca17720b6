import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from './shared/index.js';

/** The leader migrates, sweeps, sends mails and serves commands; a follower only serves requests. */
export type WorkerDuty = 'leader' | 'follower';

export interface Workers {
  readonly count: number;
  /** Resolves when the process is asked to end. */
  readonly stopped: Promise<unknown>;
  readonly log: Pick<Log, 'error'>;
  /** Called when the leader is ready, with a function that returns whether all others are. */
  readonly onReady: (areReady: () => boolean) => Promise<void>;
}

/** The variable in which a worker finds its duty; `CORDON_` is for operators. */
const dutyVariable = 'WORKER_DUTY';
const readyMessage = 'cordon:ready';

/** A worker that ends again and again must not occupy the machine. */
const restartDelayMs = 1_000;

type Phase = 'starting' | 'serving' | 'stopping';

/** Returns the duty of this process; null when it is not a worker. */
export function workerDuty(environment: NodeJS.ProcessEnv): WorkerDuty | null {
  if (!cluster.isWorker) return null;
  return environment[dutyVariable] === 'leader' ? 'leader' : 'follower';
}

/** Tells the supervising process that this worker serves requests. */
export function reportReady(): void {
  process.send?.(readyMessage);
}

/** Ends the connection to the supervising process, which would keep this worker alive. */
export function leaveCluster(): void {
  cluster.worker?.disconnect();
}

/**
 * Runs workers that share the port, and replaces each that ends unexpectedly. The leader is ready before the
 * others start, so that one process migrates. Returns the exit code: that of a leader that could not start,
 * otherwise 0 when all workers ended so.
 */
export async function superviseWorkers({ count, stopped, log, onReady }: Workers): Promise<number> {
  const running = new Set<Worker>();
  const ready = new Set<Worker>();
  const codes: number[] = [];
  let phase: Phase = 'starting';

  // The compiler does not know that handlers run later.
  const isIn = (expected: Phase): boolean => phase === expected;
  const startWorker = (duty: WorkerDuty): Worker => {
    const worker = cluster.fork({ [dutyVariable]: duty });
    resetUnacceptedConnections(worker);
    running.add(worker);
    worker.once('message', () => ready.add(worker));
    worker.once('exit', (code: number | null, signal: string | null) => {
      running.delete(worker);
      ready.delete(worker);
      // One that was starting may not handle the signal yet.
      if (isIn('stopping')) codes.push(signal === 'SIGTERM' ? 0 : (code ?? 1));
      if (isIn('serving')) void replace(duty, code ?? signal);
    });
    return worker;
  };
  const replace = async (duty: WorkerDuty, cause: number | string | null): Promise<void> => {
    log.error({ duty, cause }, 'a worker ended unexpectedly and is replaced');
    await pause(restartDelayMs);
    if (isIn('serving')) startWorker(duty);
  };

  const leader = startWorker('leader');
  const exited = once(leader, 'exit').then(([code]) => Number(code ?? 1));
  const outcome = await Promise.race([
    once(leader, 'message').then(() => 'ready' as const),
    stopped.then(() => 'stopped' as const),
    exited,
  ]);
  if (typeof outcome === 'number') return outcome;
  phase = 'serving';
  try {
    if (outcome === 'stopped') return 0;
    await onReady(() => ready.size === count);
    for (let followers = 1; followers < count; followers += 1) startWorker('follower');
    await stopped;
  } finally {
    phase = 'stopping';
    await endAll(running);
  }
  return codes.find((code) => code !== 0) ?? 0;
}

async function endAll(workers: Iterable<Worker>): Promise<void> {
  const ends = [...workers].map(async (worker) => {
    const exit = once(worker, 'exit');
    worker.process.kill('SIGTERM');
    await exit;
  });
  await Promise.all(ends);
}

/** A message of Node's cluster to a worker, or its answer. Undocumented, so nothing is certain. */
interface ClusterMessage {
  readonly act?: unknown;
  readonly seq?: unknown;
  readonly ack?: unknown;
}

/**
 * Resets the connections that the supervising process was handing to a worker when it was killed. Node waits
 * for its answer for ever, and keeps the connection open: the client would get neither an answer nor an
 * error. Workers that accept from a shared socket (SCHED_NONE) do not have this fault, but of 16 connections
 * that are opened at once and kept, often one worker gets all.
 */
function resetUnacceptedConnections(worker: Worker): void {
  const child = worker.process;
  const inFlight = new Map<unknown, { close?(): void }>();
  const { send } = child;
  child.send = (message: ClusterMessage, handle?: unknown, ...rest: unknown[]) => {
    if (message.act === 'newconn' && handle instanceof Object) inFlight.set(message.seq, handle);
    return Reflect.apply(send, child, [message, handle, ...rest]);
  };
  child.on('internalMessage', ({ ack }: ClusterMessage) => inFlight.delete(ack));
  worker.once('exit', () => {
    for (const handle of inFlight.values()) handle.close?.();
  });
}
