import type { Random } from './seeded-random.js';

/** A session as its owner's devices know it. */
export interface Family {
  readonly number: number;
  /** Every refresh token that its owner was ever handed, oldest first; the last is the one in use. */
  readonly handedOut: string[];
  /** The newest access token, and when it came. */
  accessToken: string;
  accessTokenAt: number;
  loggedOut: boolean;
}

/** Somebody who sends refresh tokens in a round: a tab of the owner, or the thief. */
export interface Sender {
  readonly by: 'owner' | 'thief';
  readonly family: Family;
  state: 'ready' | 'waiting' | 'done';
  /** How often an answer may still be lost, given up or crashed away. */
  mishapsLeft: number;
  /** Counts its sendings, so that an answer to one that it has given up is known. */
  sent: number;
  /** How often it still sends of its own accord. */
  sendsLeft: number;
  nextToken(): string;
  /** What it learned from an answer that reached it. */
  hear(successor: string | null): void;
}

/** The tabs of one device all send the token that they share, at the same time and again until they are answered. */
export function tabsOf(family: Family, random: Random): Sender[] {
  const shared = family.handedOut.at(-1) ?? '';
  return Array.from({ length: 1 + random.below(3) }, () => ({
    by: 'owner' as const,
    family,
    state: 'ready' as const,
    mishapsLeft: 3,
    sent: 0,
    sendsLeft: 1,
    nextToken: () => shared,
    hear: (successor) => {
      if (successor === null) family.loggedOut = true;
      else if (!family.handedOut.includes(successor)) family.handedOut.push(successor);
    },
  }));
}

/** A thief who copied tokens from one device, and uses the newest that he has, or any. */
export function createThief(family: Family, random: Random): Sender {
  const held: string[] = [];
  return {
    by: 'thief',
    family,
    state: 'done',
    mishapsLeft: 2,
    sent: 0,
    sendsLeft: 0,
    nextToken: () => {
      if (held.length === 0 || random.chance(0.2)) {
        held.push(random.chance(0.7) ? (family.handedOut.at(-1) ?? '') : random.pick(family.handedOut));
      }
      return random.chance(0.75) ? (held.at(-1) ?? '') : random.pick(held);
    },
    hear: (successor) => {
      if (successor !== null) held.push(successor);
    },
  };
}
