import { createHash } from 'node:crypto';
import type { Clock } from './clock.js';

/** What was seen lately, so that a flood of the same is seen once and not a thousand times. */
export interface RecentlySeenSet {
  /**
   * True when the key was not seen within the last minute, and takes it as seen from now on. Beyond ten thousand keys the oldest is forgotten, and so
   * seen again rather than lost; a clock that goes back silences nothing.
   */
  addIfUnseen(key: string): boolean;
  /** For what could not be seen after all. */
  forget(key: string): void;
}

const windowMs = 60_000;
const maximumEntries = 10_000;

/** Makes a memory; each instance of the server has its own. */
export function createRecentlySeenSet(clock: Clock): RecentlySeenSet {
  const seen = new Map<string, number>();
  return {
    addIfUnseen: (name) => {
      const key = hashKey(name);
      const now = clock.now().getTime();
      const last = seen.get(key);
      if (last !== undefined && now - last < windowMs && now >= last) return false;
      // Set anew, so that the oldest stands first.
      seen.delete(key);
      seen.set(key, now);
      const [oldest] = seen.keys();
      if (seen.size > maximumEntries && oldest !== undefined) seen.delete(oldest);
      return true;
    },
    forget: (name) => {
      seen.delete(hashKey(name));
    },
  };
}

/** Names come from strangers too, and may be of any length: what is remembered of one is not. */
function hashKey(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
