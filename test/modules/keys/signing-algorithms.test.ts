import { createSecretKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { base64url, decodeProtectedHeader, jwtVerify } from 'jose';
import { cliActor } from '../../../src/modules/access/index.js';
import { type KeysFixture, kidOf, openKeysFixture, verifyAsResourceServer } from './keys-fixture.js';

let fixture: KeysFixture;
beforeAll(async () => {
  fixture = await openKeysFixture();
});
beforeEach(async () => {
  await fixture.reset();
});
afterAll(() => fixture.close());

test.each(['ES256', 'RS256', 'PS256'] as const)(
  'tokens signed with %s are accepted by Cordon and by a resource server with the key set',
  async (algorithm) => {
    const instance = await fixture.start({ algorithm });

    const token = instance.sign();

    expect(decodeProtectedHeader(token)).toMatchObject({ alg: algorithm, typ: 'at+jwt' });
    expect(await instance.verifyToken(token)).toBeNull();
    const jwks = await instance.jwks();
    expect(jwks.keys).toMatchObject([{ alg: algorithm, use: 'sig', kid: kidOf(token) }]);
    expect(
      Object.keys(jwks.keys[0] ?? {}).filter((member) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(member)),
    ).toEqual([]);
    expect(await verifyAsResourceServer(token, jwks, fixture.clock.now())).toHaveProperty('sub');
  },
);

test('a token with another algorithm than that of its RSA key is rejected', async () => {
  const instance = await fixture.start({ algorithm: 'RS256' });
  const [, payload, signature] = instance.sign().split('.');
  const header = { alg: 'PS256', typ: 'at+jwt', kid: instance.module.signingKeys.active().kid };

  const forged = [base64url.encode(JSON.stringify(header)), payload, signature].join('.');

  expect(await instance.verifyToken(forged)).toBe('TOKEN_INVALID');
});

test('a new configured algorithm is used from the next rotation on', async () => {
  await fixture.start({ algorithm: 'ES256' });
  const changed = await fixture.start({ algorithm: 'PS256' });
  expect(decodeProtectedHeader(changed.sign()).alg).toBe('ES256');

  await changed.command('keys rotate', { options: { 'publish-for': '0' } });

  expect(decodeProtectedHeader(changed.sign()).alg).toBe('PS256');
});

describe('HS256', () => {
  const sharedSecret = randomBytes(48);
  const startShared = () => fixture.start({ algorithm: 'HS256', sharedSecret });

  test('signs with the configured secret, which is neither published nor stored', async () => {
    const instance = await startShared();

    const token = instance.sign();

    expect(await instance.verifyToken(token)).toBeNull();
    const { payload } = await jwtVerify(token, createSecretKey(sharedSecret), {
      currentDate: fixture.clock.now(),
    });
    expect(payload).toHaveProperty('sub');
    expect(await instance.jwks()).toEqual({ keys: [] });
    expect((await fixture.rows()).keys).toEqual([]);
    expect(kidOf(token)).toMatch(/^[\w-]{43}$/);
  });

  test('tokens are rejected by a server without the secret or with another one', async () => {
    const token = (await startShared()).sign();

    expect(await (await fixture.start()).verifyToken(token)).toBe('TOKEN_INVALID');
    const another = await fixture.start({ algorithm: 'HS256', sharedSecret: randomBytes(48) });
    expect(await another.verifyToken(token)).toBe('TOKEN_INVALID');
  });

  test('still accepts tokens signed with the keys of the database', async () => {
    const token = (await fixture.start()).sign();

    const changed = await startShared();

    expect(await changed.verifyToken(token)).toBeNull();
    expect((await changed.jwks()).keys).toMatchObject([{ kid: kidOf(token) }]);
  });

  test('rejects rotation and import but allows keys of the database to be revoked', async () => {
    const token = (await fixture.start()).sign();
    const changed = await startShared();
    const request = { algorithm: null, publishFor: 0, reason: null };

    await expect(changed.module.administration.rotateKey(request, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await expect(changed.module.administration.importKey('', request, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await changed.module.administration.revokeKey({ kid: kidOf(token), reason: 'not needed' }, cliActor);

    expect(await changed.verifyToken(token)).toBe('TOKEN_INVALID');
    expect((await fixture.rows()).keys).toHaveLength(1);
  });

  test('prevents the start without a secret or with less than 256 bits', async () => {
    await expect(fixture.start({ algorithm: 'HS256' })).rejects.toThrow('shared secret');
    await expect(fixture.start({ algorithm: 'HS256', sharedSecret: randomBytes(31) })).rejects.toThrow(
      '32 bytes',
    );
  });
});
