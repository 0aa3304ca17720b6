import { createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { readPrivateKey } from '../../../src/modules/keys/read-private-key.js';
import type { PairAlgorithm } from '../../../src/modules/tokens/index.js';
import { DomainError } from '../../../src/shared/index.js';
import { generateKeys } from '../../helpers/generate-keys.js';

const ec = generateKeys().privateKey;
const rsa = generateKeys('rsa', { modulusLength: 2048 }).privateKey;
const otherEc = generateKeys().privateKey;

const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8'): string =>
  key.export({ format: 'pem', type } as { format: 'pem'; type: 'pkcs8' }).toString();
const jwkOf = (key: KeyObject): Record<string, unknown> => ({ ...key.export({ format: 'jwk' }) });
const jwk = (key: KeyObject, changes: Record<string, unknown> = {}): string =>
  JSON.stringify({ ...jwkOf(key), ...changes });
const read = (text: string, requested: PairAlgorithm | null = null, fallback: PairAlgorithm = 'ES256') =>
  readPrivateKey(text, requested, fallback);

describe('readPrivateKey accepts', () => {
  test.each([
    ['PKCS#8', pem(ec), 'ES256'],
    [
      'SEC1 after its parameters',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem(ec, 'sec1')}`,
      'ES256',
    ],
    ['a JWK', jwk(ec), 'ES256'],
    [
      'a JWK with its use',
      jwk(ec, { use: 'sig', key_ops: ['sign', 'verify'], alg: 'ES256', kid: 'mine' }),
      'ES256',
    ],
    ['RSA in PKCS#8', pem(rsa), 'RS256'],
    ['RSA in PKCS#1', pem(rsa, 'pkcs1'), 'RS256'],
    ['an RSA JWK with alg PS256', jwk(rsa, { alg: 'PS256' }), 'PS256'],
  ])('%s', async (_form, text, algorithm) => {
    const key = await read(text);

    expect(key.algorithm).toBe(algorithm);
    expect(key.kid).toBe(await calculateJwkThumbprint(createPublicKey(key.privateKey), 'sha256'));
    const given = algorithm === 'ES256' ? ec : rsa;
    expect(key.privateKey.export({ format: 'jwk' })).toEqual(given.export({ format: 'jwk' }));
  });

  test('RSA with the requested algorithm, otherwise the default one, otherwise RS256', async () => {
    expect((await read(pem(rsa), 'PS256')).algorithm).toBe('PS256');
    expect((await read(pem(rsa), null, 'PS256')).algorithm).toBe('PS256');
    expect((await read(pem(rsa), null, 'ES256')).algorithm).toBe('RS256');
    expect((await read(pem(ec), null, 'RS256')).algorithm).toBe('ES256');
  });
});

const half = jwkOf(ec);
const { x: otherX, y: otherY } = jwkOf(otherEc);
const encrypted = ec
  .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();

describe('readPrivateKey rejects', () => {
  test.each([
    ['an empty text', ''],
    ['other text', 'a private key'],
    ['a public key', createPublicKey(ec).export({ format: 'pem', type: 'spki' }).toString()],
    ['two keys', pem(ec) + pem(otherEc)],
    ['an encrypted key', encrypted],
    ['a truncated PEM', pem(ec).slice(0, 120)],
    ['a PEM with invalid content', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    [
      'an OpenSSH key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n',
    ],
    ['another curve', pem(generateKeys('ec', { namedCurve: 'P-384' }).privateKey)],
    ['a curve of another kind', pem(generateKeys('ec', { namedCurve: 'secp256k1' }).privateKey)],
    ['Ed25519', pem(generateKeys('ed25519', {}).privateKey)],
    ['RSA-PSS', pem(generateKeys('rsa-pss', { modulusLength: 2048 }).privateKey)],
    ['RSA of 1024 bits', pem(generateKeys('rsa', { modulusLength: 1024 }).privateKey)],
    [
      'RSA with the exponent 3',
      pem(generateKeys('rsa', { modulusLength: 2048, publicExponent: 3 }).privateKey),
    ],
    ['broken JSON', '{"kty":"EC",'],
    ['a key set', JSON.stringify({ keys: [half] })],
    ['a shared secret', JSON.stringify({ kty: 'oct', k: 'A'.repeat(43) })],
    ['a public JWK', JSON.stringify({ ...half, d: undefined })],
    ['a JWK of another type', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'AA', d: 'AA' })],
    ['a JWK whose type is an object property', JSON.stringify({ kty: 'constructor' })],
    ['a JWK with parts of two keys', JSON.stringify({ ...half, x: otherX, y: otherY })],
    ['a JWK whose point is not on the curve', JSON.stringify({ ...half, x: 'A'.repeat(43) })],
    ['an RSA JWK whose exponent is 1', jwk(rsa, { e: 'AQ' })],
    ['an RSA JWK with more than two primes', jwk(rsa, { oth: [] })],
    [
      'an RSA JWK with the modulus of another key',
      jwk(rsa, { n: jwkOf(generateKeys('rsa', { modulusLength: 2048 }).privateKey)['n'] }),
    ],
    ['a JWK for encryption', jwk(ec, { use: 'enc' })],
    ['a JWK that may only verify', jwk(ec, { key_ops: ['verify'] })],
    ['a JWK for another algorithm', jwk(ec, { alg: 'ES384' })],
    ['an EC JWK with alg RS256', jwk(ec, { alg: 'RS256' })],
    ['a text of more than 8192 characters', `${pem(ec)}${' '.repeat(9000)}`],
  ])('%s', async (_what, text) => {
    const reading = read(text);

    await expect(reading).rejects.toMatchObject({ reason: 'INVALID_INPUT', refusals: [{ field: ['file'] }] });
    await expect(reading).rejects.toBeInstanceOf(DomainError);
  });

  test.each([
    ['an EC key for RS256', pem(ec), 'RS256'],
    ['an RSA key for ES256', pem(rsa), 'ES256'],
    ['a JWK with alg PS256 for RS256', jwk(rsa, { alg: 'PS256' }), 'RS256'],
  ] as const)('%s', async (_what, text, requested) => {
    await expect(read(text, requested)).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
  });

  test('a file without repeating any of it in the message or the cause', async () => {
    const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ';

    for (const text of [`{"kty":"EC","d":"${secret}" ...`, jwk(ec, { d: secret }), `{"kty":"${secret}"}`]) {
      const error = await read(text).catch((rejection: unknown) => rejection);

      expect(error).toBeInstanceOf(DomainError);
      expect(JSON.stringify(error, ['message', 'refusals', 'detail', 'stack'])).not.toContain(secret);
      expect((error as DomainError).cause).toBeUndefined();
    }
  });
});
