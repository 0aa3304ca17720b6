import type { Authentication, AuthenticationFailure, Authenticator } from './current-user.js';

/** The Authorization header of a request, and how many such headers were sent. */
export interface BearerHeader {
  readonly authorization: string | undefined;
  readonly authorizationHeaderCount: number;
  /** When it was received, on a connection that stays open; undefined for the credential of one request. */
  readonly receivedAt?: Date;
}

// RFC 9110 11.4 and RFC 6750 2.1: the scheme in any case, one space, one token68, nothing else.
const bearer = /^bearer ([a-z0-9\-._~+/]+=*)$/i;

/**
 * Reads the bearer credential of a request (RFC 6750 2.1; only the header, never a form or a query) and tries
 * the authenticators in order. Returns TOKEN_MISSING without a header, and TOKEN_MALFORMED for two headers,
 * another scheme, or a credential that no authenticator recognizes. Returns SECOND_FACTOR_REQUIRED for a user
 * who must prove a second factor, unless the caller of this function refuses everything else to them. Throws
 * only what an authenticator throws when its database cannot be reached.
 */
export async function authenticateBearer(
  authenticators: readonly Authenticator[],
  header: BearerHeader,
  { admitUnproven = false }: { readonly admitUnproven?: boolean } = {},
): Promise<Authentication> {
  if (header.authorizationHeaderCount === 0 && header.authorization === undefined)
    return failed('TOKEN_MISSING');
  const credential =
    header.authorizationHeaderCount > 1 ? undefined : bearer.exec(header.authorization ?? '')?.[1];
  if (credential === undefined) return failed('TOKEN_MALFORMED');
  for (const authenticator of authenticators) {
    const authentication = await authenticator.authenticate(credential, header.receivedAt);
    if (authentication?.user?.mustProveSecondFactor === true && !admitUnproven)
      return { user: null, failure: 'SECOND_FACTOR_REQUIRED' };
    if (authentication !== null) return authentication;
  }
  return failed('TOKEN_MALFORMED');
}

function failed(failure: 'TOKEN_MISSING' | 'TOKEN_MALFORMED'): Authentication {
  return { user: null, failure };
}

/**
 * Returns the challenge for a rejected credential: only the scheme without one, what is missing for a user
 * who must prove a second factor (RFC 9470 section 3), and `invalid_token` for any other (RFC 6750 section
 * 3.1).
 */
export function bearerChallenge(failure: AuthenticationFailure | null): BearerChallenge {
  if (failure !== 'SECOND_FACTOR_REQUIRED') {
    const isMissing = failure === 'TOKEN_MISSING';
    return { error: 'invalid_token', header: isMissing ? 'Bearer' : 'Bearer error="invalid_token"' };
  }
  const error = 'insufficient_user_authentication';
  const description = 'error_description="A second factor is required"';
  return { error, header: `Bearer error="${error}", ${description}, acr_values="2"` };
}

/** The error code of a rejected credential, and the WWW-Authenticate header. */
export interface BearerChallenge {
  readonly error: string;
  readonly header: string;
}
