import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createAccessTokens } from '../../../src/modules/tokens/access-tokens.js';
import { readJsonObject } from '../../../src/modules/tokens/strict-json.js';
import {
  audience,
  base64url,
  createFakeClock,
  createTestKey,
  createTestSigningKeys,
  issuer,
  signJws,
  subject,
} from '../../helpers/access-tokens.js';

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

describe('reading an access token', () => {
  test('never throws and accepts nothing, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.string({ unit: 'grapheme' }),
          fc.array(segment, { maxLength: 6 }).map((parts) => parts.join('.')),
        ),
        async (text) => {
          const reading = await tokens.verifyToken(text);
          expect(reading.claims === null || text === good).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('never throws on any header and payload under a good signature, and accepts none of them', async () => {
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
      { numRuns: 500 },
    );
  });

  test('accepts no token in which one character was changed, added or left out', async () => {
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
      { numRuns: 1500 },
    );
  });
});

describe('reading a JSON object strictly', () => {
  test('answers the same members as JSON.parse for any object whose names are distinct', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object);
        expect(readJsonObject(Buffer.from(text))).toEqual(new Map(Object.entries(JSON.parse(text))));
      }),
    );
  });

  test('answers null when any object in it has any of its names a second time', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.nat({ max: 5 }),
        (name, one, two, depth) => {
          const member = (value: unknown) => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
          const inner = `{${member(one)},"other ${name.length}":[{}],${member(two)}}`;
          fc.pre(name !== `other ${name.length}`);
          const text = `{"outer":${'['.repeat(depth)}${inner}${']'.repeat(depth)}}`;
          expect(readJsonObject(Buffer.from(text))).toBeNull();
        },
      ),
    );
  });

  test('never throws on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readJsonObject(bytes)).not.toThrow();
      }),
    );
  });
});
