import type { Reader, SessionId, Transaction, UserId } from '../../shared/index.js';
import type { RefreshTokenRepository } from './refresh-token-repository.js';
import type { Session, SessionEnd, SignIn } from './session.js';

/** The sessions of one user to end: all, all but some, or the given ones. */
export interface SessionSelection {
  readonly userId: UserId;
  readonly except?: readonly SessionId[];
  readonly only?: readonly SessionId[];
}

export interface SessionRepository extends RefreshTokenRepository {
  /** Sends a new session with its first refresh token, without waiting for the results. */
  insert(transaction: Transaction, session: Session, tokenHash: Buffer): void;
  find(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  findSignIn(reader: Reader, sessionId: SessionId): Promise<SignIn | null>;
  /** Returns the active sessions of these users, last used first. */
  listActiveSessions(reader: Reader, userIds: readonly UserId[], now: Date): Promise<readonly Session[]>;
  /** Ends every selected session that has not ended. Returns the ids of those that were active. */
  end(transaction: Transaction, selection: SessionSelection, end: SessionEnd): Promise<readonly SessionId[]>;
  /** Locks the users of all sessions that have not ended, in the order of their ids. */
  lockOwners(transaction: Transaction): Promise<void>;
  /** Ends every session of every user. Returns how many were active. */
  endAll(transaction: Transaction, end: SessionEnd): Promise<number>;
  markAuthenticated(transaction: Transaction, sessionId: SessionId, now: Date): Promise<void>;
  setAuthMethods(
    transaction: Transaction,
    sessionId: SessionId,
    authMethods: readonly string[],
  ): Promise<void>;
  /** Removes the method from all sessions of the user that have not ended. */
  removeAuthMethod(transaction: Transaction, userId: UserId, method: string): Promise<void>;
}
