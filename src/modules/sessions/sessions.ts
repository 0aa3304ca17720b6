import {
  parseSessionId,
  type Reader,
  type SessionId,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import type { CurrentUser, Role } from '../access/index.js';
import { hashToken } from '../tokens/index.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import { type LogoutDependencies, type LogoutRequest, logout } from './logout.js';
import { type RefreshRequest, refreshSession } from './refresh-session.js';
import { generateRefreshToken } from './refresh-tokens.js';
import { isActive, type Session } from './session.js';
import { newSession, type SessionStart } from './session-lifetimes.js';
import { sessionNotFound } from './sessions-errors.js';

/** Starts, refreshes, finds and revocation sessions. */
export interface Sessions {
  /** Starts a session for a user who has just proven a password. */
  start(
    transaction: Transaction,
    start: SessionStart & { readonly user: { readonly role: Role } },
  ): Promise<IssuedTokens>;
  /** Trades a refresh token; see `refreshSession` for what it refuses. */
  refresh(request: RefreshRequest): Promise<IssuedTokens>;
  /** Ends sessions for who holds a credential of one; see `logout` for which. */
  logout(request: LogoutRequest): Promise<number>;
  /** Ends one of the caller's own sessions; an ended one stays ended. Refuses with SESSION_NOT_FOUND, alike for another user's. */
  revokeOwnSession(currentUser: CurrentUser, sessionId: string): Promise<void>;
  /** Ends a user's sessions, all or all but one; answers how many were active. The caller tells the event that says why. */
  endSessions(
    transaction: Transaction,
    userId: UserId,
    options: { readonly except?: SessionId; readonly reason: string },
  ): Promise<number>;
  /** Notes that a password was proven in the session just now. */
  recordReauthentication(transaction: Transaction, sessionId: SessionId): Promise<void>;
  /** The session, unless it has ended or is over by time. */
  findActiveSession(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  /** The active sessions of these users, the last used first. */
  listActiveSessions(reader: Reader, userIds: readonly UserId[]): Promise<readonly Session[]>;
}

/** What sessions are made with. */
export interface SessionsDependencies extends LogoutDependencies {}

/** Makes the sessions' service. */
export function createSessions(dependencies: SessionsDependencies): Sessions {
  const { repository, revocation, clock } = dependencies;
  return {
    start: (transaction, request) => start(dependencies, transaction, request),
    refresh: (request) => refreshSession(dependencies, request),
    logout: (request) => logout(dependencies, request),
    revokeOwnSession: (currentUser, sessionId) => revokeOwnSession(dependencies, currentUser, sessionId),
    endSessions: (transaction, userId, { except, reason }) =>
      revocation.endSessions(
        transaction,
        except === undefined ? { userId } : { userId, except: [except] },
        reason,
      ),
    recordReauthentication: (transaction, sessionId) =>
      repository.markAuthenticated(transaction, sessionId, clock.now()),
    findActiveSession: async (reader, sessionId) => {
      const session = await repository.find(reader, sessionId);
      return session !== null && isActive(session, clock.now()) ? session : null;
    },
    listActiveSessions: (reader, userIds) => repository.listActiveSessions(reader, userIds, clock.now()),
  };
}

async function start(
  { repository, lifetimes, accessTokens, events, clock }: SessionsDependencies,
  transaction: Transaction,
  request: SessionStart & { readonly user: { readonly role: Role } },
): Promise<IssuedTokens> {
  const now = clock.now();
  const session = newSession(request, lifetimes, now);
  const refreshToken = generateRefreshToken();
  await repository.insert(transaction, session, hashToken(refreshToken.text));
  await events.publish(transaction, {
    type: 'session.started',
    occurredAt: now,
    actor: { type: 'USER', id: session.userId },
    subjectId: session.userId,
    sessionId: session.id,
    changes: {
      authMethods: { from: null, to: session.authMethods },
      scope: { from: null, to: session.scope },
    },
  });
  return issueTokens(accessTokens, session, request.user.role, refreshToken.text);
}

async function revokeOwnSession(
  { transactions, repository, revocation }: SessionsDependencies,
  currentUser: CurrentUser,
  text: string,
): Promise<void> {
  const id = parseSessionId(text);
  await transactions.run(async (transaction) => {
    const session = id === null ? null : await repository.find(transaction, id);
    if (session?.userId !== currentUser.id) throw sessionNotFound(['id']);
    await revocation.endSession(transaction, session, { type: 'USER', id: currentUser.id }, 'REVOKED');
  });
}
