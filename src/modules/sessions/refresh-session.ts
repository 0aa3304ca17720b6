import type { RefreshLimit } from '../../platform/rate-limit/index.js';
import type { ClientInfo, Clock, DomainError, Reader, UserId } from '../../shared/index.js';
import type { ActorTransactions, Role, Roles } from '../access/index.js';
import { type AccessTokens, hashToken } from '../tokens/index.js';
import { evaluateRefresh, type RefreshDecision } from './evaluate-refresh.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import type { RecentOutages } from './outages.js';
import { type PresentedToken, type RefreshedSession, sessionOwnerAt } from './presented-token.js';
import { generateRefreshToken, openSuccessor, refreshTokens, sealSuccessor } from './refresh-tokens.js';
import { extendSession, type SessionLifetimes } from './session-lifetimes.js';
import type { SessionRepository } from './session-repository.js';
import type { SessionRevocation } from './session-revocation.js';
import { refreshTokenInvalid, refreshTokenReused } from './sessions-errors.js';

export interface RefreshDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly accessTokens: AccessTokens;
  readonly repository: SessionRepository;
  readonly revocation: SessionRevocation;
  readonly lifetimes: SessionLifetimes;
  readonly limit: RefreshLimit;
  readonly clock: Clock;
  readonly recentOutages: RecentOutages;
}

/** A refresh token and the client that presents it. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly client: ClientInfo;
}

interface Granted {
  readonly kind: 'granted';
  readonly session: RefreshedSession;
  readonly role: Role;
  readonly refreshToken: string;
}

/** The outcome of an attempt. The last two have changed nothing yet. */
type Outcome =
  | Granted
  | { readonly kind: 'rejected'; readonly error: DomainError }
  /** The token was used before, so its session must be ended. */
  | { readonly kind: 'reused'; readonly session: RefreshedSession }
  /** Another transaction has changed or locked the session. */
  | { readonly kind: 'conflict'; readonly session: RefreshedSession };

interface ParsedToken {
  readonly secret: Buffer;
  readonly hash: Buffer;
  readonly client: ClientInfo;
}

/**
 * Rotates a refresh token and returns new tokens (RFC 6749 section 6, RFC 9700 section 4.14.2). The same
 * token again, within the grace window and with an unused successor, returns the identical successor. Any
 * other use of a used token ends its session, and only that. Throws REFRESH_TOKEN_INVALID,
 * REFRESH_TOKEN_EXPIRED, REFRESH_TOKEN_REUSED, ACCOUNT_DISABLED and SESSION_REVOKED; before any of these, and
 * without a change, RATE_LIMITED for a session that is refreshed too often and for an address that sends too
 * many unknown tokens.
 */
export async function refreshSession(
  dependencies: RefreshDependencies,
  request: RefreshRequest,
): Promise<IssuedTokens> {
  const secret = refreshTokens.parseSecret(request.refreshToken);
  if (secret === null) throw refreshTokenInvalid();
  const token = { secret, hash: hashToken(request.refreshToken), client: request.client };
  const first = await attemptRefresh(
    dependencies,
    dependencies.transactions.reader,
    token,
    dependencies.limit,
  );
  const isFinal = first.kind === 'granted' || first.kind === 'rejected';
  const outcome = isFinal ? first : await attemptRefreshUnderLock(dependencies, token, first.session.userId);
  if (outcome.kind === 'rejected') throw outcome.error;
  return issueTokens(dependencies, outcome.session, outcome.role, outcome.refreshToken);
}

export async function evaluatePresentedToken(
  presented: PresentedToken,
  {
    roles,
    lifetimes: { graceSeconds },
    recentOutages,
  }: Pick<RefreshDependencies, 'roles' | 'lifetimes' | 'recentOutages'>,
  reader: Reader,
  now: Date,
): Promise<RefreshDecision> {
  const { session, token } = presented;
  return evaluateRefresh({
    session,
    owner: sessionOwnerAt(presented, roles, now),
    token,
    now,
    graceSeconds,
    // Only a token that was used before depends on them.
    outages: token.use === null ? [] : await recentOutages(reader),
  });
}

/**
 * Handles nearly every refresh with two statements, each in its own transaction: one reads everything at a
 * single moment, the other counts the refresh and changes exactly what was read, or nothing. The remaining
 * cases need the lock. Without a limit, the request was counted before.
 */
async function attemptRefresh(
  dependencies: RefreshDependencies,
  reader: Reader,
  { secret, hash, client }: ParsedToken,
  limit: RefreshLimit | null,
): Promise<Outcome> {
  const { repository, lifetimes, clock } = dependencies;
  const presented = await repository.findByToken(reader, hash);
  if (presented === null) {
    await limit?.chargeUnknownToken(client.ipAddress);
    return { kind: 'rejected', error: refreshTokenInvalid() };
  }
  const {
    session,
    token,
    user: { role },
  } = presented;
  const now = clock.now();
  const decision = await evaluatePresentedToken(presented, dependencies, reader, now);
  if (decision.kind !== 'rotate') await limit?.chargeSession(session.id);
  switch (decision.kind) {
    case 'reject':
      return { kind: 'rejected', error: decision.error };
    case 'reuse':
      return { kind: 'reused', session };
    case 'repeat': {
      const successor = openSuccessor(secret, token.id, decision.sealedSuccessor);
      return { kind: 'granted', session, role, refreshToken: refreshTokens.formatSecret(successor) };
    }
    case 'rotate': {
      const successor = generateRefreshToken();
      const refreshed = extendSession(session, client, lifetimes, now);
      const rotation = {
        presented,
        session: refreshed,
        sealedSuccessor: sealSuccessor(secret, token.id, successor.secret),
        successorHash: hashToken(successor.text),
      };
      const charge = limit?.prepareSession(session.id) ?? null;
      const isRotated = await repository.rotate(reader, rotation, charge);
      if (!isRotated) return { kind: 'conflict', session };
      return { kind: 'granted', session: refreshed, role, refreshToken: successor.text };
    }
  }
}

/**
 * Repeats the attempt under the session's lock, so that concurrent refreshes of one session run one by one. A
 * rejection is returned and thrown only after the commit, because reuse must end the session permanently.
 */
function attemptRefreshUnderLock(
  dependencies: RefreshDependencies,
  token: ParsedToken,
  userId: UserId,
): Promise<Exclude<Outcome, { kind: 'reused' | 'conflict' }>> {
  const { transactions, repository, revocation } = dependencies;
  // The row of the user is locked before that of the session, as in every transaction that ends a session.
  return transactions.runAs({ type: 'SYSTEM' }, { users: [userId] }, async (transaction) => {
    await repository.lockByToken(transaction, token.hash);
    const outcome = await attemptRefresh(dependencies, transaction, token, null);
    if (outcome.kind === 'conflict') throw new Error('a session was changed while it was locked');
    if (outcome.kind !== 'reused') return outcome;
    await revocation.endReusedSession(transaction, outcome.session);
    return { kind: 'rejected', error: refreshTokenReused() };
  });
}
