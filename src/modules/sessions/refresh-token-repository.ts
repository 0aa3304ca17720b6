import type { StatementCharge } from '../../platform/rate-limit/index.js';
import type { Reader, Transaction } from '../../shared/index.js';
import type { PresentedToken } from './presented-token.js';
import type { Session } from './session.js';

/** A rotation of a session's refresh token. */
export interface Rotation {
  /** The token as it was read and accepted for rotation. */
  readonly presented: PresentedToken;
  /** The session after the rotation. */
  readonly session: Pick<Session, 'id' | 'lastUsedAt' | 'expiresAt' | 'ipAddress' | 'userAgent'>;
  readonly sealedSuccessor: Buffer;
  readonly successorHash: Buffer;
}

/** Stores refresh tokens, as hashes and sealed successors only. */
export interface RefreshTokenRepository {
  /**
   * Returns the token with its session and user at one moment; null when it was never issued or has been
   * removed.
   */
  findByToken(reader: Reader, tokenHash: Buffer): Promise<PresentedToken | null>;
  /** Returns when the last token before this time was issued, by any instance; null for none. */
  findLastIssue(reader: Reader, before: Date): Promise<Date | null>;
  /**
   * Locks the token's session until the transaction ends, so that no other transaction changes what is read
   * then.
   */
  lockByToken(transaction: Transaction, tokenHash: Buffer): Promise<void>;
  /**
   * Marks the token used and stores its successor, in one statement that needs no transaction. Returns false,
   * without a rotation, when the session has changed since it was read, or when another transaction has
   * locked it. A constraint prevents a second live token. With a charge, the statement charges first; throws
   * RATE_LIMITED, without a change, when it is rejected.
   */
  rotate(reader: Reader, rotation: Rotation, charge: StatementCharge | null): Promise<boolean>;
}
