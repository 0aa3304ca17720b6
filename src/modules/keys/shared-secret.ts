import { createSecretKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import type { SigningKey, SigningKeys, VerificationKey } from '../tokens/index.js';

/** The minimum key length of HMAC with SHA-256 (RFC 7518 section 3.2). */
const minBytes = 32;

/**
 * Returns signing keys that sign with the operator's own secret (HS256) and still accept the keys of the
 * database, so that existing tokens stay valid. The secret is neither published nor stored. Its id is its
 * thumbprint, which reveals no more about it than the tokens that it signs. Throws a plain Error below 256
 * bits; the configuration rejects such secrets before.
 */
export async function withSharedSecret(keys: SigningKeys, secret: Buffer): Promise<SigningKeys> {
  if (secret.length < minBytes) throw new Error('the shared secret must have at least 32 bytes');
  const sharedSecret = createSecretKey(secret);
  const kid = await calculateJwkThumbprint({ kty: 'oct', k: secret.toString('base64url') }, 'sha256');
  const signing: SigningKey = { kid, algorithm: 'HS256', privateKey: sharedSecret };
  const verification: VerificationKey = { kid, algorithm: 'HS256', sharedSecret };
  return {
    active: () => signing,
    find: (requestedKid) => (requestedKid === kid ? verification : keys.find(requestedKid)),
  };
}
