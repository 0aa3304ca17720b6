import type { ChangeNotifications, Clock } from '../../shared/index.js';
import {
  type Authentication,
  type AuthenticationFailure,
  type Authenticator,
  isDisabled,
} from '../access/index.js';
import type { AccessTokenClaims, AccessTokens } from '../tokens/index.js';
import type { CachedSessionFacts, SessionFacts } from './session-facts.js';

/** What the authenticator is made with. */
export interface SessionAuthenticatorDependencies {
  readonly accessTokens: AccessTokens;
  readonly facts: CachedSessionFacts;
  readonly changeNotifications: Pick<ChangeNotifications, 'catchUp'>;
  readonly clock: Clock;
}

/**
 * Makes the authenticator of access tokens. It takes every credential for one of its own, so it is the last to be asked. The token proves who
 * asks; whether they still may, and in which role, is the database's word alone, at each request (ASVS 7.4.2, 8.3.2). What the database had not
 * called back when the question came is its word too, but only for letting in: whoever would be turned away is asked about again.
 */
export function createSessionAuthenticator(dependencies: SessionAuthenticatorDependencies): Authenticator {
  const { accessTokens, facts, changeNotifications, clock } = dependencies;
  return {
    authenticate: async (credential) => {
      // First of all, because the keys are cached too.
      await changeNotifications.catchUp();
      const { claims, failure } = await accessTokens.read(credential);
      if (claims === null) return { user: null, failure };
      const cached = facts.findCached(claims.sessionId);
      if (cached !== null) {
        const authentication = evaluateClaims(claims, cached, clock.now());
        if (authentication.user !== null) return authentication;
      }
      return evaluateClaims(claims, await facts.find(claims.sessionId), clock.now());
    },
  };
}

function evaluateClaims(claims: AccessTokenClaims, facts: SessionFacts | null, now: Date): Authentication {
  // The row goes with its user; whoever it belonged to, it is over.
  if (facts === null) return { user: null, failure: 'SESSION_REVOKED' };
  const failure = failureOf(claims, facts, now);
  if (failure !== null) return { user: null, failure };
  return {
    user: {
      id: facts.userId,
      role: facts.role,
      sessionId: claims.sessionId,
      scopes: claims.scope,
      authenticatedAt: facts.authenticatedAt,
      expiresAt: claims.expiresAt,
    },
    failure: null,
  };
}

/** In the order of `authenticationFailures`, so that a client is told the cause and not its consequence. */
function failureOf(claims: AccessTokenClaims, facts: SessionFacts, now: Date): AuthenticationFailure | null {
  if (facts.userId !== claims.userId) return 'TOKEN_INVALID';
  if (facts.deletedAt !== null) return 'SESSION_REVOKED';
  if (isDisabled(facts, now)) return 'ACCOUNT_DISABLED';
  if (facts.endedAt !== null) return 'SESSION_REVOKED';
  if (facts.expiresAt <= now) return 'SESSION_EXPIRED';
  if (claims.securityEpoch !== facts.userEpoch || facts.sessionEpoch !== facts.userEpoch)
    return 'EPOCH_STALE';
  return null;
}
