import { expect, test } from '@jest/globals';
import { readPrivateKey } from '../../../src/modules/keys/read-private-key.js';
import { DomainError } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';
import { generateKeys } from '../../helpers/generate-keys.js';

const { privateKey } = generateKeys();
const good = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const goodJwk = JSON.stringify(privateKey.export({ format: 'jwk' }));

/** Returns the key of a text, or null when it is rejected. Fails the test on any other error. */
async function readOrReject(text: string): Promise<string | null> {
  try {
    const { privateKey: key } = await readPrivateKey(text, null, 'ES256');
    return JSON.stringify(key.export({ format: 'jwk' }));
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    return null;
  }
}

test('readPrivateKey rejects arbitrary text with a DomainError', async () => {
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
      expect(await readOrReject(text)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('readPrivateKey returns the same key or rejects a text with one changed character', async () => {
  const change = fc.tuple(
    fc.constantFrom(good, goodJwk),
    fc.nat(),
    fc.string({ minLength: 1, maxLength: 1 }),
  );
  const original = await readOrReject(good);

  await fc.assert(
    fc.asyncProperty(change, async ([text, at, character]) => {
      const index = at % text.length;
      const changed = text.slice(0, index) + character + text.slice(index + 1);

      expect([null, original]).toContain(await readOrReject(changed));
    }),
    { numRuns: 300 },
  );
});
