import { createSecretKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { SigningKey, SigningKeys, VerificationKey } from '../tokens/index.js';

/** The least that an HMAC with SHA-256 may be keyed with (RFC 7518 section 3.2). */
const minBytes = 32;

/**
 * Lets the operator's own secret sign, by HS256; keys of the database are accepted beside it, so that tokens survive the change. The
 * secret is never published and never kept: its id is its thumbprint, for which tokens that it signs are no worse a hint. Throws a plain Error
 * for less than 256 bits: the configuration refuses them before.
 */
export async function withSharedSecret(keys: SigningKeys, secret: Buffer): Promise<SigningKeys> {
  if (secret.length < minBytes) throw new Error('the shared secret must have at least 32 bytes');
  const sharedSecret = createSecretKey(secret);
  const kid = await calculateJwkThumbprint({ kty: 'oct', k: secret.toString('base64url') }, 'sha256');
  const signing: SigningKey = { kid, algorithm: 'HS256', privateKey: sharedSecret };
  const verification: VerificationKey = { kid, algorithm: 'HS256', sharedSecret };
  return {
    active: () => signing,
    find: (asked) => (asked === kid ? verification : keys.find(asked)),
  };
}
