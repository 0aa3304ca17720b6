import type { SessionId, UserId } from '../../shared/index.js';
import type { Role } from './roles.js';

/** The authenticated user of a request, with an active session. Valid for this request only. */
export interface CurrentUser {
  readonly id: UserId;
  /** From the database, not from the token. */
  readonly role: Role;
  readonly sessionId: SessionId;
  /** The scopes that the token was narrowed to at login; null for an unrestricted token. */
  readonly scopes: readonly string[] | null;
  /** When a password (or another factor) was last verified in this session. */
  readonly authenticatedAt: Date;
  /** 2 when a second factor was proven in this session too, otherwise 1. */
  readonly assurance: number;
  /**
   * True while the role requires a second factor that the session has not proven: the user may only set one
   * up, prove it and sign out. `authenticateBearer` rejects such a user unless it is asked not to.
   */
  readonly mustProveSecondFactor: boolean;
  /** When the credential expires. */
  readonly expiresAt: Date;
}

/** Why a credential was rejected; the first that applies, in this order. */
export const authenticationFailures = [
  'TOKEN_MISSING',
  'TOKEN_MALFORMED',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'ACCOUNT_DISABLED',
  'SESSION_REVOKED',
  'SESSION_EXPIRED',
  'EPOCH_STALE',
  'SECOND_FACTOR_REQUIRED',
] as const;

/** A reason for which a credential is rejected. */
export type AuthenticationFailure = (typeof authenticationFailures)[number];

/**
 * Columns of the caller's row in the table `users`, read by the statement that authenticated the request. For
 * the module `users` alone, which gives them a meaning; no decision is based on them.
 */
export type UserRow = Readonly<Record<string, unknown>>;

/** The result of an authentication: the user, or why the credential was rejected. */
export type Authentication =
  | { readonly user: CurrentUser; readonly failure: null; readonly userRow?: UserRow }
  | { readonly user: null; readonly failure: AuthenticationFailure };

/** Authenticates one kind of bearer credential (RFC 6750), e.g. access tokens. */
export interface Authenticator {
  /**
   * Returns null when the credential is of another kind, so that the next authenticator is tried; otherwise
   * the user or the failure. Throws only SERVICE_UNAVAILABLE (a DomainError), when its database cannot be
   * reached. `receivedAt` is given for a connection that stays open: the credential must have been valid when
   * it was received, and what it stands for (session, account) must be valid now. Default: now.
   */
  authenticate(credential: string, receivedAt?: Date): Promise<Authentication | null>;
}
