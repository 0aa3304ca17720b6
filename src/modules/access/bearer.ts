import type { Authentication, Authenticator } from './current-user.js';

/** What a request says about who sends it: the Authorization header's value, and how many such headers there were. */
export interface BearerHeader {
  readonly authorization: string | undefined;
  readonly authorizationHeaderCount: number;
}

// RFC 9110 11.4 and RFC 6750 2.1: the scheme in any case, one space, one token68, nothing else.
const bearer = /^bearer ([a-z0-9\-._~+/]+=*)$/i;

/**
 * Reads the bearer credential of a request (RFC 6750 2.1; the header only, never a form or a query) and asks the authenticators in turn.
 * TOKEN_MISSING without a header; TOKEN_MALFORMED for two headers, another scheme, or a credential that nobody knows the kind of.
 * Throws only what an authenticator throws when it cannot ask its database.
 */
export async function authenticateBearer(
  authenticators: readonly Authenticator[],
  header: BearerHeader,
): Promise<Authentication> {
  if (header.authorizationHeaderCount === 0 && header.authorization === undefined)
    return refused('TOKEN_MISSING');
  const credential =
    header.authorizationHeaderCount > 1 ? undefined : bearer.exec(header.authorization ?? '')?.[1];
  if (credential === undefined) return refused('TOKEN_MALFORMED');
  for (const authenticator of authenticators) {
    const authentication = await authenticator.authenticate(credential);
    if (authentication !== null) return authentication;
  }
  return refused('TOKEN_MALFORMED');
}

function refused(failure: 'TOKEN_MISSING' | 'TOKEN_MALFORMED'): Authentication {
  return { user: null, failure };
}
