import { createHash } from 'node:crypto';
import type { Clock } from './clock.js';

/** Remembers keys for one minute, so that repeated occurrences are handled once. */
export interface RecentlySeenSet {
  /**
   * Adds the key and returns true, or returns false when it was added within the last minute. Holds ten
   * thousand keys; beyond that the oldest is dropped and counts as unseen. A clock that goes back makes keys
   * unseen, never blocked.
   */
  addIfUnseen(key: string): boolean;
  /** Removes a key, so that the next occurrence counts as unseen. */
  forget(key: string): void;
}

const windowMs = 60_000;
const maximumEntries = 10_000;

export function createRecentlySeenSet(clock: Clock): RecentlySeenSet {
  const seen = new Map<string, number>();
  return {
    addIfUnseen: (key) => {
      const hash = hashKey(key);
      const now = clock.now().getTime();
      const last = seen.get(hash);
      if (last !== undefined && now - last < windowMs && now >= last) return false;
      // Deleted and added again, so that the oldest entry is the first of the map.
      seen.delete(hash);
      seen.set(hash, now);
      const [oldest] = seen.keys();
      if (seen.size > maximumEntries && oldest !== undefined) seen.delete(oldest);
      return true;
    },
    forget: (key) => {
      seen.delete(hashKey(key));
    },
  };
}

/** Keys may come from unauthenticated callers and be of any length; the hashes that are kept are not. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
