import { type Authenticator, authenticateBearer, type CurrentUser } from '../access/index.js';

/**
 * The user whom an access token lets in at this moment, by the same authenticators as every request; null for any other text, a refresh
 * token included. Throws only what an authenticator throws when it cannot ask its database.
 */
export async function authenticateToken(
  authenticators: readonly Authenticator[],
  token: string,
): Promise<CurrentUser | null> {
  // As if it had come in the header: one reading of what a token may look like.
  const header = { authorization: `Bearer ${token}`, authorizationHeaderCount: 1 };
  return (await authenticateBearer(authenticators, header)).user;
}
