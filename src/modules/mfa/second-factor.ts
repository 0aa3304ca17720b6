import type { Reader, Transaction, UserId } from '../../shared/index.js';

/** How a second factor is proven. */
export type MfaMethod = 'TOTP' | 'RECOVERY_CODE' | 'PASSKEY';

/** What a client sends to prove a second factor; each method reads its own member. */
export interface SecondFactorInput {
  readonly code: string | null;
  /** The response of the browser to the options of the challenge. */
  readonly passkeyResponse: Readonly<Record<string, unknown>> | null;
}

/** The challenge that a proof answers. */
export interface ProofChallenge {
  /** The id that the challenge was begun with. It is not the secret that the client holds. */
  readonly id: string;
  readonly userId: UserId;
}

/**
 * Returns true for a right proof, and sends the record of its use without waiting: it is never accepted
 * again. Called at most once, by the holder of the lock, who counts the attempts.
 */
export type VerifyProof = () => Promise<boolean>;

/** Returns what the browser needs to answer a challenge, or null when that is nothing. */
export type BeginChallenge = (challengeId: string) => Readonly<Record<string, unknown>> | null;

/** A kind of second factor. The rows that it changes are protected by the lock of the user's row. */
export interface SecondFactor {
  readonly method: MfaMethod;
  /** What a proof adds to the `authMethods` of a session (RFC 8176), beside `mfa`. */
  readonly authMethods: readonly string[];
  /** Returns those of the users who can prove this factor. */
  findEnrolled(reader: Reader, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>>;
  /** Reads in one statement what a challenge needs; null for a user who cannot prove this factor. */
  prepareChallenge(transaction: Transaction, userId: UserId): Promise<BeginChallenge | null>;
  /**
   * Reads what a proof is compared with, and compares nothing. The statements follow that of the lock of the
   * user's row, which the caller holds or has sent.
   */
  prepareProof(
    transaction: Transaction,
    challenge: ProofChallenge,
    input: SecondFactorInput,
  ): Promise<VerifyProof>;
  /** Removes what the user has enrolled since then, and returns whether there was something. */
  removeSince(transaction: Transaction, userId: UserId, since: Date): Promise<boolean>;
  /** Removes everything that the user has enrolled. */
  removeAll(transaction: Transaction, userId: UserId): Promise<void>;
}
