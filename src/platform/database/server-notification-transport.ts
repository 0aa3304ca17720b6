import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createSingleFlight, type SingleFlight } from '../../shared/index.js';
import { connectListener, type ListeningConnection } from './listening-connection.js';
import {
  type NotificationListener,
  type NotificationTransport,
  notificationChannel,
} from './notification-channel.js';

/** How long things may take. */
export interface NotificationTimings {
  /** Between two checks that the connection still hears. */
  readonly heartbeatMs: number;
  /** How long a check is waited for. */
  readonly timeoutMs: number;
  /** How old the last check may be for the connection to be verified. */
  readonly leaseMs: number;
  /** The shortest and the longest pause before the next attempt. */
  readonly reconnectDelayMs: readonly [shortest: number, longest: number];
}

/** A half-dead connection (a cable pulled, a process stopped) is verified for two seconds at most. */
export const defaultTimings: NotificationTimings = {
  heartbeatMs: 1_000,
  timeoutMs: 2_000,
  leaseMs: 2_000,
  reconnectDelayMs: [100, 5_000],
};

/** What the way is made with. */
export interface ServerNotificationTransportOptions {
  readonly url: string;
  /** Runs a statement through the pool: the way that changes go. */
  readonly query: (statement: string, values: readonly unknown[]) => Promise<unknown>;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsedMs: () => number;
  readonly timings: NotificationTimings;
}

/** A connection that is verified. */
interface VerifiedConnection {
  readonly singleFlight: SingleFlight<void>;
  /** When the last answered check was asked for. */
  verifiedAt: number;
}

/**
 * The way of messages on a server: one connection that listens, made anew whenever it is lost. It is verified only after a message sent the
 * way that changes go (through the pool) has come back over it, and only while the last check is younger than the lease.
 */
export function createServerNotificationTransport(
  options: ServerNotificationTransportOptions,
): NotificationTransport {
  const { timings, elapsedMs } = options;
  const closing = new AbortController();
  let verified: VerifiedConnection | null = null;
  let finished: Promise<void> = Promise.resolve();

  /** From connecting to the loss; answers whether it was verified in between. */
  async function maintainConnection(
    listener: NotificationListener,
    onVerified: () => void,
  ): Promise<boolean> {
    const over = new AbortController();
    let verifiedConnection: VerifiedConnection | null = null;
    let connection: ListeningConnection | null = null;
    const end = (): void => {
      if (verified === verifiedConnection) verified = null;
      over.abort();
    };
    closing.signal.addEventListener('abort', end);
    try {
      const loopback = createLoopbackProbe(options);
      const onMessage = (text: string): void =>
        text === loopback.text ? loopback.received() : listener.message(text);
      connection = await connectListener({ ...options, ...timings, onMessage, onEnd: end });
      const verifiedAt = elapsedMs();
      await loopback.awaitRoundTrip(over.signal);
      // Forgotten first, verified afterwards.
      listener.resync();
      verifiedConnection = createVerifiedConnection(connection, verifiedAt, end);
      verified = verifiedConnection;
      onVerified();
      await runHeartbeat(verifiedConnection, over.signal);
    } catch {
      // Whatever it was, the remedy is the next attempt.
    } finally {
      end();
      connection?.close();
      closing.signal.removeEventListener('abort', end);
    }
    return verifiedConnection !== null;
  }

  function createVerifiedConnection(
    connection: ListeningConnection,
    verifiedAt: number,
    end: () => void,
  ): VerifiedConnection {
    const verifiedConnection: VerifiedConnection = {
      verifiedAt,
      singleFlight: createSingleFlight(async () => {
        const askedAt = elapsedMs();
        try {
          await connection.verifyListening();
          verifiedConnection.verifiedAt = askedAt;
        } catch {
          // Before anybody who waits goes on.
          end();
        }
      }),
    };
    return verifiedConnection;
  }

  async function runHeartbeat({ singleFlight }: VerifiedConnection, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(timings.heartbeatMs, undefined, { signal, ref: false });
      await singleFlight.runFresh();
    }
  }

  async function run(listener: NotificationListener, onAttempt: () => void): Promise<void> {
    const [shortest, longest] = timings.reconnectDelayMs;
    let reconnectDelayMs = shortest;
    while (!closing.signal.aborted) {
      const wasVerified = await maintainConnection(listener, onAttempt);
      onAttempt();
      if (wasVerified) listener.lost();
      reconnectDelayMs = wasVerified ? shortest : Math.min(reconnectDelayMs * 2, longest);
      // Between half and all of it, so that a restarted server is not met by all instances at once.
      const pause = reconnectDelayMs * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  return {
    open: (listener) =>
      new Promise((resolve) => {
        finished = run(listener, resolve);
      }),
    isLive: () => verified !== null && elapsedMs() - verified.verifiedAt < timings.leaseMs,
    catchUp: async () => {
      // A connection whose lease has run out is asked too: it may be verified again in a moment.
      await verified?.singleFlight.runFresh();
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
  /** Sends the text the way that changes go, and answers when it was received. Rejects when it is not, or when the signal says so. */
  awaitRoundTrip(signal: AbortSignal): Promise<void>;
}

function createLoopbackProbe({ query, timings }: ServerNotificationTransportOptions): LoopbackProbe {
  const text = `loopback ${randomBytes(12).toString('hex')}`;
  const received = new AbortController();
  return {
    text,
    received: () => received.abort(),
    awaitRoundTrip: async (signal) => {
      await query('SELECT pg_notify($1, $2)', [notificationChannel, text]);
      const either = AbortSignal.any([signal, received.signal]);
      await delay(timings.timeoutMs, undefined, { signal: either, ref: false }).catch(() => {});
      if (!received.signal.aborted) throw new Error('a message sent through the pool did not come back');
    },
  };
}
