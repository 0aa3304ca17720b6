import { beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, exportJWK, jwtVerify } from 'jose';
import { createAccessTokens } from '../../../src/modules/tokens/access-tokens.js';
import type { AccessTokens } from '../../../src/modules/tokens/index.js';
import {
  audience,
  createTestKey,
  createTestSigningKeys,
  issuer,
  signJws,
  subject,
} from '../../helpers/access-tokens.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const key = createTestKey();
let clock: FakeClock;
let tokens: AccessTokens;

const createTokens = (changes: Partial<Parameters<typeof createAccessTokens>[0]> = {}) =>
  createAccessTokens({
    signingKeys: createTestSigningKeys(key),
    issuer,
    audience,
    accessTokenTtlSeconds: 900,
    clock,
    ...changes,
  });

beforeEach(() => {
  clock = createFakeClock();
  tokens = createTokens();
});

function partsOf(token: string): Record<string, unknown>[] {
  return token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
}

describe('an issued access token', () => {
  test('has the header and claims of RFC 9068 and nothing else', () => {
    const { token, expiresAt, expiresInSeconds } = tokens.issueToken(subject);

    const [header, claims] = partsOf(token);
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: key.kid });
    expect(claims).toEqual({
      iss: issuer,
      aud: audience,
      client_id: 'cordon',
      sub: subject.userId,
      sid: subject.sessionId,
      role: 'SUPPORT',
      sev: 3,
      iat: clock.now().getTime() / 1000,
      exp: clock.now().getTime() / 1000 + 900,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(expiresInSeconds).toBe(900);
    expect(expiresAt).toEqual(new Date(clock.now().getTime() + 900_000));
  });

  test('is verified with the claims that it was issued for', async () => {
    const reading = await tokens.verifyToken(tokens.issueToken(subject).token);

    const { sessionExpiresAt: _, ...claims } = subject;
    expect(reading).toEqual({
      claims: { ...claims, issuedAt: clock.now(), expiresAt: new Date(clock.now().getTime() + 900_000) },
      failure: null,
    });
  });

  test('keeps its narrowed scopes', async () => {
    const reading = await tokens.verifyToken(
      tokens.issueToken({ ...subject, scope: ['account:read', 'users:read'] }).token,
    );

    expect(reading.claims?.scope).toEqual(['account:read', 'users:read']);
  });

  test('narrowed to an empty scope is not treated as one that is not narrowed', async () => {
    const reading = await tokens.verifyToken(tokens.issueToken({ ...subject, scope: [] }).token);

    expect(reading.claims?.scope).toEqual([]);
  });

  test('expires exactly at its expiry', async () => {
    const { token } = tokens.issueToken(subject);

    clock.moveBy(899.999);
    expect((await tokens.verifyToken(token)).failure).toBeNull();
    clock.moveBy(0.001);
    expect((await tokens.verifyToken(token)).failure).toBe('TOKEN_EXPIRED');
  });

  test('stays valid after a rotation while its own key is accepted', async () => {
    const { token } = tokens.issueToken(subject);
    const next = createTestKey();

    expect(
      (await createTokens({ signingKeys: createTestSigningKeys(next, key) }).verifyToken(token)).failure,
    ).toBeNull();
    expect(
      (await createTokens({ signingKeys: createTestSigningKeys(next) }).verifyToken(token)).failure,
    ).toBe('TOKEN_INVALID');
  });

  test('stays valid after the configured lifetime was shortened', async () => {
    const { token } = createTokens({ accessTokenTtlSeconds: 3600 }).issueToken(subject);

    expect((await createTokens({ accessTokenTtlSeconds: 60 }).verifyToken(token)).failure).toBeNull();
  });

  test('is rejected for another issuer or audience', async () => {
    const { token } = tokens.issueToken(subject);

    expect((await createTokens({ issuer: 'https://evil.example' }).verifyToken(token)).failure).toBe(
      'TOKEN_INVALID',
    );
    expect((await createTokens({ audience: 'https://other.example' }).verifyToken(token)).failure).toBe(
      'TOKEN_INVALID',
    );
  });

  test('is accepted with the long media type of RFC 9068 section 4', async () => {
    const [header, payload] = partsOf(tokens.issueToken(subject).token);
    const longName = JSON.stringify({ ...header, typ: 'application/AT+JWT' });

    const reading = await tokens.verifyToken(signJws(longName, JSON.stringify(payload), key.privateKey));

    expect(reading.failure).toBeNull();
  });
});

test('a resource server with only the public keys accepts an issued token (RFC 9068 section 4)', async () => {
  const jwks = createLocalJWKSet({
    keys: [{ ...(await exportJWK(key.publicKey)), kid: key.kid, alg: 'ES256' }],
  });

  const { payload } = await jwtVerify(tokens.issueToken(subject).token, jwks, {
    issuer,
    audience,
    typ: 'at+jwt',
    currentDate: clock.now(),
    requiredClaims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
  });

  expect(payload.sub).toBe(subject.userId);
});

test('a token from an instance whose clock is less than a minute ahead is accepted', async () => {
  const { token } = tokens.issueToken(subject);

  clock.moveBy(-59);
  expect((await tokens.verifyToken(token)).failure).toBeNull();
  clock.moveBy(-2);
  expect((await tokens.verifyToken(token)).failure).toBe('TOKEN_INVALID');
});

test('verifyToken rejects when the keys cannot be read', async () => {
  const { token } = tokens.issueToken(subject);
  const broken = createTokens({
    signingKeys: { active: () => key, find: () => Promise.reject(new Error('no database')) },
  });

  await expect(broken.verifyToken(token)).rejects.toThrow('no database');
});

test.each([0, -1, 3601, 1.5, Number.NaN])('createAccessTokens rejects a lifetime of %p seconds', (ttl) => {
  expect(() => createTokens({ accessTokenTtlSeconds: ttl })).toThrow('from 1 to 3600 seconds');
});
