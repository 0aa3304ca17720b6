import type { ChangeNotices, SessionId } from '../../shared/index.js';
import type { RememberedSessionFacts, SessionFacts, SessionFactsSource } from './session-facts.js';

/** What the cache is made with. */
export interface SessionFactsCacheOptions {
  readonly source: SessionFactsSource;
  readonly notices: ChangeNotices;
  /** How many sessions are remembered; the one not asked about for longest goes first. */
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

/** A question on its way to the database, and whom a notice has named since it left. */
interface Question {
  readonly changed: Set<string>;
  isOutdated: boolean;
}

/**
 * Remembers the facts of sessions until a notice names the session or its owner. While notices could be missed nothing is recalled and nothing
 * learned. An answer that left the database before a change is never remembered after it: each question notes the notices that overtake it.
 */
export function createSessionFactsCache(options: SessionFactsCacheOptions): RememberedSessionFacts {
  const { source, notices, capacity, ttlMs, elapsedMs } = options;
  const entries = new Map<string, Entry>();
  const sessionsOfUser = new Map<string, Set<string>>();
  const questions = new Set<Question>();

  function forget(sessionId: string): void {
    const userId = entries.get(sessionId)?.facts.userId;
    if (userId === undefined) return;
    entries.delete(sessionId);
    const sessions = sessionsOfUser.get(userId);
    sessions?.delete(sessionId);
    if (sessions?.size === 0) sessionsOfUser.delete(userId);
  }

  function remember(sessionId: string, entry: Entry): void {
    forget(sessionId);
    entries.set(sessionId, entry);
    const { userId } = entry.facts;
    const sessions = sessionsOfUser.get(userId) ?? new Set();
    sessionsOfUser.set(userId, sessions.add(sessionId));
    // A Map keeps the order of insertion, and whoever is recalled is inserted anew.
    const [oldest] = entries.size > capacity ? entries.keys() : [];
    if (oldest !== undefined) forget(oldest);
  }

  notices.subscribe('sessions', (sessionId) => {
    for (const question of questions) question.changed.add(sessionId);
    forget(sessionId);
  });
  notices.subscribe('users', (userId) => {
    for (const question of questions) question.changed.add(userId);
    for (const sessionId of [...(sessionsOfUser.get(userId) ?? [])]) forget(sessionId);
  });
  notices.onResync(() => {
    for (const question of questions) question.isOutdated = true;
    entries.clear();
    sessionsOfUser.clear();
  });

  return {
    recall: (sessionId) => {
      const entry = entries.get(sessionId);
      if (entry === undefined || !notices.isLive()) return null;
      if (elapsedMs() - entry.readAt >= ttlMs) return null;
      entries.delete(sessionId);
      entries.set(sessionId, entry);
      return entry.facts;
    },
    find: (sessionId) => ask(sessionId),
  };

  async function ask(sessionId: SessionId): Promise<SessionFacts | null> {
    if (!notices.isLive()) return source.find(sessionId);
    const question: Question = { changed: new Set(), isOutdated: false };
    const readAt = elapsedMs();
    questions.add(question);
    try {
      const facts = await source.find(sessionId);
      if (facts === null) forget(sessionId);
      else if (!isOvertaken(question, sessionId, facts)) remember(sessionId, { facts, readAt });
      return facts;
    } finally {
      questions.delete(question);
    }
  }
}

function isOvertaken({ changed, isOutdated }: Question, sessionId: SessionId, facts: SessionFacts): boolean {
  return isOutdated || changed.has(sessionId) || changed.has(facts.userId);
}
