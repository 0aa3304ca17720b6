import { refreshTokenDocument, type TokenDelivery } from './documents.js';
import { type HeldTokens, toHeldTokens } from './held-tokens.js';
import { OperationError, type SendOperation } from './operations.js';
import type { Tabs } from './tabs.js';
import type { ClientClock, TokenHolder } from './token-holder.js';

/** What renewing stands on. */
export interface RefreshTokensDependencies {
  readonly holder: TokenHolder;
  readonly tabs: Tabs | null;
  readonly clock: ClientClock;
  readonly send: SendOperation;
  readonly delivery: TokenDelivery;
}

/**
 * Renews tokens, unless others than the stale ones are there already. Settles when it has done what it can, and answers whether the matter is
 * decided (renewed, or signed out); false: the server could not be asked. Never rejects.
 */
export type RefreshTokens = (stale: HeldTokens | null) => Promise<boolean>;

// An answer that was lost is asked for again while the server still takes that for an honest retry (10 seconds): three times, 9.5 seconds after the
// first at the latest.
const retryDelaysMilliseconds = [0, 500, 1000];
const requestTimeoutMilliseconds = 4000;
const maxBackoffMilliseconds = 60_000;
// As long as it takes a tab to tell another. Whoever wants to renew meanwhile has to wait for the lock, and so knows that there is news to hear.
const lockHoldMilliseconds = 100;
const messageTimeoutMilliseconds = 500;

/**
 * Makes the one inFlight of this tab, which flies only while no other tab's does. A server that refuses ends the session in all tabs; one that cannot be
 * reached leaves the tokens as they are and is left in peace for a while, twice as long each time.
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
  let notBefore = 0;

  const sendRefresh = async (): Promise<void> => {
    const held = holder.current();
    const { refreshToken: answer } = await send(
      refreshTokenDocument,
      {
        input: {
          ...(held === null || held.refreshToken === null ? {} : { refreshToken: held.refreshToken }),
          ...(delivery === 'COOKIE' ? { delivery } : {}),
        },
      },
      { signal: AbortSignal.timeout(requestTimeoutMilliseconds) },
    );
    const isSuperseded = holder.current()?.sessionId !== held?.sessionId;
    if (isSuperseded) return;
    if (answer.tokens !== null) return holder.adopt(toHeldTokens(answer.tokens, clock.now()));
    // Where tabs cannot wait for each other, one may have been faster.
    holder.reread();
    if (held !== null && holder.current() === held) holder.drop(held.sessionId);
  };

  const refreshWithBackoff = async (): Promise<boolean> => {
    for (const pause of retryDelaysMilliseconds) {
      if (pause > 0) await clock.sleep(pause);
      try {
        await sendRefresh();
        failures = 0;
        return true;
      } catch (error) {
        // An answer that says no (too busy, too many) was not lost; asking at once again would make it worse.
        if (error instanceof OperationError) break;
      }
    }
    failures += 1;
    notBefore = clock.now() + Math.min(maxBackoffMilliseconds, 1000 * 2 ** failures);
    return false;
  };

  const refreshOnce = async (stale: HeldTokens | null): Promise<boolean> => {
    const isReplaced = (): boolean => holder.current() !== stale;
    if (isReplaced() || (stale === null && delivery === 'BODY')) return true;
    if (clock.now() < notBefore) return false;
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
      // A page that is going away gets no lock; nothing is to be renewed there any more.
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
