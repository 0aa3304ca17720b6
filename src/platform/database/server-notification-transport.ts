import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createRounds, type Rounds } from '../../shared/single-flight.js';
import { connectListener, type ListeningConnection } from './listening-connection.js';
import { type NoticeHearing, type NoticeWay, noticeChannel } from './notification-channel.js';

/** How long things may take. */
export interface NoticeTimings {
  /** Between two proofs that the connection still hears. */
  readonly beatMs: number;
  /** How long a proof is waited for. */
  readonly patienceMs: number;
  /** How old the last proof may be for the connection to be believed. */
  readonly leaseMs: number;
  /** The shortest and the longest pause before the next attempt. */
  readonly pauseMs: readonly [shortest: number, longest: number];
}

/** A half-dead connection (a cable pulled, a process stopped) is believed for two seconds at most. */
export const usualTimings: NoticeTimings = {
  beatMs: 1_000,
  patienceMs: 2_000,
  leaseMs: 2_000,
  pauseMs: [100, 5_000],
};

/** What the way is made with. */
export interface ServerWayOptions {
  readonly url: string;
  /** Runs a statement through the pool: the way that changes go. */
  readonly query: (statement: string, values: readonly unknown[]) => Promise<unknown>;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsedMs: () => number;
  readonly timings: NoticeTimings;
}

/** A connection that is believed. */
interface Life {
  readonly rounds: Rounds;
  /** When the last answered proof was asked for. */
  provedAt: number;
}

/**
 * The way of messages on a server: one connection that listens, made anew whenever it is lost. It is believed only after a message sent the
 * way that changes go (through the pool) has come back over it, and only while the last proof is younger than the lease.
 */
export function createServerWay(options: ServerWayOptions): NoticeWay {
  const { timings, elapsedMs } = options;
  const closing = new AbortController();
  let believed: Life | null = null;
  let finished: Promise<void> = Promise.resolve();

  /** From connecting to the loss; answers whether it was believed in between. */
  async function live(hear: NoticeHearing, onBelieved: () => void): Promise<boolean> {
    const over = new AbortController();
    let life: Life | null = null;
    let connection: ListeningConnection | null = null;
    const end = (): void => {
      if (believed === life) believed = null;
      over.abort();
    };
    closing.signal.addEventListener('abort', end);
    try {
      const echo = createEcho(options);
      const onMessage = (text: string): void => (text === echo.text ? echo.heard() : hear.message(text));
      connection = await connectListener({ ...options, ...timings, onMessage, onEnd: end });
      const provedAt = elapsedMs();
      await echo.returned(over.signal);
      // Forgotten first, believed afterwards.
      hear.resync();
      life = lifeOf(connection, provedAt, end);
      believed = life;
      onBelieved();
      await beat(life, over.signal);
    } catch {
      // Whatever it was, the remedy is the next attempt.
    } finally {
      end();
      connection?.close();
      closing.signal.removeEventListener('abort', end);
    }
    return life !== null;
  }

  function lifeOf(connection: ListeningConnection, provedAt: number, end: () => void): Life {
    const life: Life = {
      provedAt,
      rounds: createRounds(async () => {
        const askedAt = elapsedMs();
        try {
          await connection.prove();
          life.provedAt = askedAt;
        } catch {
          // Before anybody who waits goes on.
          end();
        }
      }),
    };
    return life;
  }

  async function beat({ rounds }: Life, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(timings.beatMs, undefined, { signal, ref: false });
      await rounds.next();
    }
  }

  async function run(hear: NoticeHearing, onAttempt: () => void): Promise<void> {
    const [shortest, longest] = timings.pauseMs;
    let pauseMs = shortest;
    while (!closing.signal.aborted) {
      const wasBelieved = await live(hear, onAttempt);
      onAttempt();
      if (wasBelieved) hear.lost();
      pauseMs = wasBelieved ? shortest : Math.min(pauseMs * 2, longest);
      // Between half and all of it, so that a restarted server is not met by all instances at once.
      const pause = pauseMs * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  return {
    open: (hear) =>
      new Promise((resolve) => {
        finished = run(hear, resolve);
      }),
    isLive: () => believed !== null && elapsedMs() - believed.provedAt < timings.leaseMs,
    catchUp: async () => {
      // A connection whose lease has run out is asked too: it may be believed again in a moment.
      await believed?.rounds.next();
    },
    close: async () => {
      closing.abort();
      await finished;
    },
  };
}

interface Echo {
  readonly text: string;
  heard(): void;
  /** Sends the text the way that changes go, and answers when it was heard. Rejects when it is not, or when the signal says so. */
  returned(signal: AbortSignal): Promise<void>;
}

function createEcho({ query, timings }: ServerWayOptions): Echo {
  const text = `echo ${randomBytes(12).toString('hex')}`;
  const heard = new AbortController();
  return {
    text,
    heard: () => heard.abort(),
    returned: async (signal) => {
      await query('SELECT pg_notify($1, $2)', [noticeChannel, text]);
      const either = AbortSignal.any([signal, heard.signal]);
      await delay(timings.patienceMs, undefined, { signal: either, ref: false }).catch(() => {});
      if (!heard.signal.aborted) throw new Error('a message sent through the pool did not come back');
    },
  };
}
