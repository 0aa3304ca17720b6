import {
  addSeconds,
  type Clock,
  clockLeewaySeconds,
  type KeyedHash,
  type Transaction,
  type UserId,
} from '../../shared/index.js';

/** What a challenge is for. A signature for one purpose is worth nothing for another. */
export type ChallengePurpose = 'REGISTRATION' | 'LOGIN' | 'REAUTHENTICATION' | 'MFA';

/** The purpose of a challenge and the user it was issued to; null when the user is not known yet. */
export interface ChallengeBinding {
  readonly purpose: ChallengePurpose;
  readonly userId: UserId | null;
}

/** A challenge that a browser passes to the authenticator, and the id that comes back with the response. */
export interface IssuedChallenge {
  readonly id: string;
  readonly challenge: Uint8Array<ArrayBuffer>;
}

/** Stores which challenges have been used. */
export interface UsedChallenges {
  /** Returns false when the challenge was used before. Of two concurrent uses one succeeds. */
  markUsed(transaction: Transaction, challenge: Uint8Array, expiresAt: Date): Promise<boolean>;
  /** Removes the challenges that expired before this moment; at most `maxRows`. */
  removeExpired(transaction: Transaction, before: Date, maxRows: number): Promise<number>;
}

/**
 * Issues challenges without storing them: a challenge is a keyed hash over its id (the time of expiry and 128
 * random bits), its purpose and its user. Callers cannot compute one, so no other id, purpose or user leads
 * to the challenge that was signed; and anonymous callers cannot fill the database by starting sign-ins.
 */
export interface Challenges {
  /** Issues a challenge for five minutes. */
  issue(binding: ChallengeBinding): IssuedChallenge;
  /** Returns the challenge of an id that another module issued, and of which it ensures a single use. */
  derive(binding: ChallengeBinding, id: string): Uint8Array<ArrayBuffer>;
  /**
   * Uses the challenge with this id and returns it; null when the id is malformed or expired, or when the
   * challenge was used before. With another binding it is another challenge, which nobody has signed.
   */
  use(
    transaction: Transaction,
    binding: ChallengeBinding,
    id: string,
  ): Promise<Uint8Array<ArrayBuffer> | null>;
}

export interface ChallengesDependencies {
  readonly used: Pick<UsedChallenges, 'markUsed'>;
  /** Its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  /** Returns 16 random bytes. */
  readonly randomBytes: () => Buffer;
  readonly clock: Clock;
}

/** How long a challenge can be used (WebAuthn Level 3, section 15.1, recommends five minutes). */
export const challengeTtlSeconds: number = 5 * 60;

const idPattern = /^([1-9]\d{0,11})\.[\w-]{22}$/;

export function createChallenges({
  used,
  keyedHash,
  randomBytes,
  clock,
}: ChallengesDependencies): Challenges {
  const derive: Challenges['derive'] = ({ purpose, userId }, id) =>
    new Uint8Array(keyedHash(JSON.stringify([purpose, userId, id])));
  return {
    derive,
    issue: (binding) => {
      const expiresAt = Math.floor(addSeconds(clock.now(), challengeTtlSeconds).getTime() / 1000);
      const id = `${expiresAt}.${randomBytes().toString('base64url')}`;
      return { id, challenge: derive(binding, id) };
    },
    use: async (transaction, binding, id) => {
      const [, expiry] = idPattern.exec(id) ?? [];
      const expiresAt = new Date(Number(expiry ?? 0) * 1000);
      const now = clock.now();
      // One that expires later was not issued: its row would be kept for as long.
      const latest = addSeconds(now, challengeTtlSeconds + clockLeewaySeconds);
      if (expiresAt <= now || expiresAt > latest) return null;
      const challenge = derive(binding, id);
      return (await used.markUsed(transaction, challenge, expiresAt)) ? challenge : null;
    },
  };
}
