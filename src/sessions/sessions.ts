import type { CurrentUser, Role } from '../access/index.js';
import type { EventPublisher, Reader, SessionId, Transaction, UserId } from '../kernel/index.js';
import { hashOfToken } from '../tokens/index.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import { type RefreshDependencies, type RefreshRequest, refreshSession } from './refresh-session.js';
import { makeRefreshToken, refreshTokens } from './refresh-tokens.js';
import { isLiving, type Session } from './session.js';
import { newSession, type SessionStart } from './session-lifetimes.js';

/** What a client logs out with: either, both or neither. */
export interface LogoutRequest {
  readonly refreshToken: string | null;
  readonly currentUser: CurrentUser | null;
}

/** Starts, refreshes, finds and ends sessions. */
export interface Sessions {
  /** Starts a session for a person who has just proven a password. */
  start(
    transaction: Transaction,
    start: SessionStart & { readonly user: { readonly role: Role } },
  ): Promise<IssuedTokens>;
  /** Trades a refresh token; see `refreshSession` for what it refuses. */
  refresh(request: RefreshRequest): Promise<IssuedTokens>;
  /** Ends the session of the caller and that of the refresh token; answers how many ended. Never refuses (RFC 7009 section 2.2). */
  logout(request: LogoutRequest): Promise<number>;
  /** Ends a person's sessions, all or all but one; answers how many were living. The caller tells the event that says why. */
  endAll(
    transaction: Transaction,
    userId: UserId,
    options: { readonly except?: SessionId; readonly reason: string },
  ): Promise<number>;
  /** Notes that a password was proven in the session just now. */
  proveAgain(transaction: Transaction, sessionId: SessionId): Promise<void>;
  /** The session, unless it has ended or is over by time. */
  findLiving(reader: Reader, sessionId: SessionId): Promise<Session | null>;
  /** The living sessions of these people, the last used first. */
  listLiving(reader: Reader, userIds: readonly UserId[]): Promise<readonly Session[]>;
}

/** What sessions are made with. */
export interface SessionsDependencies extends RefreshDependencies {
  readonly events: EventPublisher;
}

/** Makes the sessions' service. */
export function createSessions(dependencies: SessionsDependencies): Sessions {
  const { repository, ends, clock } = dependencies;
  return {
    start: (transaction, request) => start(dependencies, transaction, request),
    refresh: (request) => refreshSession(dependencies, request),
    logout: (request) => logout(dependencies, request),
    endAll: (transaction, userId, { reason, ...except }) =>
      ends.endAll(transaction, { userId, ...except }, reason),
    proveAgain: (transaction, sessionId) => repository.markAuthenticated(transaction, sessionId, clock.now()),
    findLiving: async (reader, sessionId) => {
      const session = await repository.find(reader, sessionId);
      return session !== null && isLiving(session, clock.now()) ? session : null;
    },
    listLiving: (reader, userIds) => repository.listLiving(reader, userIds, clock.now()),
  };
}

async function start(
  { repository, lifetimes, accessTokens, events, clock }: SessionsDependencies,
  transaction: Transaction,
  request: SessionStart & { readonly user: { readonly role: Role } },
): Promise<IssuedTokens> {
  const now = clock.now();
  const session = newSession(request, lifetimes, now);
  const refreshToken = makeRefreshToken();
  await repository.insert(transaction, session, hashOfToken(refreshToken.text));
  await events.publish(transaction, {
    type: 'session.started',
    occurredAt: now,
    actor: { type: 'USER', id: session.userId },
    subjectId: session.userId,
    sessionId: session.id,
  });
  return issueTokens(accessTokens, session, request.user.role, refreshToken.text);
}

async function logout(
  { transactions, repository, ends }: SessionsDependencies,
  { refreshToken, currentUser }: LogoutRequest,
): Promise<number> {
  const isOurs = refreshToken !== null && refreshTokens.secretOf(refreshToken) !== null;
  if (!isOurs && currentUser === null) return 0;
  return transactions.run(async (transaction) => {
    const own = currentUser === null ? [] : [{ id: currentUser.sessionId, userId: currentUser.id }];
    // A used token counts too: who holds any token of a session may end it, and can do no worse with it.
    const held = isOurs ? await repository.lockByToken(transaction, hashOfToken(refreshToken)) : null;
    let ended = 0;
    for (const session of held === null ? own : [...own, held]) {
      ended += await ends.endOne(transaction, session, { type: 'USER', id: session.userId }, 'LOGOUT');
    }
    return ended;
  });
}
