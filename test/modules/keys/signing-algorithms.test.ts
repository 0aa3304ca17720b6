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
  'tokens signed by %s are accepted here and by a resource server that knows only the key set',
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

test('an algorithm is bound to its key: the same RSA key under the other name is refused', async () => {
  const instance = await fixture.start({ algorithm: 'RS256' });
  const [, payload, signature] = instance.sign().split('.');
  const header = { alg: 'PS256', typ: 'at+jwt', kid: instance.module.signingKeys.active().kid };

  const forged = [base64url.encode(JSON.stringify(header)), payload, signature].join('.');

  expect(await instance.verifyToken(forged)).toBe('TOKEN_INVALID');
});

test('another configured algorithm counts from the next rotation on', async () => {
  await fixture.start({ algorithm: 'ES256' });
  const changed = await fixture.start({ algorithm: 'PS256' });
  expect(decodeProtectedHeader(changed.sign()).alg).toBe('ES256');

  await changed.command('keys rotate', { options: { 'publish-for': '0' } });

  expect(decodeProtectedHeader(changed.sign()).alg).toBe('PS256');
});

describe('HS256', () => {
  const sharedSecret = randomBytes(48);
  const startShared = () => fixture.start({ algorithm: 'HS256', sharedSecret });

  test('signs with the configured secret, which stands neither in the key set nor in the database', async () => {
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

  test('is refused by a server that has no such secret, or another one', async () => {
    const token = (await startShared()).sign();

    expect(await (await fixture.start()).verifyToken(token)).toBe('TOKEN_INVALID');
    const another = await fixture.start({ algorithm: 'HS256', sharedSecret: randomBytes(48) });
    expect(await another.verifyToken(token)).toBe('TOKEN_INVALID');
  });

  test('accepts what the keys of the database have signed, so that the change ends no session', async () => {
    const token = (await fixture.start()).sign();

    const changed = await startShared();

    expect(await changed.verifyToken(token)).toBeNull();
    expect((await changed.jwks()).keys).toMatchObject([{ kid: kidOf(token) }]);
  });

  test('leaves nothing to rotate or to bring in; keys of the database can still be revoked', async () => {
    const token = (await fixture.start()).sign();
    const changed = await startShared();
    const request = { algorithm: null, publishFor: 0, reason: null };

    await expect(changed.module.administration.rotate(request, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await expect(changed.module.administration.importKey('', request, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await changed.module.administration.revoke({ kid: kidOf(token), reason: 'not needed' }, cliActor);

    expect(await changed.verifyToken(token)).toBe('TOKEN_INVALID');
    expect((await fixture.rows()).keys).toHaveLength(1);
  });

  test('does not start without a secret, or with one of less than 256 bits', async () => {
    await expect(fixture.start({ algorithm: 'HS256' })).rejects.toThrow('shared secret');
    await expect(fixture.start({ algorithm: 'HS256', sharedSecret: randomBytes(31) })).rejects.toThrow(
      '32 bytes',
    );
  });
});
