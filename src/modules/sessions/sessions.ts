import {
  parseSessionId,
  type Reader,
  type SessionId,
  type Transaction,
  type UserId,
} from '../../shared/index.js';
import { accountDisabled, type CurrentUser, eventActor, type Role } from '../access/index.js';
import { hashToken } from '../tokens/index.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import { type LogoutDependencies, type LogoutRequest, logout } from './logout.js';
import { type RefreshRequest, refreshSession } from './refresh-session.js';
import { generateRefreshToken } from './refresh-tokens.js';
import { addAuthMethods, isActive, type Session, type SignIn } from './session.js';
import { newSession, type SessionStart } from './session-lifetimes.js';
import { sessionNotFound } from './sessions-errors.js';

/** The operations on sessions that other modules and the entry points use. */
export interface Sessions {
  /**
   * Starts a session after the verification of a password; without a client, one that the server starts by
   * itself, which the audit log attributes to the server. Throws ACCOUNT_DISABLED for a role that is not
   * declared.
   */
  startSession(
    transaction: Transaction,
    start: SessionStart & { readonly user: { readonly role: Role } },
  ): Promise<IssuedTokens>;
  /** Rotates a refresh token. See the function `refreshSession` for the errors. */
  refreshSession(request: RefreshRequest): Promise<IssuedTokens>;
  /** Ends the sessions that the credentials allow. See the function `logout`. */
  logout(request: LogoutRequest): Promise<number>;
  /** Ends one of the caller's own sessions. Throws SESSION_NOT_FOUND, also for a session of another user. */
  revokeOwnSession(currentUser: CurrentUser, sessionId: string): Promise<void>;
  /**
   * Ends all sessions of a user, or all but one, and returns how many were active. The caller emits the
   * event.
   */
  endSessions(
    transaction: Transaction,
    userId: UserId,
    options: { readonly except?: SessionId; readonly reason: string },
  ): Promise<number>;
  /** Records that the user proved who they are in the session just now. */
  recordReauthentication(transaction: Transaction, sessionId: SessionId): Promise<void>;
  /** Records what was proven in the session, by the names of RFC 8176. The caller has locked its user. */
  recordProof(transaction: Transaction, sessionId: SessionId, authMethods: readonly string[]): Promise<void>;
  /** Reduces the sessions of a user who has lost the last second factor to an assurance of 1. */
  removeSecondFactor(transaction: Transaction, userId: UserId): Promise<void>;
  /** Returns the session unless it has ended or expired. */
  findActiveSession(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  /** Returns how the session was started; null when there is none. */
  findSignIn(reader: Reader, sessionId: SessionId): Promise<SignIn | null>;
  /** Returns the active sessions of these users, last used first. */
  listActiveSessions(reader: Reader, userIds: readonly UserId[]): Promise<readonly Session[]>;
}

export function createSessions(dependencies: LogoutDependencies): Sessions {
  const { repository, revocation, clock } = dependencies;
  return {
    startSession: (transaction, request) => startSession(dependencies, transaction, request),
    refreshSession: (request) => refreshSession(dependencies, request),
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
    recordProof: async (transaction, sessionId, authMethods) => {
      const session = await repository.find(transaction, sessionId);
      if (session === null) throw new Error('a proof was recorded for a session without a row');
      const all = addAuthMethods(session.authMethods, authMethods);
      await repository.setAuthMethods(transaction, sessionId, all);
    },
    removeSecondFactor: (transaction, userId) => repository.removeAuthMethod(transaction, userId, 'mfa'),
    findActiveSession: async (reader, sessionId) => {
      const session = await repository.find(reader, sessionId);
      return session !== null && isActive(session, clock.now()) ? session : null;
    },
    findSignIn: (reader, sessionId) => repository.findSignIn(reader, sessionId),
    listActiveSessions: (reader, userIds) => repository.listActiveSessions(reader, userIds, clock.now()),
  };
}

async function startSession(
  { roles, repository, lifetimes, accessTokens, events, clock }: LogoutDependencies,
  transaction: Transaction,
  request: SessionStart & { readonly user: { readonly role: Role } },
): Promise<IssuedTokens> {
  if (!roles.admits(request.user.role)) throw accountDisabled();
  const now = clock.now();
  const session = newSession(request, lifetimes, now);
  const refreshToken = generateRefreshToken();
  repository.insert(transaction, session, hashToken(refreshToken.text));
  await events.publishEvent(transaction, {
    type: 'session.started',
    occurredAt: now,
    actor: request.client === null ? { type: 'SYSTEM' } : { type: 'USER', id: session.userId },
    subjectId: session.userId,
    sessionId: session.id,
    ...(request.isKnownDevice === undefined ? {} : { isKnownDevice: request.isKnownDevice }),
    changes: {
      authMethods: { from: null, to: session.authMethods },
      scope: { from: null, to: session.scope },
    },
  });
  return issueTokens({ accessTokens, roles }, session, request.user.role, refreshToken.text);
}

function revokeOwnSession(
  { transactions, repository, revocation }: LogoutDependencies,
  currentUser: CurrentUser,
  text: string,
): Promise<void> {
  const id = parseSessionId(text);
  const actor = { type: 'USER', user: currentUser } as const;
  return transactions.runAs(actor, { users: [currentUser.id] }, async (transaction, judged) => {
    const session = id === null ? null : await repository.find(transaction, id);
    if (session?.userId !== currentUser.id) throw sessionNotFound(['id']);
    await revocation.endSession(transaction, session, eventActor(judged), 'REVOKED');
  });
}
