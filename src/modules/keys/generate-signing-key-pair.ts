import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import type { PairAlgorithm } from '../tokens/index.js';
import type { KeyPair } from './key-sealer.js';

/** A key pair that is not in the database yet. */
export interface NewKeyPair extends KeyPair {
  /** RFC 7638, SHA-256, base64url. */
  readonly kid: string;
  readonly algorithm: PairAlgorithm;
}

const rsaBits = 2048;
const generate = promisify(generateKeyPair);

/** Makes a fresh key pair: P-256 for ES256, RSA of 2048 bits (RFC 7518 section 3.3 and 3.5) for the others. */
export async function generateSigningKeyPair(algorithm: PairAlgorithm): Promise<NewKeyPair> {
  const pair = await (algorithm === 'ES256'
    ? generate('ec', { namedCurve: 'P-256' })
    : generate('rsa', { modulusLength: rsaBits }));
  const keyPair = await assignKid(algorithm, pair);
  // On the command line an id that begins with a dash would read as an option: one in 64 is keyPair anew.
  return keyPair.kid.startsWith('-') ? generateSigningKeyPair(algorithm) : keyPair;
}

/** Gives a pair its id. */
export async function assignKid(algorithm: PairAlgorithm, pair: KeyPair): Promise<NewKeyPair> {
  return { ...pair, algorithm, kid: await calculateJwkThumbprint(pair.publicKey, 'sha256') };
}
