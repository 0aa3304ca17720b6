import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PairAlgorithm } from '../tokens/index.js';
import { assignKid, type NewKeyPair } from './generate-signing-key-pair.js';
import type { KeyPair } from './key-sealer.js';
import { privateKeyInvalid } from './keys-errors.js';
import { readPrivateJwk } from './read-private-jwk.js';

/** Longer texts are rejected unread; an RSA key of 4096 bits has about 3,300 characters. */
export const maxKeyCharacters = 8192;

/**
 * Reads the operator's own private key: one unencrypted PEM block (PKCS#8, PKCS#1 or SEC1, RFC 7468) or one
 * JWK (RFC 7517). EC on P-256 signs ES256. RSA with 2048 to 4096 bits signs `requestedAlgorithm`, otherwise
 * the algorithm of the JWK, otherwise `defaultAlgorithm` when it is an RSA algorithm, otherwise RS256. Throws
 * INVALID_INPUT for everything else: public keys, secrets, other curves, weak RSA keys, and private and
 * public parts that do not match.
 */
export async function readPrivateKey(
  text: string,
  requestedAlgorithm: PairAlgorithm | null,
  defaultAlgorithm: PairAlgorithm,
): Promise<NewKeyPair> {
  if (text.length > maxKeyCharacters) throw privateKeyInvalid('This text is too long for a private key.');
  const { key, algorithm: statedAlgorithm } = text.trimStart().startsWith('{')
    ? readPrivateJwk(text)
    : { key: readPem(text), algorithm: null };
  const pair = toKeyPair(key);
  const possible = supportedAlgorithms(pair.privateKey);
  const preferred = [defaultAlgorithm, ...possible].find((algorithm) => possible.includes(algorithm));
  const algorithm = requestedAlgorithm ?? statedAlgorithm ?? preferred;
  if (algorithm === undefined || !possible.includes(algorithm)) {
    throw privateKeyInvalid(`This key cannot sign ${algorithm}, only ${possible.join(' and ')}.`);
  }
  if (statedAlgorithm !== null && statedAlgorithm !== algorithm) {
    throw privateKeyInvalid(`The alg of this key is ${statedAlgorithm}.`);
  }
  return assignKid(algorithm, pair);
}

function readPem(text: string): KeyObject {
  const blocks = text.match(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/g) ?? [];
  if (blocks.length > 1) throw privateKeyInvalid('This file contains more than one private key.');
  if (blocks.length === 0) throw privateKeyInvalid('This file contains no private key in PEM or JWK format.');
  if (/ENCRYPTED/.test(text)) {
    throw privateKeyInvalid('This private key is encrypted. Decrypt it first (openssl pkcs8 -in FILE).');
  }
  try {
    return createPrivateKey({ key: text, format: 'pem' });
  } catch {
    throw privateKeyInvalid('This private key cannot be read.');
  }
}

/**
 * Returns the key in its stored form. A trial signature detects private and public parts that do not match.
 */
function toKeyPair(key: KeyObject): KeyPair {
  try {
    const der = key.export({ format: 'der', type: 'pkcs8' });
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey(privateKey);
    const text = Buffer.from('a trial signature');
    const isWhole =
      isSupportedKeyType(privateKey) && verify('sha256', text, publicKey, sign('sha256', text, privateKey));
    if (isWhole || !isSupportedKeyType(privateKey)) return { privateKey, publicKey };
  } catch {
    // Any error of OpenSSL means that the key cannot be used.
  }
  throw privateKeyInvalid('The private and the public part of this key do not match.');
}

function isSupportedKeyType({ asymmetricKeyType }: KeyObject): boolean {
  return asymmetricKeyType === 'ec' || asymmetricKeyType === 'rsa';
}

function supportedAlgorithms(key: KeyObject): readonly [PairAlgorithm, ...PairAlgorithm[]] {
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && details.namedCurve === 'prime256v1') return ['ES256'];
  if (key.asymmetricKeyType !== 'rsa') {
    throw privateKeyInvalid('A signing key must be an EC key on the curve P-256 or an RSA key.');
  }
  const { modulusLength = 0, publicExponent = 0n } = details;
  if (modulusLength < 2048 || modulusLength > 4096) {
    throw privateKeyInvalid('An RSA key must have 2048 to 4096 bits.');
  }
  // With an exponent of 1 anyone could sign; small ones have been attacked (NIST SP 800-56B section 6.2).
  if (publicExponent < 65_537n || publicExponent % 2n === 0n) {
    throw privateKeyInvalid('The public exponent of an RSA key must be odd and at least 65537.');
  }
  return ['RS256', 'PS256'];
}
