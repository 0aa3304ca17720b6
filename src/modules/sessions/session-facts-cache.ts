import type { ChangeNotifications, SessionId } from '../../shared/index.js';
import type { CachedSessionFacts, SessionFacts, SessionFactsSource } from './session-facts.js';

/** The source and the limits of the cache. */
export interface SessionFactsCacheOptions {
  readonly source: SessionFactsSource;
  readonly changeNotifications: ChangeNotifications;
  /** The maximum number of cached sessions; the least recently used one is evicted. */
  readonly capacity: number;
  /** The lifetime of an entry, even without an invalidation. */
  readonly ttlMs: number;
  /** Returns milliseconds of a monotonic clock. */
  readonly elapsedMs: () => number;
}

interface Entry {
  readonly facts: SessionFacts;
  readonly readAt: number;
}

/** A read in progress. */
interface PendingRead {
  /** The sessions and users that change notifications have named since it started. */
  readonly changedIds: Set<string>;
  isOutdated: boolean;
}

/**
 * Caches the facts of sessions until a change notification names the session or its user. While notifications
 * may be missed, the cache is neither read nor filled. Facts that were read before a change are never cached
 * after it: each pending read records the notifications that arrive meanwhile.
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
    // A Map iterates in insertion order, and a cache hit inserts the entry again.
    const [oldest] = entries.size > capacity ? entries.keys() : [];
    if (oldest !== undefined) removeEntry(oldest);
  }

  changeNotifications.subscribe('sessions', (sessionId) => {
    for (const pendingRead of pendingReads) pendingRead.changedIds.add(sessionId);
    removeEntry(sessionId);
  });
  changeNotifications.subscribe('users', (userId) => {
    for (const pendingRead of pendingReads) pendingRead.changedIds.add(userId);
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
    const pendingRead: PendingRead = { changedIds: new Set(), isOutdated: false };
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

function isStale(
  { changedIds, isOutdated }: PendingRead,
  sessionId: SessionId,
  facts: SessionFacts,
): boolean {
  return isOutdated || changedIds.has(sessionId) || changedIds.has(facts.userId);
}
