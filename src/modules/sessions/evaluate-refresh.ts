import { addSeconds, type DomainError } from '../../shared/index.js';
import { accountDisabled } from '../access/index.js';
import type { Outage } from './outages.js';
import type { RefreshedSession } from './presented-token.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';
import type { SessionOwner } from './session-owners.js';
import { refreshTokenExpired, sessionRevoked } from './sessions-errors.js';

/** What happens with a presented refresh token. */
export type RefreshDecision =
  /** Its first use: it is replaced by a successor. */
  | { readonly kind: 'rotate'; readonly owner: SessionOwner }
  /**
   * An honest retry: a client that missed the response sends the same token again within the refresh reuse
   * grace window. The identical successor is returned again.
   */
  | { readonly kind: 'repeat'; readonly owner: SessionOwner; readonly sealedSuccessor: Buffer }
  /** A second use that is not an honest retry: two parties have the token, and one of them may be a thief. */
  | { readonly kind: 'reuse' }
  | { readonly kind: 'reject'; readonly error: DomainError };

/** The facts of the decision, read at one moment. */
export interface RefreshEvaluation {
  readonly session: Pick<RefreshedSession, 'endedAt' | 'securityEpoch' | 'expiresAt'>;
  readonly owner: SessionOwner | null;
  readonly token: RefreshTokenRecord;
  readonly now: Date;
  readonly graceSeconds: number;
  /** The last times in which no refresh was possible. */
  readonly outages: readonly Outage[];
}

/**
 * Decides about the use of a refresh token. The first reason that applies rejects it: the user is disabled
 * (ACCOUNT_DISABLED), the session has ended or the user's security epoch has changed (SESSION_REVOKED), the
 * session has expired (REFRESH_TOKEN_EXPIRED). Only the reuse of an active session's token ends the session.
 */
export function evaluateRefresh(facts: RefreshEvaluation): RefreshDecision {
  const { session, owner, token, now } = facts;
  if (owner === null || owner.deleted) return { kind: 'reject', error: sessionRevoked() };
  if (owner.disabled) return { kind: 'reject', error: accountDisabled() };
  if (session.endedAt !== null || session.securityEpoch !== owner.securityEpoch) {
    return { kind: 'reject', error: sessionRevoked() };
  }
  if (now >= session.expiresAt) return { kind: 'reject', error: refreshTokenExpired() };
  if (token.use === null) return { kind: 'rotate', owner };
  if (isHonestRetry(facts)) return { kind: 'repeat', owner, sealedSuccessor: token.use.sealedSuccessor };
  return { kind: 'reuse' };
}

/**
 * Returns true within the refresh reuse grace window: after a lost response, or from a second tab, a client
 * sends the same token again while its successor is unused. The window extends to both sides because the
 * clock of the instance that rotated the token may be ahead. A client that missed its response because the
 * database or the server was about to be lost can only repeat it after the outage, so that does not count.
 */
function isHonestRetry({ token, now, graceSeconds, outages }: RefreshEvaluation): boolean {
  if (token.use === null || token.use.isSuccessorUsed) return false;
  const { at } = token.use;
  if (now < addSeconds(at, -graceSeconds)) return false;
  if (now <= addSeconds(at, graceSeconds)) return true;
  return outages.some(({ from, until }) => {
    if (at < addSeconds(from, -graceSeconds)) return false;
    // What was used later was used while the database could be reached.
    if (until === null) return at <= addSeconds(from, graceSeconds);
    return at <= until && now <= addSeconds(until, graceSeconds);
  });
}
