import { createHash } from 'node:crypto';
import type { Clock } from './clock.js';

/** What was told lately, so that a flood of the same is told once and not a thousand times. */
export interface Novelties {
  /**
   * True when the key was not told within the last minute, and takes it as told from now on. Beyond ten thousand keys the oldest is forgotten, and so
   * told again rather than lost; a clock that goes back silences nothing.
   */
  isNew(key: string): boolean;
  /** For what could not be told after all. */
  forget(key: string): void;
}

const silenceMs = 60_000;
const mostRemembered = 10_000;

/** Makes a memory; each instance of the server has its own. */
export function createNovelties(clock: Clock): Novelties {
  const told = new Map<string, number>();
  return {
    isNew: (name) => {
      const key = short(name);
      const now = clock.now().getTime();
      const last = told.get(key);
      if (last !== undefined && now - last < silenceMs && now >= last) return false;
      // Set anew, so that the oldest stands first.
      told.delete(key);
      told.set(key, now);
      const [oldest] = told.keys();
      if (told.size > mostRemembered && oldest !== undefined) told.delete(oldest);
      return true;
    },
    forget: (name) => {
      told.delete(short(name));
    },
  };
}

/** Names come from strangers too, and may be of any length: what is remembered of one is not. */
function short(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
