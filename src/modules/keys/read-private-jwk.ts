import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { PairAlgorithm } from '../tokens/index.js';
import { privateKeyInvalid } from './keys-errors.js';
import { pairAlgorithms } from './published-key.js';

/** The members that make a private key (RFC 7518 sections 6.2 and 6.3); none other reaches OpenSSL. */
const privateMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['kty', 'crv', 'x', 'y', 'd'],
  RSA: ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'],
};

/**
 * Reads a private JWK and the algorithm that it names, if any. Refuses with INVALID_INPUT what is no JSON object, a set of keys, a shared secret,
 * a public key, a key of more than two primes, and one that says that it is not for signing (RFC 7517 sections 4.2 to 4.4).
 */
export function readPrivateJwk(text: string): {
  readonly key: KeyObject;
  readonly algorithm: PairAlgorithm | null;
} {
  const jwk = parseObject(text);
  const { kty, use, key_ops: operations, alg } = jwk;
  if (kty === 'oct') {
    throw privateKeyInvalid(
      'A shared secret is not kept with the keys: name its file in CORDON_JWT_SECRET_FILE.',
    );
  }
  const members = new Map(Object.entries(privateMembers)).get(String(kty));
  if (members === undefined)
    throw privateKeyInvalid('A signing key is an EC key on the curve P-256, or an RSA key.');
  if (members.some((member) => typeof jwk[member] !== 'string') || jwk['oth'] !== undefined) {
    throw privateKeyInvalid(
      `This ${String(kty)} key lacks one of ${members.join(', ')}, or has more than those.`,
    );
  }
  if ((use !== undefined && use !== 'sig') || (operations !== undefined && !allowsSigning(operations))) {
    throw privateKeyInvalid('This key says of itself that it is not for signing.');
  }
  return { key: importKey(jwk, members), algorithm: readAlgorithm(alg) };
}

function parseObject(
  text: string,
): Readonly<Record<string, unknown>> & { kty?: unknown; use?: unknown; key_ops?: unknown; alg?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    // A parsed JSON object has text keys and unknown values: that is all that the type says.
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // The parser's message repeats a part of the text: it must not be kept.
  }
  throw privateKeyInvalid('This file holds no private key, in PEM or as a JWK.');
}

function allowsSigning(operations: unknown): boolean {
  return Array.isArray(operations) && operations.includes('sign');
}

function readAlgorithm(alg: unknown): PairAlgorithm | null {
  if (alg === undefined) return null;
  const known = pairAlgorithms.find((algorithm) => algorithm === alg);
  if (known === undefined)
    throw privateKeyInvalid('The algorithm of a signing key is ES256, RS256 or PS256.');
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
