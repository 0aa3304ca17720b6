import { addSeconds, type DomainError } from '../../shared/index.js';
import { accountDisabled } from '../access/index.js';
import type { RefreshedSession } from './presented-token.js';
import type { RefreshTokenRecord } from './refresh-tokens.js';
import type { SessionOwner } from './session-owners.js';
import { refreshTokenExpired, sessionRevoked } from './sessions-errors.js';

/** What is to be done with a refresh token that was issued here. */
export type RefreshDecision =
  /** Its first use: trade it for a successor. */
  | { readonly kind: 'rotate'; readonly owner: SessionOwner }
  /** An honest retry: answer the identical successor again. */
  | { readonly kind: 'repeat'; readonly owner: SessionOwner; readonly sealedSuccessor: Buffer }
  /** Used before, and not an honest retry: two parties hold it, and nobody can tell which is the thief. */
  | { readonly kind: 'reuse' }
  | { readonly kind: 'refuse'; readonly error: DomainError };

/** Everything that the judgement rests on, as it was at one moment. */
export interface RefreshEvaluation {
  readonly session: Pick<RefreshedSession, 'endedAt' | 'securityEpoch' | 'expiresAt'>;
  readonly owner: SessionOwner | null;
  readonly token: RefreshTokenRecord;
  readonly now: Date;
  readonly graceSeconds: number;
}

/**
 * Judges the use of a refresh token; the first that applies: the account is disabled (ACCOUNT_DISABLED), the session was ended or its owner's epoch
 * has moved on (SESSION_REVOKED), it is over by time (REFRESH_TOKEN_EXPIRED). Only a session that lives can still be ended by reuse.
 */
export function evaluateRefresh(facts: RefreshEvaluation): RefreshDecision {
  const { session, owner, token, now } = facts;
  if (owner === null || owner.deleted) return { kind: 'refuse', error: sessionRevoked() };
  if (owner.disabled) return { kind: 'refuse', error: accountDisabled() };
  if (session.endedAt !== null || session.securityEpoch !== owner.securityEpoch) {
    return { kind: 'refuse', error: sessionRevoked() };
  }
  if (now >= session.expiresAt) return { kind: 'refuse', error: refreshTokenExpired() };
  if (token.use === null) return { kind: 'rotate', owner };
  if (isHonestRetry(facts)) return { kind: 'repeat', owner, sealedSuccessor: token.use.sealedSuccessor };
  return { kind: 'reuse' };
}

/**
 * A lost answer or a second tab: the same token again within the grace window, while nobody has used what it was traded for. The window
 * reaches both ways, because the clock of the instance that traded it may run ahead of ours.
 */
function isHonestRetry({ token, now, graceSeconds }: RefreshEvaluation): boolean {
  if (token.use === null || token.use.isSuccessorUsed) return false;
  return now <= addSeconds(token.use.at, graceSeconds) && now >= addSeconds(token.use.at, -graceSeconds);
}
