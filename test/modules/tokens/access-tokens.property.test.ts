import { describe, expect, test } from '@jest/globals';
import { createAccessTokens } from '../../../src/modules/tokens/access-tokens.js';
import {
  audience,
  base64url,
  createTestKey,
  createTestSigningKeys,
  issuer,
  signJws,
  subject,
} from '../../helpers/access-tokens.js';
import { createFakeClock } from '../../helpers/fake-clock.js';
import { fc } from '../../helpers/fast-check.js';

const key = createTestKey();
const tokens = createAccessTokens({
  signingKeys: createTestSigningKeys(key),
  issuer,
  audience,
  accessTokenTtlSeconds: 900,
  clock: createFakeClock(),
});
const { token: good } = tokens.issueToken(subject);

const segment = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map(base64url),
  fc.json().map(base64url),
  fc.constantFrom(...good.split('.')),
  fc.string({ unit: 'binary' }),
);

describe('verifyToken', () => {
  test('rejects arbitrary text without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({ unit: 'grapheme' }),
          fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          const result = await tokens.verifyToken(text);
          expect(result.claims === null || text === good).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('rejects arbitrary headers and payloads with a valid signature without throwing', async () => {
    const members = fc.dictionary(
      fc.constantFrom(
        'alg',
        'typ',
        'kid',
        'crit',
        'iss',
        'sub',
        'sid',
        'exp',
        'iat',
        'scope',
        '__proto__',
        'toJSON',
      ),
      fc.oneof(fc.jsonValue(), fc.constantFrom('ES256', 'at+jwt', key.kid, issuer, subject.userId, 9e15)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(members, fc.jsonValue()),
        fc.oneof(members, fc.jsonValue()),
        async (header, payload) => {
          const token = signJws(JSON.stringify(header), JSON.stringify(payload), key.privateKey);
          expect((await tokens.verifyToken(token)).claims).toBeNull();
        },
      ),
      { numRuns: 200 },
    );
  });

  test('rejects a token with one changed, added or missing character', async () => {
    const change = fc.record({
      at: fc.nat({ max: good.length }),
      cut: fc.integer({ min: 0, max: 2 }),
      insert: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 2 }),
        fc.constantFrom('=', '.', ' ', '-', '_', 'A'),
      ),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, cut, insert }) => {
        const changed = good.slice(0, at) + insert + good.slice(at + cut);
        fc.pre(changed !== good);
        expect((await tokens.verifyToken(changed)).claims).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
