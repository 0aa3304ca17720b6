import type { EventPublisher, Transaction, UserId } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import { hashOfToken } from '../tokens/index.js';
import { judgePresented, type RefreshDependencies } from './refresh-session.js';
import { refreshTokens } from './refresh-tokens.js';
import type { Session } from './session.js';
import { cannotEndOthers } from './session-errors.js';

/** The session of the credential; the person's others; or all of them. */
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

/** A session whose holder has proven to be its person just now. */
type ProvenSession = Pick<Session, 'id' | 'userId' | 'scope'>;

/**
 * Ends sessions for who holds a credential of one; answers how many were living. CURRENT ends the session of the access token and that of the
 * refresh token, used or not, and never refuses (RFC 7009 section 2.2). OTHERS and ALL reach the person's other sessions, so they ask for more:
 * a refresh token counts only while it could be traded, or a stolen old one could log its owner out everywhere; and a narrowed token must have
 * account:write, as `revokeSession` demands (SCOPE_NOT_ALLOWED). A credential that proves nobody ends nothing.
 */
export async function logout(dependencies: LogoutDependencies, request: LogoutRequest): Promise<number> {
  const { scope = 'CURRENT', currentUser } = request;
  const hash = hashOf(request.refreshToken);
  if (hash === null && currentUser === null) return 0;
  if (scope === 'CURRENT') return endHeld(dependencies, hash, currentUser);
  // Judged before the transaction: with one session locked already, two such logouts could wait for each other.
  const proven = await provenSessions(dependencies, hash, currentUser);
  if (proven.some((session) => session.scope?.includes('account:write') === false)) throw cannotEndOthers();
  const kept = scope === 'OTHERS' ? proven.map(({ id }) => id) : [];
  let ended = 0;
  for (const userId of new Set(proven.map((session) => session.userId))) {
    ended += await dependencies.transactions.run(async (transaction) => {
      const count = await dependencies.ends.endAll(transaction, { userId, except: kept }, 'LOGOUT');
      if (count > 0) await tell(dependencies, transaction, userId);
      return count;
    });
  }
  return scope === 'ALL' ? ended + (await endHeld(dependencies, hash, currentUser)) : ended;
}

/** A used token counts too: who holds any token of a session may end it, and can do no worse with it. */
function endHeld(
  { transactions, repository, ends }: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<number> {
  return transactions.run(async (transaction) => {
    const own = currentUser === null ? [] : [{ id: currentUser.sessionId, userId: currentUser.id }];
    const held = tokenHash === null ? null : await repository.findByToken(transaction, tokenHash);
    let ended = 0;
    // In the order in which everybody locks sessions, whichever credential was of which.
    const both =
      held === null ? own : [...own, held.session].sort((one, other) => (one.id < other.id ? -1 : 1));
    for (const session of both) {
      ended += await ends.endOne(transaction, session, { type: 'USER', id: session.userId }, 'LOGOUT');
    }
    return ended;
  });
}

async function provenSessions(
  dependencies: LogoutDependencies,
  tokenHash: Buffer | null,
  currentUser: CurrentUser | null,
): Promise<readonly ProvenSession[]> {
  const held = tokenHash === null ? null : await heldSession(dependencies, tokenHash);
  if (currentUser === null) return held === null ? [] : [held];
  const { id: userId, sessionId: id, scopes: scope } = currentUser;
  return held === null ? [{ id, userId, scope }] : [{ id, userId, scope }, held];
}

/** The session of a refresh token that could be traded now; null for any other token. */
async function heldSession(
  { transactions, repository, lifetimes, clock }: LogoutDependencies,
  tokenHash: Buffer,
): Promise<ProvenSession | null> {
  const presented = await repository.findByToken(transactions.reader, tokenHash);
  if (presented === null) return null;
  const { kind } = judgePresented(presented, lifetimes, clock.now());
  return kind === 'rotate' || kind === 'repeat' ? presented.session : null;
}

function tell(
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

function hashOf(refreshToken: string | null): Buffer | null {
  if (refreshToken === null || refreshTokens.secretOf(refreshToken) === null) return null;
  return hashOfToken(refreshToken);
}
