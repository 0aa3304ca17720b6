import type { SessionId, UserId } from '../../shared/index.js';
import type { Role } from './roles.js';

/** The user behind a request, proven by a credential and a session that lives; true of this request only. */
export interface CurrentUser {
  readonly id: UserId;
  /** The database's, never the token's. */
  readonly role: Role;
  readonly sessionId: SessionId;
  /** Null for a user's ordinary token; the scopes it was narrowed to at login otherwise. */
  readonly scopes: readonly string[] | null;
  /** When a password (or a factor) was last proven in this session. */
  readonly authenticatedAt: Date;
  /** When the credential that was sent ends. */
  readonly expiresAt: Date;
}

/** Why a credential was refused; the first that applies, in this order. */
export const authenticationFailures = [
  'TOKEN_MISSING',
  'TOKEN_MALFORMED',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'ACCOUNT_DISABLED',
  'SESSION_REVOKED',
  'SESSION_EXPIRED',
  'EPOCH_STALE',
] as const;

/** One of the reasons above. */
export type AuthenticationFailure = (typeof authenticationFailures)[number];

/** What became of a credential. */
export type Authentication =
  | { readonly user: CurrentUser; readonly failure: null }
  | { readonly user: null; readonly failure: AuthenticationFailure };

/** Turns a bearer credential (RFC 6750) into a user. The bearer JWT is one; API keys may be another one day. */
export interface Authenticator {
  /**
   * Answers null when the credential is not of its kind, so that the next one is asked; otherwise the user or the failure.
   * Throws only SERVICE_UNAVAILABLE (a DomainError) when it cannot ask its database: nobody is let in unasked.
   */
  authenticate(credential: string): Promise<Authentication | null>;
}
