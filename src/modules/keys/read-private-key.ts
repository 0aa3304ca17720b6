import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { PairAlgorithm } from '../tokens/index.js';
import { assignKid, type NewKeyPair } from './generate-signing-key-pair.js';
import type { KeyPair } from './key-sealer.js';
import { privateKeyInvalid } from './keys-errors.js';
import { readPrivateJwk } from './read-private-jwk.js';

/** Longer texts are refused unread: an RSA key of 4096 bits takes some 3,300 characters. */
export const maxKeyCharacters = 8192;

/**
 * Reads the operator's own private key: one PEM block (PKCS#8, PKCS#1 or SEC1, RFC 7468, not encrypted) or one JWK (RFC 7517). EC on
 * P-256 signs ES256; RSA of 2048 to 4096 bits signs what `requestedAlgorithm` says, else what the JWK says, else `defaultAlgorithm` where that is for RSA, else
 * RS256. Refuses with INVALID_INPUT everything else: public keys, secrets, other curves, small or odd RSA, halves that do not belong together.
 */
export async function readPrivateKey(
  text: string,
  requestedAlgorithm: PairAlgorithm | null,
  defaultAlgorithm: PairAlgorithm,
): Promise<NewKeyPair> {
  if (text.length > maxKeyCharacters) throw privateKeyInvalid('This is too long for a private key.');
  const { key, algorithm: statedAlgorithm } = text.trimStart().startsWith('{')
    ? readPrivateJwk(text)
    : { key: readPem(text), algorithm: null };
  const pair = toKeyPair(key);
  const possible = supportedAlgorithms(pair.privateKey);
  const preferred = [defaultAlgorithm, ...possible].find((algorithm) => possible.includes(algorithm));
  const algorithm = requestedAlgorithm ?? statedAlgorithm ?? preferred;
  if (algorithm === undefined || !possible.includes(algorithm)) {
    throw privateKeyInvalid(`This key cannot sign ${algorithm}: it is for ${possible.join(' and ')}.`);
  }
  if (statedAlgorithm !== null && statedAlgorithm !== algorithm) {
    throw privateKeyInvalid(`This key says of itself that it is for ${statedAlgorithm} only.`);
  }
  return assignKid(algorithm, pair);
}

function readPem(text: string): KeyObject {
  const blocks = text.match(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/g) ?? [];
  if (blocks.length > 1) throw privateKeyInvalid('This file holds more than one private key.');
  if (blocks.length === 0) throw privateKeyInvalid('This file holds no private key, in PEM or as a JWK.');
  if (/ENCRYPTED/.test(text)) {
    throw privateKeyInvalid('This private key is encrypted: decrypt it first (openssl pkcs8 -in FILE).');
  }
  try {
    return createPrivateKey({ key: text, format: 'pem' });
  } catch {
    throw privateKeyInvalid('This private key cannot be read.');
  }
}

/** The key in the one form that it is kept in, proven to be whole: a trial signature shows halves that do not belong together. */
function toKeyPair(given: KeyObject): KeyPair {
  try {
    const der = given.export({ format: 'der', type: 'pkcs8' });
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const publicKey = createPublicKey(privateKey);
    const text = Buffer.from('a trial signature');
    const isWhole =
      isSupportedKeyType(privateKey) && verify('sha256', text, publicKey, sign('sha256', text, privateKey));
    if (isWhole || !isSupportedKeyType(privateKey)) return { privateKey, publicKey };
  } catch {
    // Whatever OpenSSL has against the key, it is no good.
  }
  throw privateKeyInvalid('The parts of this private key do not belong together.');
}

function isSupportedKeyType({ asymmetricKeyType }: KeyObject): boolean {
  return asymmetricKeyType === 'ec' || asymmetricKeyType === 'rsa';
}

function supportedAlgorithms(key: KeyObject): readonly [PairAlgorithm, ...PairAlgorithm[]] {
  const details = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && details.namedCurve === 'prime256v1') return ['ES256'];
  if (key.asymmetricKeyType !== 'rsa') {
    throw privateKeyInvalid('A signing key is an EC key on the curve P-256, or an RSA key.');
  }
  const { modulusLength = 0, publicExponent = 0n } = details;
  if (modulusLength < 2048 || modulusLength > 4096) {
    throw privateKeyInvalid('An RSA key has 2048 to 4096 bits.');
  }
  // With an exponent of 1 everybody could sign; small ones have a history (NIST SP 800-56B section 6.2).
  if (publicExponent < 65_537n || publicExponent % 2n === 0n) {
    throw privateKeyInvalid("An RSA key's public exponent is odd and at least 65537.");
  }
  return ['RS256', 'PS256'];
}
