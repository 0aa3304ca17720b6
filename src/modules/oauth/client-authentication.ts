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

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Returns true when the request has the id and the secret of a client as HTTP Basic credentials (RFC 6749
 * 2.3.1). Both are accepted form-encoded, as the standard requires, and raw, as `curl -u` sends them. The
 * secret is compared in constant time. Returns false for two Authorization headers, another scheme, and
 * malformed credentials.
 */
export function isAuthenticatedClient(
  clients: readonly OauthClient[],
  { headers, authorizationHeaderCount }: Pick<RouteRequest, 'headers' | 'authorizationHeaderCount'>,
): boolean {
  const credentials = authorizationHeaderCount > 1 ? null : readCredentials(headers['authorization'] ?? '');
  if (credentials === null) return false;
  const { id, secret } = credentials;
  const ids = [id, decodeFormValue(id)];
  const clientHashes = clients
    .filter((client) => ids.includes(client.id))
    .map(({ secretSha256 }) => secretSha256);
  const hashes = [secret, decodeFormValue(secret)].map((each) => createHash('sha256').update(each).digest());
  const expectedHashes = clientHashes.length === 0 ? [placeholderHash] : clientHashes;
  const matches = expectedHashes.flatMap((expected) => hashes.map((hash) => timingSafeEqual(hash, expected)));
  return clientHashes.length > 0 && matches.includes(true);
}

/** Returns null for another scheme, and for credentials that are not base64, not UTF-8 or without a colon. */
function readCredentials(header: string): { readonly id: string; readonly secret: string } | null {
  const encoded = basicHeader.exec(header)?.[1];
  if (encoded === undefined) return null;
  try {
    const text = utf8.decode(Buffer.from(encoded, 'base64'));
    const colon = text.indexOf(':');
    return colon === -1 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  } catch {
    return null;
  }
}

function decodeFormValue(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A stray per cent sign: the value is not form-encoded.
    return text;
  }
}
