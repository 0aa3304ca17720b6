import { createHash, timingSafeEqual } from 'node:crypto';
import type { RouteRequest } from '../../shared/index.js';

/** A client that authenticates with a secret. */
export interface OauthClient {
  readonly id: string;
  /** SHA-256 of the secret, 32 bytes. The secret is random, so it cannot be guessed from the hash. */
  readonly secretSha256: Buffer;
}

// RFC 7617 2: the scheme in any case, one space, base64.
const basicHeader = /^basic ([a-z0-9+/]+={0,2})$/i;

/** The hash of no known text: an unknown id costs the same work as a wrong secret. */
const placeholderHash = Buffer.alloc(32);

/**
 * Returns true when the request has the id and the secret of a client as HTTP Basic credentials (RFC 6749
 * 2.3.1). The secret is compared in constant time, both form-encoded, as the standard requires, and raw, as
 * `curl -u` sends it. Returns false for two Authorization headers, another scheme, and malformed credentials.
 */
export function isAuthenticatedClient(
  clients: readonly OauthClient[],
  { headers, authorizationHeaderCount }: Pick<RouteRequest, 'headers' | 'authorizationHeaderCount'>,
): boolean {
  const credentials =
    authorizationHeaderCount > 1 ? undefined : basicHeader.exec(headers['authorization'] ?? '')?.[1];
  if (credentials === undefined) return false;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return false;
  const id = text.slice(0, colon);
  const secret = text.slice(colon + 1);
  const clientHashes = clients.filter((client) => client.id === id).map(({ secretSha256 }) => secretSha256);
  const hashes = [secret, decodeFormValue(secret)].map((each) => createHash('sha256').update(each).digest());
  const expectedHashes = clientHashes.length === 0 ? [placeholderHash] : clientHashes;
  const matches = expectedHashes.flatMap((expected) => hashes.map((hash) => timingSafeEqual(hash, expected)));
  return clientHashes.length > 0 && matches.includes(true);
}

function decodeFormValue(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A stray per cent sign: the secret is not form-encoded.
    return text;
  }
}
