import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { PairAlgorithm } from '../tokens/index.js';
import { privateKeyInvalid } from './keys-errors.js';
import { pairAlgorithms } from './published-key.js';

/** The members of a private key (RFC 7518 sections 6.2 and 6.3); no other member is passed to OpenSSL. */
const privateMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['kty', 'crv', 'x', 'y', 'd'],
  RSA: ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'],
};

/**
 * Returns the key of a private JWK and the algorithm that it names, if any. Throws INVALID_INPUT for text
 * that is not a JSON object, key sets, shared secrets, public keys, keys with more than two primes, and keys
 * whose `use` or `key_ops` exclude signing (RFC 7517 sections 4.2 to 4.4).
 */
export function readPrivateJwk(text: string): {
  readonly key: KeyObject;
  readonly algorithm: PairAlgorithm | null;
} {
  const jwk = parseObject(text);
  const { use, key_ops: operations, alg } = jwk;
  const kty = typeof jwk.kty === 'string' ? jwk.kty : '';
  if (kty === 'oct') {
    throw privateKeyInvalid('A shared secret cannot be imported. Set CORDON_JWT_SECRET_FILE to its file.');
  }
  const members = new Map(Object.entries(privateMembers)).get(kty);
  if (members === undefined)
    throw privateKeyInvalid('A signing key must be an EC key on the curve P-256 or an RSA key.');
  if (members.some((member) => typeof jwk[member] !== 'string') || jwk['oth'] !== undefined) {
    throw privateKeyInvalid(`This ${kty} key must have exactly the members ${members.join(', ')}.`);
  }
  if ((use !== undefined && use !== 'sig') || (operations !== undefined && !allowsSigning(operations))) {
    throw privateKeyInvalid('The use or key_ops of this key exclude signing.');
  }
  return { key: importKey(jwk, members), algorithm: parseJwkAlgorithm(alg) };
}

function parseObject(
  text: string,
): Readonly<Record<string, unknown>> & { kty?: unknown; use?: unknown; key_ops?: unknown; alg?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    // The type claims no more than string keys and unknown values.
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The parser's message contains a part of the text and must not be kept.
  }
  throw privateKeyInvalid('This file contains no private key in PEM or JWK format.');
}

function allowsSigning(operations: unknown): boolean {
  return Array.isArray(operations) && operations.includes('sign');
}

function parseJwkAlgorithm(alg: unknown): PairAlgorithm | null {
  if (alg === undefined) return null;
  const known = pairAlgorithms.find((algorithm) => algorithm === alg);
  if (known === undefined)
    throw privateKeyInvalid('The algorithm of a signing key must be ES256, RS256 or PS256.');
  return known;
}

function importKey(jwk: Readonly<Record<string, unknown>>, members: readonly string[]): KeyObject {
  try {
    const key = Object.fromEntries(members.map((member) => [member, jwk[member]]));
    return createPrivateKey({ key, format: 'jwk' });
  } catch {
    throw privateKeyInvalid('This private key cannot be read.');
  }
}
