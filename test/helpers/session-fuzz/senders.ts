import type { Random } from './seeded-random.js';

/** A session as its owner's devices know it. */
export interface TokenFamily {
  readonly number: number;
  /** Every refresh token that its owner was ever handed, oldest first; the last is the one in use. */
  readonly issuedRefreshTokens: string[];
  /** The newest access token, and when it came. */
  accessToken: string;
  accessTokenAt: number;
  loggedOut: boolean;
}

/** Somebody who sends refresh tokens in a round: a tab of the owner, or the thief. */
export interface Sender {
  readonly by: 'owner' | 'thief';
  readonly family: TokenFamily;
  state: 'ready' | 'waiting' | 'done';
  /** How often an answer may still be lost, given up or crashed away. */
  failuresLeft: number;
  /** Counts its sendings, so that an answer to one that it has given up is known. */
  sent: number;
  /** How often it still sends of its own accord. */
  sendsLeft: number;
  nextToken(): string;
  /** What it learned from an answer that reached it. */
  receiveAnswer(successor: string | null): void;
}

/** The tabs of one device all send the token that they share, at the same time and again until they are answered. */
export function tabsOf(family: TokenFamily, random: Random): Sender[] {
  const shared = family.issuedRefreshTokens.at(-1) ?? '';
  return Array.from({ length: 1 + random.below(3) }, () => ({
    by: 'owner' as const,
    family,
    state: 'ready' as const,
    failuresLeft: 3,
    sent: 0,
    sendsLeft: 1,
    nextToken: () => shared,
    receiveAnswer: (successor) => {
      if (successor === null) family.loggedOut = true;
      else if (!family.issuedRefreshTokens.includes(successor)) family.issuedRefreshTokens.push(successor);
    },
  }));
}

/** A thief who copied tokens from one device, and uses the newest that he has, or any. */
export function createThief(family: TokenFamily, random: Random): Sender {
  const held: string[] = [];
  return {
    by: 'thief',
    family,
    state: 'done',
    failuresLeft: 2,
    sent: 0,
    sendsLeft: 0,
    nextToken: () => {
      if (held.length === 0 || random.chance(0.2)) {
        held.push(
          random.chance(0.7)
            ? (family.issuedRefreshTokens.at(-1) ?? '')
            : random.pick(family.issuedRefreshTokens),
        );
      }
      return random.chance(0.75) ? (held.at(-1) ?? '') : random.pick(held);
    },
    receiveAnswer: (successor) => {
      if (successor !== null) held.push(successor);
    },
  };
}
