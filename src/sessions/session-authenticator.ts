import type { Authentication, AuthenticationFailure, Authenticator, Role } from '../access/index.js';
import type { Clock, SessionId, UserId } from '../kernel/index.js';
import type { AccessTokenClaims, AccessTokens } from '../tokens/index.js';

/** What must be asked at each request: a session and its owner as they are now, in one trip. */
export interface SessionFacts {
  readonly userId: UserId;
  readonly role: Role;
  readonly userEpoch: number;
  readonly disabledAt: Date | null;
  readonly disabledUntil: Date | null;
  readonly deletedAt: Date | null;
  readonly sessionEpoch: number;
  readonly authenticatedAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** Looks the facts up; refuses with SERVICE_UNAVAILABLE when the database cannot be asked. */
export interface SessionFactsSource {
  find(sessionId: SessionId): Promise<SessionFacts | null>;
}

/** What the authenticator is made with. */
export interface SessionAuthenticatorDependencies {
  readonly accessTokens: AccessTokens;
  readonly facts: SessionFactsSource;
  readonly clock: Clock;
}

/**
 * Makes the authenticator of access tokens. It takes every credential for one of its own, so it is the last to be asked. The token proves who
 * asks; whether they still may, and in which role, is the database's word alone, at each request (ASVS 7.4.2, 8.3.2).
 */
export function createSessionAuthenticator(dependencies: SessionAuthenticatorDependencies): Authenticator {
  const { accessTokens, facts, clock } = dependencies;
  return {
    authenticate: async (credential) => {
      const { claims, failure } = await accessTokens.read(credential);
      if (claims === null) return { user: null, failure };
      return judge(claims, await facts.find(claims.sessionId), clock.now());
    },
  };
}

function judge(claims: AccessTokenClaims, facts: SessionFacts | null, now: Date): Authentication {
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

function isDisabled({ disabledAt, disabledUntil }: SessionFacts, now: Date): boolean {
  return disabledAt !== null && (disabledUntil === null || now < disabledUntil);
}
