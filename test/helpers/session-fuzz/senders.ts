import type { Random } from './seeded-random.js';

/** The tokens of a session on its owner's device. */
export interface TokenFamily {
  readonly number: number;
  /** Every refresh token that the owner received, oldest first; the last one is in use. */
  readonly issuedRefreshTokens: string[];
  /** The newest access token and the time of its arrival. */
  accessToken: string;
  accessTokenAt: number;
  loggedOut: boolean;
}

/** A sender of refresh tokens in a round: a tab of the owner, or the thief. */
export interface Sender {
  readonly by: 'owner' | 'thief';
  readonly family: TokenFamily;
  state: 'ready' | 'waiting' | 'done';
  /** How often a response may still be lost, abandoned or prevented by a crash. */
  failuresLeft: number;
  /** The number of sendings, which identifies the response to an abandoned one. */
  sent: number;
  /** How often it still sends, retries aside. */
  sendsLeft: number;
  nextToken(): string;
  /** Processes a response that has arrived. */
  receiveAnswer(successor: string | null): void;
}

/**
 * Returns the tabs of one device, which send their shared token at the same time and again until a response
 * arrives.
 */
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

/** Returns a thief who copied tokens from one device and uses the newest, or any, of them. */
export function createThief(family: TokenFamily, random: Random): Sender {
  const stolen: string[] = [];
  return {
    by: 'thief',
    family,
    state: 'done',
    failuresLeft: 2,
    sent: 0,
    sendsLeft: 0,
    nextToken: () => {
      if (stolen.length === 0 || random.chance(0.2)) {
        stolen.push(
          random.chance(0.7)
            ? (family.issuedRefreshTokens.at(-1) ?? '')
            : random.pick(family.issuedRefreshTokens),
        );
      }
      return random.chance(0.75) ? (stolen.at(-1) ?? '') : random.pick(stolen);
    },
    receiveAnswer: (successor) => {
      if (successor !== null) stolen.push(successor);
    },
  };
}
