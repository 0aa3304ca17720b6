import { refreshTokenDocument, type TokenDelivery } from './documents.js';
import { type HeldTokens, toHeldTokens } from './held-tokens.js';
import { OperationError, type SendOperation } from './operations.js';
import type { Tabs } from './tabs.js';
import type { ClientClock, TokenHolder } from './token-holder.js';

export interface RefreshTokensDependencies {
  readonly holder: TokenHolder;
  readonly tabs: Tabs | null;
  readonly clock: ClientClock;
  readonly send: SendOperation;
  readonly delivery: TokenDelivery;
}

/**
 * Refreshes the tokens unless the stale ones have already been replaced. Resolves to true when the outcome is
 * known (refreshed or signed out), and to false when the server could not be reached. Never rejects.
 */
export type RefreshTokens = (stale: HeldTokens | null) => Promise<boolean>;

// When the response to a refresh is lost, the same token is sent again within the server's refresh reuse
// grace window of 10 seconds: the third attempt starts at most 9.5 seconds after the
// first.
const retryDelaysMilliseconds = [0, 500, 1000];
const requestTimeoutMilliseconds = 4000;
const maxBackoffMilliseconds = 60_000;
// Long enough for a message to another tab. A tab that wants to refresh meanwhile has to wait for the lock,
// and so learns that a message is on its way.
const lockHoldMilliseconds = 100;
const messageTimeoutMilliseconds = 500;

/**
 * Returns the refresh function of this tab. At most one refresh is in flight, in this tab and in all others.
 * A refused refresh ends the session in all tabs. When the server cannot be reached, the tokens are kept, and
 * the next attempt waits, twice as long each time.
 */
export function createRefreshTokens({
  holder,
  tabs,
  clock,
  send,
  delivery,
}: RefreshTokensDependencies): RefreshTokens {
  let inFlight: Promise<boolean> | null = null;
  let failures = 0;
  let nextAttemptAt = 0;

  const sendRefresh = async (signal: AbortSignal): Promise<void> => {
    const held = holder.current();
    const { refreshToken: payload } = await send(
      refreshTokenDocument,
      {
        input: {
          ...(held === null || held.refreshToken === null ? {} : { refreshToken: held.refreshToken }),
          ...(delivery === 'COOKIE' ? { delivery } : {}),
        },
      },
      { signal },
    );
    const isSuperseded = holder.current()?.sessionId !== held?.sessionId;
    if (isSuperseded) return;
    if (payload.tokens !== null) return holder.adopt(toHeldTokens(payload.tokens, clock.now()));
    // Without locks, another tab may have refreshed at the same time.
    holder.reread();
    if (held !== null && holder.current() === held) holder.drop(held.sessionId);
  };

  const refreshWithBackoff = async (): Promise<boolean> => {
    for (const pause of retryDelaysMilliseconds) {
      if (pause > 0) await clock.sleep(pause);
      try {
        await withTimeout(sendRefresh);
        failures = 0;
        return true;
      } catch (error) {
        // The response was not lost: the server is overloaded or rate limits the client, and a retry would
        // add to it.
        if (error instanceof OperationError) break;
      }
    }
    failures += 1;
    nextAttemptAt = clock.now() + Math.min(maxBackoffMilliseconds, 1000 * 2 ** failures);
    return false;
  };

  const refreshOnce = async (stale: HeldTokens | null): Promise<boolean> => {
    const isReplaced = (): boolean => holder.current() !== stale;
    if (isReplaced() || (stale === null && delivery === 'BODY')) return true;
    if (clock.now() < nextAttemptAt) return false;
    if (tabs === null || tabs.exclusively === null) return refreshWithBackoff();
    const { exclusively } = tabs;
    return new Promise<boolean>((resolve) => {
      const work = async (waited: boolean): Promise<void> => {
        holder.reread();
        if (waited && !isReplaced()) await holder.waitForMessage(messageTimeoutMilliseconds);
        const shouldRefresh = !isReplaced();
        resolve(shouldRefresh ? await refreshWithBackoff() : true);
        if (shouldRefresh) await clock.sleep(lockHoldMilliseconds);
      };
      // A page that is being closed gets no lock and needs no tokens any more.
      exclusively(work).catch(() => resolve(false));
    });
  };

  return (stale) => {
    inFlight ??= refreshOnce(stale).finally(() => {
      inFlight = null;
    });
    return inFlight;
  };
}

/** AbortSignal.timeout is missing in browsers older than 2022 and in jsdom. */
async function withTimeout(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), requestTimeoutMilliseconds);
  try {
    await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
