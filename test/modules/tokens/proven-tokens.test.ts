import { beforeEach, expect, test } from '@jest/globals';
import { createAccessTokens } from '../../../src/modules/tokens/access-tokens.js';
import { readCompactJws } from '../../../src/modules/tokens/compact-jws.js';
import type { AccessTokens, VerificationKey } from '../../../src/modules/tokens/index.js';
import { createProvenTokens } from '../../../src/modules/tokens/proven-tokens.js';
import { audience, createTestKey, issuer, subject } from '../../helpers/access-tokens.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const key = createTestKey();
let clock: FakeClock;
let tokens: AccessTokens;
/** What the key ring finds; null for a revoked key. */
let accepted: VerificationKey | null;
let token: string;

beforeEach(async () => {
  clock = createFakeClock();
  accepted = key;
  tokens = createAccessTokens({
    signingKeys: { active: () => key, find: () => accepted },
    issuer,
    audience,
    accessTokenTtlSeconds: 900,
    clock,
  });
  ({ token } = tokens.issueToken(subject));
  // From here on the token is remembered.
  expect((await tokens.verifyToken(token)).failure).toBeNull();
});

const failureOf = async (text: string) => (await tokens.verifyToken(text)).failure;

test('a token that was accepted before is refused once its key is revoked', async () => {
  accepted = null;

  expect(await failureOf(token)).toBe('TOKEN_INVALID');
});

test('a token that was accepted before is refused by another key with the same id', async () => {
  accepted = { ...createTestKey(), kid: key.kid };

  expect(await failureOf(token)).toBe('TOKEN_INVALID');
});

test('a token that was accepted before is refused from its expiry on', async () => {
  clock.moveBy(899);
  expect(await failureOf(token)).toBeNull();
  clock.moveBy(1);

  expect(await failureOf(token)).toBe('TOKEN_EXPIRED');
});

test('a token that was accepted before is refused when the clock goes back before its issue', async () => {
  clock.moveBy(-3_600);

  expect(await failureOf(token)).toBe('TOKEN_INVALID');
});

test('a token that differs in one character from an accepted one is refused', async () => {
  for (const at of [5, Math.floor(token.length / 2), token.length - 10]) {
    const other = token[at] === 'A' ? 'B' : 'A';
    expect(await failureOf(token.slice(0, at) + other + token.slice(at + 1))).not.toBeNull();
  }
  expect(await failureOf(token)).toBeNull();
});

test('a refused token is not remembered, and of the accepted ones only the most recently used', () => {
  const proven = createProvenTokens(2);
  const jws = readCompactJws(token);
  if (jws === null) throw new Error('the token is malformed');
  for (const text of ['one', 'two', 'one', 'three']) proven.remember(text, jws, key);

  const remembered = ['one', 'two', 'three', 'four'].filter((text) => proven.isProvenBy(text, key));
  expect(remembered).toEqual(['one', 'three']);
  proven.forget('one');
  expect(proven.find('one')).toBeNull();
});
