import {
  createPrivateKey,
  createPublicKey,
  type ECKeyPairOptions,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

const encodings = {
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
} as const;

/**
 * Generates a key pair as `generateKeyPairSync` does, by default for ES256. Node 20 hangs when it collects
 * what has generated a key while it reads the details of that key, so the pair is another object with the
 * same key. `generateKeyPair` does not have this fault.
 */
export function generateKeys(
  type: 'ec' | 'rsa' | 'rsa-pss' | 'ed25519' = 'ec',
  options: object = { namedCurve: 'P-256' },
): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  // All kinds of keys have the same encodings, which the overloads do not say.
  const encoded: object = { ...options, ...encodings };
  const { privateKey: key } = generateKeyPairSync(type as 'ec', encoded as ECKeyPairOptions<'der', 'der'>);
  const privateKey = createPrivateKey({ key, type: 'pkcs8', format: 'der' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
