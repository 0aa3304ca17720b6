import { createHash, timingSafeEqual } from 'node:crypto';
import type { RouteRequest } from '../../shared/index.js';

/** A client that may authenticate itself here. */
export interface OauthClient {
  readonly id: string;
  /** The 32 bytes of the SHA-256 of its secret, which is random: nobody guesses it from the hash. */
  readonly secretSha256: Buffer;
}

// RFC 7617 2: the scheme in any case, one space, base64.
const basic = /^basic ([a-z0-9+/]+={0,2})$/i;

/** The hash of no text that anybody knows: an id that is not there costs what a wrong secret costs. */
const placeholderHash = Buffer.alloc(32);

/**
 * True when the request carries the id and the secret of a client by HTTP Basic (RFC 6749 2.3.1), and by nothing else. The secret is compared
 * in constant time, as it stands and as a form would have written it: the standard asks for the one, `curl -u` sends the other. False for
 * two Authorization headers, another scheme, and whatever cannot be read.
 */
export function isAuthenticatedClient(
  clients: readonly OauthClient[],
  { headers, authorizationHeaderCount }: Pick<RouteRequest, 'headers' | 'authorizationHeaderCount'>,
): boolean {
  const credentials =
    authorizationHeaderCount > 1 ? undefined : basic.exec(headers['authorization'] ?? '')?.[1];
  if (credentials === undefined) return false;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return false;
  const id = text.slice(0, colon);
  const secret = text.slice(colon + 1);
  const own = clients.filter((client) => client.id === id).map(({ secretSha256 }) => secretSha256);
  const hashes = [secret, decodeFormValue(secret)].map((each) => createHash('sha256').update(each).digest());
  const expected = own.length === 0 ? [placeholderHash] : own;
  const matches = expected.flatMap((known) => hashes.map((hash) => timingSafeEqual(hash, known)));
  return own.length > 0 && matches.includes(true);
}

function decodeFormValue(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A stray per cent sign: it was never written as a form.
    return text;
  }
}
