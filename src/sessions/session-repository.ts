import type { Reader, SessionId, Transaction, UserId } from '../kernel/index.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';
import type { Session, SessionEnd } from './session.js';

/** Which sessions of one person are ended: all, all but some, or those named. */
export interface SessionSelection {
  readonly userId: UserId;
  readonly except?: readonly SessionId[];
  readonly only?: readonly SessionId[];
}

/** One turn of a session's refresh tokens. */
export interface Rotation {
  /** The session as it is afterwards. */
  readonly session: Session;
  readonly usedTokenId: string;
  readonly sealedSuccessor: Buffer;
  readonly successorHash: Buffer;
}

/** Keeps sessions and their refresh tokens. Of the tokens it sees hashes and sealed boxes only. */
export interface SessionRepository {
  /** Stores a new session with its first refresh token. */
  insert(transaction: Transaction, session: Session, tokenHash: Buffer): Promise<void>;
  find(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  /** Those of these people that live at this moment, the last used first. */
  listLiving(reader: Reader, userIds: readonly UserId[], now: Date): Promise<readonly Session[]>;
  /** The session that the token belongs to, held until the transaction ends: refreshes of one session go one by one. */
  lockByToken(transaction: Transaction, tokenHash: Buffer): Promise<Session | null>;
  /** The token as it is now; to be asked only after the session was locked, when nobody else can use it any more. */
  findToken(transaction: Transaction, tokenHash: Buffer): Promise<RefreshTokenRecord | null>;
  /** Marks the one token used and stores its successor; the database refuses a second live token. */
  rotate(transaction: Transaction, rotation: Rotation): Promise<void>;
  /** Ends every selected session that has not ended; answers those of them that were living. */
  end(transaction: Transaction, selection: SessionSelection, end: SessionEnd): Promise<readonly SessionId[]>;
  markAuthenticated(transaction: Transaction, sessionId: SessionId, now: Date): Promise<void>;
}
