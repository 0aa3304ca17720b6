import type { ClientInfo, Clock, DomainError, Reader, SessionId, Transactions } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import { type AccessTokens, hashToken } from '../tokens/index.js';
import { evaluateRefresh, type RefreshDecision } from './evaluate-refresh.js';
import { type IssuedTokens, issueTokens } from './issued-tokens.js';
import { type PresentedToken, type RefreshedSession, sessionOwnerAt } from './presented-token.js';
import type { RefreshLimit } from './refresh-limit.js';
import { generateRefreshToken, openSuccessor, refreshTokens, sealSuccessor } from './refresh-tokens.js';
import { extendSession, type SessionLifetimes } from './session-lifetimes.js';
import type { SessionRepository } from './session-repository.js';
import type { SessionRevocation } from './session-revocation.js';
import { refreshTokenInvalid, refreshTokenReused } from './sessions-errors.js';

/** What a refresh is made with. */
export interface RefreshDependencies {
  readonly transactions: Transactions;
  readonly accessTokens: AccessTokens;
  readonly repository: SessionRepository;
  readonly revocation: SessionRevocation;
  readonly lifetimes: SessionLifetimes;
  readonly limit: RefreshLimit;
  readonly clock: Clock;
}

/** A refresh token as a client sends it. */
export interface RefreshRequest {
  readonly refreshToken: string;
  readonly client: ClientInfo;
}

/** A refresh that was granted. */
interface Granted {
  readonly kind: 'granted';
  readonly session: RefreshedSession;
  readonly role: Role;
  readonly refreshToken: string;
}

/** What came of one attempt; the last two have done nothing yet. */
type Outcome =
  | Granted
  | { readonly kind: 'refused'; readonly error: DomainError }
  /** Used before: its session is to be ended. */
  | { readonly kind: 'reused'; readonly session: RefreshedSession }
  /** Somebody else was faster, or holds the session. */
  | { readonly kind: 'conflict' };

/** Counts a refresh of this session, or of none that is known. */
type ChargeRefreshLimit = (sessionId: SessionId | null) => Promise<void>;

/** For the second look at what was counted with the first. */
const skipCharge: ChargeRefreshLimit = async () => {};

/** A refresh token, read from its text. */
interface ParsedToken {
  readonly secret: Buffer;
  readonly hash: Buffer;
  readonly client: ClientInfo;
}

/**
 * Trades a refresh token for fresh tokens (RFC 6749 section 6, RFC 9700 section 4.14.2). The same token again, within the grace window and its
 * successor unused, is answered with the identical successor; any other use of a used token revocation its session, and only that. Refuses:
 * REFRESH_TOKEN_INVALID, REFRESH_TOKEN_EXPIRED, REFRESH_TOKEN_REUSED, ACCOUNT_DISABLED, SESSION_REVOKED; before any of these, and without touching
 * the token, RATE_LIMITED for a session that is refreshed too often and for an address that sends too many tokens that nobody knows.
 */
export async function refreshSession(
  dependencies: RefreshDependencies,
  request: RefreshRequest,
): Promise<IssuedTokens> {
  const secret = refreshTokens.parseSecret(request.refreshToken);
  if (secret === null) throw refreshTokenInvalid();
  const token = { secret, hash: hashToken(request.refreshToken), client: request.client };
  const { limit } = dependencies;
  const charge = (sessionId: SessionId | null): Promise<void> =>
    sessionId === null ? limit.chargeUnknownToken(request.client.ipAddress) : limit.charge(sessionId);
  const first = await attemptRefresh(dependencies, dependencies.transactions.reader, token, charge);
  const isFinal = first.kind === 'granted' || first.kind === 'refused';
  const outcome = isFinal ? first : await attemptRefreshUnderLock(dependencies, token);
  if (outcome.kind === 'refused') throw outcome.error;
  return issueTokens(dependencies.accessTokens, outcome.session, outcome.role, outcome.refreshToken);
}

/** Judges a token with its session and user. */
export function evaluatePresentedToken(
  presented: PresentedToken,
  { graceSeconds }: SessionLifetimes,
  now: Date,
): RefreshDecision {
  const { session, token } = presented;
  return evaluateRefresh({ session, owner: sessionOwnerAt(presented, now), token, now, graceSeconds });
}

/**
 * Two statements, each a transaction of its own, serve nearly everybody: one reads a single moment, the other changes what was read, or nothing.
 * What they cannot settle is for the lock.
 */
async function attemptRefresh(
  { repository, lifetimes, clock }: RefreshDependencies,
  reader: Reader,
  { secret, hash, client }: ParsedToken,
  charge: ChargeRefreshLimit,
): Promise<Outcome> {
  const presented = await repository.findByToken(reader, hash);
  await charge(presented?.session.id ?? null);
  if (presented === null) return { kind: 'refused', error: refreshTokenInvalid() };
  const {
    session,
    token,
    user: { role },
  } = presented;
  const now = clock.now();
  const decision = evaluatePresentedToken(presented, lifetimes, now);
  switch (decision.kind) {
    case 'refuse':
      return { kind: 'refused', error: decision.error };
    case 'reuse':
      return { kind: 'reused', session };
    case 'repeat': {
      const successor = openSuccessor(secret, token.id, decision.sealedSuccessor);
      return { kind: 'granted', session, role, refreshToken: refreshTokens.formatSecret(successor) };
    }
    case 'rotate': {
      const successor = generateRefreshToken();
      const refreshed = extendSession(session, client, lifetimes, now);
      const isRotated = await repository.rotate(reader, {
        presented,
        session: refreshed,
        sealedSuccessor: sealSuccessor(secret, token.id, successor.secret),
        successorHash: hashToken(successor.text),
      });
      if (!isRotated) return { kind: 'conflict' };
      return { kind: 'granted', session: refreshed, role, refreshToken: successor.text };
    }
  }
}

/**
 * The same behind the session's lock: refreshes of one session that meet go one by one, and what is read stays true. A refusal is an answer
 * here, thrown only after the commit: reuse must end the session for good.
 */
function attemptRefreshUnderLock(
  dependencies: RefreshDependencies,
  token: ParsedToken,
): Promise<Exclude<Outcome, { kind: 'reused' | 'conflict' }>> {
  const { transactions, repository, revocation } = dependencies;
  return transactions.run(async (transaction) => {
    await repository.lockByToken(transaction, token.hash);
    const outcome = await attemptRefresh(dependencies, transaction, token, skipCharge);
    if (outcome.kind === 'conflict') throw new Error('a session was changed while it was locked');
    if (outcome.kind !== 'reused') return outcome;
    await revocation.endReusedSession(transaction, outcome.session);
    return { kind: 'refused', error: refreshTokenReused() };
  });
}
