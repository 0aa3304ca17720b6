import type { ChangeNotifications, Clock } from '../../shared/index.js';
import type { Authentication, Authenticator, Roles } from '../access/index.js';
import type { AccessTokenClaims, AccessTokens } from '../tokens/index.js';
import { assuranceOf } from './session.js';
import {
  type CachedSessionFacts,
  findSessionFailure,
  mustProveSecondFactor,
  type SessionFacts,
} from './session-facts.js';

export interface SessionAuthenticatorDependencies {
  readonly roles: Roles;
  readonly accessTokens: AccessTokens;
  readonly facts: CachedSessionFacts;
  readonly changeNotifications: Pick<ChangeNotifications, 'catchUp'>;
  readonly clock: Clock;
}

/**
 * Authenticates access tokens. Treats every credential as one, so it must be the last authenticator. The
 * token identifies the user; whether the session is still valid, and with which role, is read from the
 * database for each request (ASVS 7.4.2, 8.3.2). Cached facts without a pending invalidation may accept a
 * request, but never reject one: before a rejection they are read again.
 */
export function createSessionAuthenticator(dependencies: SessionAuthenticatorDependencies): Authenticator {
  const { roles, accessTokens, facts, changeNotifications, clock } = dependencies;
  return {
    authenticate: async (credential, receivedAt) => {
      // Before anything else, because the keys are cached too.
      await changeNotifications.catchUp();
      const { claims, failure } = await accessTokens.verifyToken(credential, receivedAt);
      if (claims === null) return { user: null, failure };
      const cached = facts.findCached(claims.sessionId);
      if (cached !== null) {
        const authentication = evaluateClaims(claims, cached, roles, clock.now());
        if (authentication.user !== null) return authentication;
      }
      return evaluateClaims(claims, await facts.find(claims.sessionId), roles, clock.now());
    },
  };
}

function evaluateClaims(
  claims: AccessTokenClaims,
  facts: SessionFacts | null,
  roles: Roles,
  now: Date,
): Authentication {
  const failure = findSessionFailure(facts, claims.userId, roles, now);
  if (failure !== null || facts === null) return { user: null, failure: failure ?? 'SESSION_REVOKED' };
  if (claims.securityEpoch !== facts.userEpoch) return { user: null, failure: 'EPOCH_STALE' };
  return {
    user: {
      id: facts.userId,
      role: facts.role,
      sessionId: claims.sessionId,
      scopes: claims.scope,
      authenticatedAt: facts.authenticatedAt,
      assurance: assuranceOf(facts),
      mustProveSecondFactor: mustProveSecondFactor(roles, facts),
      expiresAt: claims.expiresAt,
    },
    failure: null,
    userRow: facts.userRow,
  };
}
