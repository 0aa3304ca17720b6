import type { ChangeNotifications, SessionId } from '../../shared/index.js';
import type { CachedSessionFacts, SessionFacts, SessionFactsSource } from './session-facts.js';

/** What the cache is made with. */
export interface SessionFactsCacheOptions {
  readonly source: SessionFactsSource;
  readonly changeNotifications: ChangeNotifications;
  /** How many sessions are cached; the one not asked about for longest goes first. */
  readonly capacity: number;
  /** After this long a session is asked about again whatever was said: a belt beside the braces. */
  readonly ttlMs: number;
  /** Milliseconds on a clock that nobody sets. */
  readonly elapsedMs: () => number;
}

interface Entry {
  readonly facts: SessionFacts;
  readonly readAt: number;
}

/** A pendingRead on its way to the database, and whom a notification has named since it left. */
interface PendingRead {
  readonly changed: Set<string>;
  isOutdated: boolean;
}

/**
 * Remembers the facts of sessions until a notification names the session or its owner. While changeNotifications could be missed nothing is recalled and nothing
 * learned. An answer that left the database before a change is never cached after it: each pendingRead notes the changeNotifications that overtake it.
 */
export function createSessionFactsCache(options: SessionFactsCacheOptions): CachedSessionFacts {
  const { source, changeNotifications, capacity, ttlMs, elapsedMs } = options;
  const entries = new Map<string, Entry>();
  const sessionsOfUser = new Map<string, Set<string>>();
  const pendingReads = new Set<PendingRead>();

  function removeEntry(sessionId: string): void {
    const userId = entries.get(sessionId)?.facts.userId;
    if (userId === undefined) return;
    entries.delete(sessionId);
    const sessions = sessionsOfUser.get(userId);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) sessionsOfUser.delete(userId);
  }

  function addEntry(sessionId: string, entry: Entry): void {
    removeEntry(sessionId);
    entries.set(sessionId, entry);
    const { userId } = entry.facts;
    const sessions = sessionsOfUser.get(userId) ?? new Set();
    sessionsOfUser.set(userId, sessions.add(sessionId));
    // A Map keeps the order of insertion, and whoever is recalled is inserted anew.
    const [oldest] = entries.size > capacity ? entries.keys() : [];
    if (oldest !== undefined) removeEntry(oldest);
  }

  changeNotifications.subscribe('sessions', (sessionId) => {
    for (const pendingRead of pendingReads) pendingRead.changed.add(sessionId);
    removeEntry(sessionId);
  });
  changeNotifications.subscribe('users', (userId) => {
    for (const pendingRead of pendingReads) pendingRead.changed.add(userId);
    for (const sessionId of [...(sessionsOfUser.get(userId) ?? [])]) removeEntry(sessionId);
  });
  changeNotifications.onResync(() => {
    for (const pendingRead of pendingReads) pendingRead.isOutdated = true;
    entries.clear();
    sessionsOfUser.clear();
  });

  return {
    findCached: (sessionId) => {
      const entry = entries.get(sessionId);
      if (entry === undefined || !changeNotifications.isLive()) return null;
      if (elapsedMs() - entry.readAt >= ttlMs) return null;
      entries.delete(sessionId);
      entries.set(sessionId, entry);
      return entry.facts;
    },
    find: (sessionId) => readThrough(sessionId),
  };

  async function readThrough(sessionId: SessionId): Promise<SessionFacts | null> {
    if (!changeNotifications.isLive()) return source.find(sessionId);
    const pendingRead: PendingRead = { changed: new Set(), isOutdated: false };
    const readAt = elapsedMs();
    pendingReads.add(pendingRead);
    try {
      const facts = await source.find(sessionId);
      if (facts === null) removeEntry(sessionId);
      else if (!isStale(pendingRead, sessionId, facts)) addEntry(sessionId, { facts, readAt });
      return facts;
    } finally {
      pendingReads.delete(pendingRead);
    }
  }
}

function isStale({ changed, isOutdated }: PendingRead, sessionId: SessionId, facts: SessionFacts): boolean {
  return isOutdated || changed.has(sessionId) || changed.has(facts.userId);
}
