import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyPair } from './key-sealer.js';

/** A key pair that is not stored yet. */
export interface NewKeyPair extends KeyPair {
  /** RFC 7638, SHA-256, base64url. */
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
}

const rsaBits = 2048;
const generate = promisify(generateKeyPair);

/** Generates a P-256 pair for ES256, otherwise RSA with 2048 bits (RFC 7518 sections 3.3 and 3.5). */
export async function generateSigningKeyPair(algorithm: PairAlgorithm): Promise<NewKeyPair> {
  const pair = await (algorithm === 'ES256'
    ? generate('ec', { namedCurve: 'P-256' })
    : generate('rsa', { modulusLength: rsaBits }));
  const keyPair = await assignKid(algorithm, pair);
  // The command line would take an id with a leading dash (1 in 64) for an option.
  return keyPair.kid.startsWith('-') ? generateSigningKeyPair(algorithm) : keyPair;
}

export async function assignKid(algorithm: PairAlgorithm, pair: KeyPair): Promise<NewKeyPair> {
  return { ...pair, algorithm, kid: await calculateJwkThumbprint(pair.publicKey, 'sha256') };
}
