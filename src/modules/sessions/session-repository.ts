import type { Reader, SessionId, Transaction, UserId } from '../../shared/index.js';
import type { PresentedToken } from './presented-token.js';
import type { Session, SessionEnd } from './session.js';

/** Which sessions of one user are ended: all, all but some, or those named. */
export interface SessionSelection {
  readonly userId: UserId;
  readonly except?: readonly SessionId[];
  readonly only?: readonly SessionId[];
}

/** One turn of a session's refresh tokens. */
export interface Rotation {
  /** What was read, and judged to be good for a rotation. */
  readonly presented: PresentedToken;
  /** The session as it is afterwards. */
  readonly session: Pick<Session, 'id' | 'lastUsedAt' | 'expiresAt' | 'ipAddress' | 'userAgent'>;
  readonly sealedSuccessor: Buffer;
  readonly successorHash: Buffer;
}

/** Keeps refresh tokens. It sees hashes and sealed boxes only. */
export interface RefreshTokenRepository {
  /** The token with its session and its user at one moment; null when it was never issued, or its session was swept away. */
  findByToken(reader: Reader, tokenHash: Buffer): Promise<PresentedToken | null>;
  /** Holds the session that the token belongs to until the transaction ends: what is read afterwards nobody else can change. */
  lockByToken(transaction: Transaction, tokenHash: Buffer): Promise<void>;
  /**
   * Marks the one token used and stores its successor, in one statement that needs no transaction around it. Answers false, and has done nothing,
   * when the session has changed since it was read, or is held by somebody else now; the database itself refuses a second live token.
   */
  rotate(reader: Reader, rotation: Rotation): Promise<boolean>;
}

/** Keeps sessions, and their refresh tokens with them. */
export interface SessionRepository extends RefreshTokenRepository {
  /** Stores a new session with its first refresh token. */
  insert(transaction: Transaction, session: Session, tokenHash: Buffer): Promise<void>;
  find(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  /** Those of these users that live at this moment, the last used first. */
  listActiveSessions(reader: Reader, userIds: readonly UserId[], now: Date): Promise<readonly Session[]>;
  /** Ends every selected session that has not ended; answers those of them that were active. */
  end(transaction: Transaction, selection: SessionSelection, end: SessionEnd): Promise<readonly SessionId[]>;
  markAuthenticated(transaction: Transaction, sessionId: SessionId, now: Date): Promise<void>;
}
