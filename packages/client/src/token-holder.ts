import {
  type HeldTokens,
  readStorage,
  readTabMessage,
  type TabMessage,
  type TokenStorage,
  writeStorage,
} from './held-tokens.js';
import type { Tabs } from './tabs.js';

/** Told the session that one is signed in to from now on; null: signed out. */
export type SessionListener = (sessionId: string | null) => void;

/** The time, and waiting for it to pass. */
export interface ClientClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The tokens that this tab holds, the same as all other tabs of the origin. */
export interface TokenHolder {
  /** Settles once storage was read and, where that holds nothing, the other tabs had time to answer. */
  readonly restored: Promise<void>;
  current(): HeldTokens | null;
  /** Takes newer tokens and tells the other tabs. Those of a session that was signed out of are refused, and so are older ones. */
  adopt(tokens: HeldTokens): void;
  /** Forgets the tokens of a session, here and in all tabs, for good. */
  drop(sessionId: string): void;
  /** Looks at storage again: another tab may have written it without being waitForMessage. */
  reread(): void;
  /** Waits until another tab has sent something, for so long at most. */
  waitForMessage(milliseconds: number): Promise<void>;
  /** Tells each change of session once. Answers its unsubscribe. */
  onSession(listener: SessionListener): () => void;
}

/** What a holder stands on. */
export interface TokenHolderDependencies {
  readonly key: string;
  readonly storage: TokenStorage | null;
  readonly tabs: Tabs | null;
  readonly clock: ClientClock;
}

// A tab that is awake answers within a few milliseconds; longer would only delay the first request of a lone tab.
const tabReplyTimeoutMilliseconds = 150;

/** Holds tokens in memory, and in storage where one is given. */
export function createTokenHolder({ key, storage, tabs, clock }: TokenHolderDependencies): TokenHolder {
  let held: HeldTokens | null = null;
  let ended: string | null = null;
  const listeners = new Set<SessionListener>();
  const messageWaiters = new Set<() => void>();

  const change = (next: HeldTokens | null): void => {
    const isSessionChange = next?.sessionId !== held?.sessionId;
    held = next;
    // Not in this turn: a listener that throws must not stop a refresh.
    for (const listener of isSessionChange ? listeners : [])
      queueMicrotask(() => listener(next?.sessionId ?? null));
  };
  const acceptTokens = (tokens: HeldTokens): boolean => {
    if (tokens.sessionId === ended || (held !== null && tokens.obtainedAt <= held.obtainedAt)) return false;
    change(tokens);
    return true;
  };
  const forgetSession = (sessionId: string): void => {
    ended = sessionId;
    if (held?.sessionId === sessionId) change(null);
  };
  const reread = (): void => {
    const stored = storage === null ? null : readStorage(storage, key);
    if (stored !== null) acceptTokens(stored);
  };
  const tell = (message: TabMessage): void => tabs?.tell(message);
  const waitForMessage = (milliseconds: number): Promise<void> => {
    const { promise, resolve } = createDeferred();
    messageWaiters.add(resolve);
    return Promise.race([promise, clock.sleep(milliseconds)]).finally(() => messageWaiters.delete(resolve));
  };

  tabs?.hear((sent) => {
    const message = readTabMessage(sent);
    if (message === null) return;
    if (message.kind === 'who-is-signed-in') {
      if (held !== null) tell({ kind: 'tokens', tokens: held });
      return;
    }
    if (message.kind === 'tokens') acceptTokens(message.tokens);
    else forgetSession(message.sessionId);
    for (const wakeWaiter of messageWaiters) wakeWaiter();
  });
  reread();
  const isAlone = held !== null || tabs === null;
  const restored = isAlone ? Promise.resolve() : waitForMessage(tabReplyTimeoutMilliseconds);
  if (!isAlone) tell({ kind: 'who-is-signed-in' });

  return {
    restored,
    current: () => held,
    adopt: (tokens) => {
      if (!acceptTokens(tokens)) return;
      if (storage !== null) writeStorage(storage, key, tokens);
      tell({ kind: 'tokens', tokens });
    },
    drop: (sessionId) => {
      forgetSession(sessionId);
      if (storage !== null && readStorage(storage, key)?.sessionId === sessionId)
        writeStorage(storage, key, null);
      tell({ kind: 'signed-out', sessionId });
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
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
