import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPrivateKey } from '../../../src/modules/keys/read-private-key.js';
import { DomainError } from '../../../src/shared/index.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const good = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const goodJwk = JSON.stringify(privateKey.export({ format: 'jwk' }));

/** What became of a text: the key it is, or nothing. Whatever else is thrown fails the test. */
async function readOrRefuse(text: string): Promise<string | null> {
  try {
    const { privateKey: key } = await readPrivateKey(text, null, 'ES256');
    return JSON.stringify(key.export({ format: 'jwk' }));
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return null;
  }
}

test('any text is a key or refused, and never anything else', async () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.string().map((text) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`),
    fc
      .dictionary(fc.constantFrom('kty', 'crv', 'x', 'y', 'd', 'n', 'e', 'use', 'alg'), fc.jsonValue())
      .map((jwk) => JSON.stringify({ kty: 'EC', crv: 'P-256', ...jwk })),
  );

  await fc.assert(
    fc.asyncProperty(anything, async (text) => {
      expect(await readOrRefuse(text)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('a key with one character changed is that very key, or refused: never another one', async () => {
  const place = fc.tuple(fc.constantFrom(good, goodJwk), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }));
  const whole = await readOrRefuse(good);

  await fc.assert(
    fc.asyncProperty(place, async ([text, at, character]) => {
      const index = at % text.length;
      const changed = text.slice(0, index) + character + text.slice(index + 1);

      expect([null, whole]).toContain(await readOrRefuse(changed));
    }),
    { numRuns: 300 },
  );
});
