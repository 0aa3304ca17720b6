import { createHmac } from 'node:crypto';

/**
 * Returns HMAC-SHA-256 (RFC 2104) over the concatenated parts. The key stays inside the function: a module
 * that fingerprints or signs values with it never holds the key.
 */
export type KeyedHash = (...parts: readonly (string | Uint8Array)[]) => Buffer;

/** Returns the hash under this key; equal keys give equal hashes on every instance. */
export function createKeyedHash(key: Uint8Array): KeyedHash {
  return (...parts) => {
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  };
}
