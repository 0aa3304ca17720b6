import type { EventPublisher, Transaction, UserId } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { hashToken } from '../tokens/index.js';
import { evaluatePresentedToken, type RefreshDependencies } from './refresh-session.js';
import { refreshTokens } from './refresh-tokens.js';
import type { Session } from './session.js';
import { cannotEndOthers } from './sessions-errors.js';

/** The session of the credential; the user's others; or all of them. */
export type LogoutScope = 'CURRENT' | 'OTHERS' | 'ALL';

/** What a client logs out with: either, both or neither. */
export interface LogoutRequest {
  /** Left out: CURRENT. */
  readonly scope?: LogoutScope;
  readonly refreshToken: string | null;
  readonly currentUser: CurrentUser | null;
}

/** What a logout is made with. */
export interface LogoutDependencies extends RefreshDependencies {
  readonly events: EventPublisher;
}

/** A session whose holder has proven to be its user just now. */
type ProvenSession = Pick<Session, 'id' | 'userId' | 'scope'>;

/**
 * Ends sessions for who holds a credential of one; answers how many were active. CURRENT revocation the session of the access token and that of the
 * refresh token, used or not, and never refuses (RFC 7009 section 2.2). OTHERS and ALL reach the user's other sessions, so they ask for more:
 * a refresh token counts only while it could be traded, or a stolen old one could log its owner out everywhere; and a narrowed token must have
 * account:write, as `revokeSession` demands (SCOPE_NOT_ALLOWED). A credential that proves nobody revocation nothing.
 */
export async function logout(dependencies: LogoutDependencies, request: LogoutRequest): Promise<number> {
  const { scope = 'CURRENT', currentUser } = request;
  const hash = hashIfRefreshToken(request.refreshToken);
  if (hash === null && currentUser === null) return 0;
  if (scope === 'CURRENT') return endCredentialSessions(dependencies, hash, currentUser);
  // Judged before the transaction: with one session locked already, two such logouts could wait for each other.
  const proven = await findProvenSessions(dependencies, hash, currentUser);
  if (proven.some((session) => session.scope?.includes('account:write') === false)) throw cannotEndOthers();
  const kept = scope === 'OTHERS' ? proven.map(({ id }) => id) : [];
  let ended = 0;
  for (const userId of new Set(proven.map((session) => session.userId))) {
    ended += await dependencies.transactions.run(async (transaction) => {
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

/** A used token counts too: who holds any token of a session may end it, and can do no worse with it. */
function endCredentialSessions(
  { transactions, repository, revocation }: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<number> {
  return transactions.run(async (transaction) => {
    const own = currentUser === null ? [] : [{ id: currentUser.sessionId, userId: currentUser.id }];
    const presented = tokenHash === null ? null : await repository.findByToken(transaction, tokenHash);
    let ended = 0;
    // In the order in which everybody locks sessions, whichever credential was of which.
    const both =
      presented === null
        ? own
        : [...own, presented.session].sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const session of both) {
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

async function findProvenSessions(
  dependencies: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<readonly ProvenSession[]> {
  const presented = tokenHash === null ? null : await findRefreshableSession(dependencies, tokenHash);
  if (currentUser === null) return presented === null ? [] : [presented];
  const { id: userId, sessionId: id, scopes: scope } = currentUser;
  return presented === null ? [{ id, userId, scope }] : [{ id, userId, scope }, presented];
}

/** The session of a refresh token that could be traded now; null for any other token. */
async function findRefreshableSession(
  { transactions, repository, lifetimes, clock }: LogoutDependencies,
  tokenHash: Buffer,
): Promise<ProvenSession | null> {
  const presented = await repository.findByToken(transactions.reader, tokenHash);
  if (presented === null) return null;
  const { kind } = evaluatePresentedToken(presented, lifetimes, clock.now());
  return kind === 'rotate' || kind === 'repeat' ? presented.session : null;
}

function emitSessionsRevoked(
  { events, clock }: LogoutDependencies,
  transaction: Transaction,
  userId: UserId,
): Promise<void> {
  return events.publish(transaction, {
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
