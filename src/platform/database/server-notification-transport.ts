import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { chargedWait, createSingleFlight, type SingleFlight, withWaitBudget } from '../../shared/index.js';
import type { DatabaseHosts } from './database-hosts.js';
import { connectListener, type ListeningConnection } from './listening-connection.js';
import {
  type NotificationListener,
  type NotificationTransport,
  notificationChannel,
} from './notification-channel.js';

export interface NotificationTimings {
  /** The interval between two checks of the connection. */
  readonly heartbeatMs: number;
  /** The time after which a check has failed. */
  readonly timeoutMs: number;
  /** The age of the last successful check up to which the connection counts as live. */
  readonly leaseMs: number;
  /** The delay before the next attempt, which doubles up to the longest one. */
  readonly reconnectDelayMs: readonly [shortest: number, longest: number];
}

/**
 * A connection that fails silently (a cable pulled, a process stopped) counts as live for at most two
 * seconds.
 */
export const defaultTimings: NotificationTimings = {
  heartbeatMs: 1_000,
  timeoutMs: 2_000,
  leaseMs: 2_000,
  reconnectDelayMs: [100, 5_000],
};

export interface ServerNotificationTransportOptions {
  readonly hosts: DatabaseHosts;
  /** Runs a statement through the pool, as the changes do. */
  readonly query: (statement: string, values: readonly unknown[]) => Promise<unknown>;
  /** Returns the milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
  readonly timings: NotificationTimings;
  /** Receives why a connection could not be used or was lost. */
  readonly onFailure: (cause: unknown) => void;
}

interface VerifiedConnection {
  readonly check: SingleFlight<void>;
  /** When the last successful check was started. */
  verifiedAt: number;
}

/**
 * Receives notifications from a server over one listening connection, which is reopened whenever it is lost.
 * The connection is live only after a message sent through the pool, as the changes are, has come back over
 * it, and only while the last successful check is younger than the lease.
 */
export function createServerNotificationTransport(
  options: ServerNotificationTransportOptions,
): NotificationTransport {
  const { timings, elapsedMs } = options;
  const closing = new AbortController();
  let verified: VerifiedConnection | null = null;
  let finished: Promise<void> = Promise.resolve();

  /** Connects and waits for the loss of the connection. Returns true when it was verified in between. */
  async function maintainConnection(
    listener: NotificationListener,
    onVerified: () => void,
  ): Promise<boolean> {
    const over = new AbortController();
    let verifiedConnection: VerifiedConnection | null = null;
    let connection: ListeningConnection | null = null;
    // Only the first cause counts.
    const end = (cause: unknown): void => {
      if (verified === verifiedConnection) verified = null;
      over.abort(cause);
    };
    closing.signal.addEventListener('abort', end);
    try {
      const loopback = createLoopbackProbe(options);
      const onMessage = (text: string): void =>
        text === loopback.text ? loopback.received() : listener.onMessage(text);
      connection = await connectListener({ ...options, ...timings, onMessage, onEnd: end });
      const verifiedAt = elapsedMs();
      await loopback.awaitRoundTrip(over.signal);
      // Cached rows are dropped before the connection becomes live.
      listener.onResync();
      verifiedConnection = createVerifiedConnection(connection, verifiedAt, end);
      verified = verifiedConnection;
      onVerified();
      await runHeartbeat(verifiedConnection, over.signal);
    } catch (error) {
      end(error);
    } finally {
      connection?.close();
      closing.signal.removeEventListener('abort', end);
    }
    if (!closing.signal.aborted) options.onFailure(over.signal.reason);
    return verifiedConnection !== null;
  }

  function createVerifiedConnection(
    connection: ListeningConnection,
    verifiedAt: number,
    end: (cause: unknown) => void,
  ): VerifiedConnection {
    const check = async (): Promise<void> => {
      const startedAt = elapsedMs();
      try {
        // Has a time limit.
        await connection.verifyListening();
        verifiedConnection.verifiedAt = startedAt;
      } catch (error) {
        // Before the waiting callers continue.
        end(error);
      }
    };
    const verifiedConnection: VerifiedConnection = {
      verifiedAt,
      check: createSingleFlight(check, { patienceMs: null }),
    };
    return verifiedConnection;
  }

  async function runHeartbeat({ check }: VerifiedConnection, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(timings.heartbeatMs, undefined, { signal, ref: false });
      await check.runFresh();
    }
  }

  async function run(listener: NotificationListener, onAttempt: () => void): Promise<void> {
    const [shortest, longest] = timings.reconnectDelayMs;
    let reconnectDelayMs = shortest;
    while (!closing.signal.aborted) {
      const wasVerified = await maintainConnection(listener, onAttempt);
      onAttempt();
      if (wasVerified) listener.onLost();
      reconnectDelayMs = wasVerified ? shortest : Math.min(reconnectDelayMs * 2, longest);
      // Jitter, so that not all instances reconnect to a restarted server at once.
      const jitteredDelayMs = reconnectDelayMs * (0.5 + Math.random() / 2);
      await delay(jitteredDelayMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  return {
    open: (listener) =>
      new Promise((resolve) => {
        finished = run(listener, resolve);
      }),
    isLive: () => verified !== null && elapsedMs() - verified.verifiedAt < timings.leaseMs,
    catchUp: () => {
      // A connection whose lease has expired is checked too: it may become live again.
      if (verified === null) return Promise.resolve();
      // A run in progress and the one after it, both within their time limit. A caller is charged for the
      // time, but never released before the end: it could use outdated rows.
      return chargedWait(verified.check.runFresh());
    },
    close: async () => {
      closing.abort();
      await finished;
    },
  };
}

interface LoopbackProbe {
  readonly text: string;
  received(): void;
  /**
   * Sends the text through the pool and resolves when it was received. Rejects on timeout or when the signal
   * aborts.
   */
  awaitRoundTrip(signal: AbortSignal): Promise<void>;
}

function createLoopbackProbe({ query, timings }: ServerNotificationTransportOptions): LoopbackProbe {
  const text = `loopback ${randomBytes(12).toString('hex')}`;
  const received = new AbortController();
  return {
    text,
    received: () => received.abort(),
    awaitRoundTrip: async (signal) => {
      await withWaitBudget(timings.timeoutMs, () =>
        query('SELECT pg_notify($1, $2)', [notificationChannel, text]),
      );
      const either = AbortSignal.any([signal, received.signal]);
      await delay(timings.timeoutMs, undefined, { signal: either, ref: false }).catch(() => {});
      if (!received.signal.aborted) throw new Error('a message sent through the pool was not received');
    },
  };
}
