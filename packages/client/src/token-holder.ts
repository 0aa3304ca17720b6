import {
  type HeldTokens,
  readStorage,
  readTabMessage,
  type TabMessage,
  type TokenStorage,
  writeStorage,
} from './held-tokens.js';
import type { Tabs } from './tabs.js';

/** Receives the id of the new session; null after signing out. */
export type SessionListener = (sessionId: string | null) => void;

/** A clock that can be replaced in tests. */
export interface ClientClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** Holds the tokens of this tab and synchronizes them with the other tabs of the origin. */
export interface TokenHolder {
  /** Resolves when storage was read and, if it was empty, the other tabs had time to reply. */
  readonly restored: Promise<void>;
  current(): HeldTokens | null;
  /**
   * Stores newer tokens and sends them to the other tabs. Ignores older tokens and those of an ended session.
   */
  adopt(tokens: HeldTokens): void;
  /** Deletes the tokens of a session in all tabs, and ignores it from now on. */
  drop(sessionId: string): void;
  /** Reads storage again, because another tab may have written it without a message. */
  reread(): void;
  /** Waits until another tab has sent a message, for at most the given time. */
  waitForMessage(milliseconds: number): Promise<void>;
  /** Calls the listener once per change of the session. Returns the function that unsubscribes. */
  onSession(listener: SessionListener): () => void;
}

export interface TokenHolderDependencies {
  readonly key: string;
  readonly storage: TokenStorage | null;
  readonly tabs: Tabs | null;
  readonly clock: ClientClock;
}

// An active tab replies within a few milliseconds; waiting longer would only delay the first request of a
// single tab.
const tabReplyTimeoutMilliseconds = 150;

/** Keeps the tokens in memory, and in `storage` if given. */
export function createTokenHolder({ key, storage, tabs, clock }: TokenHolderDependencies): TokenHolder {
  let held: HeldTokens | null = null;
  let endedSession: string | null = null;
  const listeners = new Set<SessionListener>();
  const messageWaiters = new Set<() => void>();

  const setTokens = (next: HeldTokens | null): void => {
    const isSessionChange = next?.sessionId !== held?.sessionId;
    held = next;
    // In a microtask, because a listener that throws must not stop a refresh.
    for (const listener of isSessionChange ? listeners : [])
      queueMicrotask(() => listener(next?.sessionId ?? null));
  };
  const acceptTokens = (tokens: HeldTokens): boolean => {
    if (tokens.sessionId === endedSession || (held !== null && tokens.obtainedAt <= held.obtainedAt))
      return false;
    setTokens(tokens);
    return true;
  };
  const endSession = (sessionId: string): void => {
    endedSession = sessionId;
    if (held?.sessionId === sessionId) setTokens(null);
  };
  const reread = (): void => {
    const stored = storage === null ? null : readStorage(storage, key);
    if (stored !== null) acceptTokens(stored);
  };
  const broadcast = (message: TabMessage): void => tabs?.tell(message);
  const waitForMessage = (milliseconds: number): Promise<void> => {
    const { promise, resolve } = createDeferred();
    messageWaiters.add(resolve);
    return Promise.race([promise, clock.sleep(milliseconds)]).finally(() => messageWaiters.delete(resolve));
  };

  tabs?.hear((data) => {
    const message = readTabMessage(data);
    if (message === null) return;
    if (message.kind === 'who-is-signed-in') {
      if (held !== null) broadcast({ kind: 'tokens', tokens: held });
      return;
    }
    if (message.kind === 'tokens') acceptTokens(message.tokens);
    else endSession(message.sessionId);
    for (const resolveWaiter of messageWaiters) resolveWaiter();
  });
  reread();
  const isRestored = held !== null || tabs === null;
  const restored = isRestored ? Promise.resolve() : waitForMessage(tabReplyTimeoutMilliseconds);
  if (!isRestored) broadcast({ kind: 'who-is-signed-in' });

  return {
    restored,
    current: () => held,
    adopt: (tokens) => {
      if (!acceptTokens(tokens)) return;
      if (storage !== null) writeStorage(storage, key, tokens);
      broadcast({ kind: 'tokens', tokens });
    },
    drop: (sessionId) => {
      endSession(sessionId);
      if (storage !== null && readStorage(storage, key)?.sessionId === sessionId)
        writeStorage(storage, key, null);
      broadcast({ kind: 'signed-out', sessionId });
    },
    reread,
    waitForMessage,
    onSession: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function createDeferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
