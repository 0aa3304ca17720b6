import type { EventPublisher, Reader, SessionId, Transaction, UserId } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { hashToken } from '../tokens/index.js';
import { evaluatePresentedToken, type RefreshDependencies } from './refresh-session.js';
import { refreshTokens } from './refresh-tokens.js';
import type { Session } from './session.js';
import { findSessionFailure, type SessionFacts } from './session-facts.js';
import { cannotEndOthers } from './sessions-errors.js';

/** The session of the credential, the user's other sessions, or all of them. */
export type LogoutScope = 'CURRENT' | 'OTHERS' | 'ALL';

/** The credentials of a logout: a refresh token, an access token, both or neither. */
export interface LogoutRequest {
  /** Default: CURRENT. */
  readonly scope?: LogoutScope;
  readonly refreshToken: string | null;
  readonly currentUser: CurrentUser | null;
}

export interface LogoutDependencies extends RefreshDependencies {
  readonly events: EventPublisher;
  readonly findFacts: (reader: Reader, sessionId: SessionId) => Promise<SessionFacts | null>;
}

/** A session whose credential was verified by this request. */
type VerifiedSession = Pick<Session, 'id' | 'userId' | 'scope'>;

/**
 * Ends the sessions that the credentials allow, and returns how many were active. CURRENT ends the sessions
 * of the access token and of the refresh token, used or not, and never throws (RFC 7009 section 2.2). OTHERS
 * and ALL end further sessions of the user and therefore require more. A refresh token counts only while it
 * can be refreshed, because a stolen old one could otherwise sign its owner out everywhere. A narrowed token
 * needs account:write, as for `revokeSession`; throws SCOPE_NOT_ALLOWED without it. An invalid credential
 * ends nothing.
 */
export async function logout(dependencies: LogoutDependencies, request: LogoutRequest): Promise<number> {
  const { scope = 'CURRENT', currentUser } = request;
  const hash = hashIfRefreshToken(request.refreshToken);
  if (hash === null && currentUser === null) return 0;
  if (scope === 'CURRENT') return endCredentialSessions(dependencies, hash, currentUser);
  // Evaluated before the transaction: with a session already locked, two such logouts could deadlock.
  const verified = await findVerifiedSessions(dependencies, hash, currentUser);
  if (verified.some((session) => session.scope?.includes('account:write') === false)) throw cannotEndOthers();
  const kept = scope === 'OTHERS' ? verified.map(({ id }) => id) : [];
  let ended = 0;
  for (const userId of new Set(verified.map((session) => session.userId))) {
    ended += await dependencies.transactions.runAs(serverActor, { users: [userId] }, async (transaction) => {
      // Another request may have ended the session, or disabled the user, since the credential was verified.
      const own = verified.filter((session) => session.userId === userId);
      if (!(await areSessionsValid(dependencies, transaction, own))) return 0;
      const count = await dependencies.revocation.endSessions(
        transaction,
        { userId, except: kept },
        'LOGOUT',
      );
      if (count > 0) await emitSessionsRevoked(dependencies, transaction, userId);
      return count;
    });
  }
  return scope === 'ALL' ? ended + (await endCredentialSessions(dependencies, hash, currentUser)) : ended;
}

/** The user is named by the event; the credentials are judged here, because they may be refresh tokens. */
const serverActor = { type: 'SYSTEM' } as const;

async function areSessionsValid(
  { roles, findFacts, clock }: LogoutDependencies,
  transaction: Transaction,
  sessions: readonly VerifiedSession[],
): Promise<boolean> {
  for (const { id, userId } of sessions) {
    const facts = await findFacts(transaction, id);
    if (findSessionFailure(facts, userId, roles, clock.now()) !== null) return false;
  }
  return true;
}

/** A used token counts too: the holder of any token of a session may end it, and nothing else. */
async function endCredentialSessions(
  { transactions, repository, revocation }: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<number> {
  const own = currentUser === null ? [] : [{ id: currentUser.sessionId, userId: currentUser.id }];
  const presented = tokenHash === null ? null : await repository.findByToken(transactions.reader, tokenHash);
  // Sessions are locked in the order of their ids everywhere.
  const sessions =
    presented === null ? own : [...own, presented.session].sort((one, other) => (one.id < other.id ? -1 : 1));
  const users = sessions.map(({ userId }) => userId);
  return transactions.runAs(serverActor, { users }, async (transaction) => {
    let ended = 0;
    for (const session of sessions) {
      ended += await revocation.endSession(
        transaction,
        session,
        { type: 'USER', id: session.userId },
        'LOGOUT',
      );
    }
    return ended;
  });
}

async function findVerifiedSessions(
  dependencies: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<readonly VerifiedSession[]> {
  const presented = tokenHash === null ? null : await findRefreshableSession(dependencies, tokenHash);
  if (currentUser === null) return presented === null ? [] : [presented];
  const { id: userId, sessionId: id, scopes: scope } = currentUser;
  return presented === null ? [{ id, userId, scope }] : [{ id, userId, scope }, presented];
}

/** Returns the session of a refresh token that can be refreshed now; null for any other token. */
async function findRefreshableSession(
  dependencies: LogoutDependencies,
  tokenHash: Buffer,
): Promise<VerifiedSession | null> {
  const { transactions, repository, clock } = dependencies;
  const presented = await repository.findByToken(transactions.reader, tokenHash);
  if (presented === null) return null;
  const { kind } = await evaluatePresentedToken(presented, dependencies, transactions.reader, clock.now());
  return kind === 'rotate' || kind === 'repeat' ? presented.session : null;
}

function emitSessionsRevoked(
  { events, clock }: LogoutDependencies,
  transaction: Transaction,
  userId: UserId,
): Promise<void> {
  return events.publishEvent(transaction, {
    type: 'user.sessions-revoked',
    occurredAt: clock.now(),
    actor: { type: 'USER', id: userId },
    subjectId: userId,
  });
}

function hashIfRefreshToken(refreshToken: string | null): Buffer | null {
  if (refreshToken === null || refreshTokens.parseSecret(refreshToken) === null) return null;
  return hashToken(refreshToken);
}
