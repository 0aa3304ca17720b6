import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { eventually } from '../../helpers/eventually.js';
import { generateKeys } from '../../helpers/generate-keys.js';
import {
  type Instance,
  type KeysFixture,
  kidOf,
  openKeysFixture,
  tokenTtlSeconds,
  verifyAsResourceServer,
} from './keys-fixture.js';

let fixture: KeysFixture;
let one: Instance;
let other: Instance;

beforeAll(async () => {
  fixture = await openKeysFixture();
});
beforeEach(async () => {
  await fixture.reset();
  one = await fixture.start();
  other = await fixture.start();
});
afterAll(() => fixture.close());

const rotation = { algorithm: null, publishFor: 600, reason: 'the year is over' };
const kids = async (instance: Instance): Promise<readonly string[]> =>
  (await instance.jwks()).keys.map(({ kid }) => kid ?? '');

describe('rotateKey', () => {
  test('publishes a key on every instance before it signs and then retires the old key', async () => {
    const old = kidOf(one.sign());
    const next = await one.module.administration.rotateKey(rotation, cliActor);
    expect(next).toMatchObject({ status: 'PENDING', algorithm: 'ES256', retireAt: null, revokedAt: null });
    expect(await kids(other)).toEqual([old, next.kid]);
    fixture.advance(599);
    const lastOfOld = one.sign();
    fixture.advance(1);
    await other.jwks();

    expect(kidOf(lastOfOld)).toBe(old);
    expect([one.sign(), other.sign()].map(kidOf)).toEqual([next.kid, next.kid]);
    fixture.advance(tokenTtlSeconds - 2);
    expect(await other.verifyToken(lastOfOld)).toBeNull();
    expect(await kids(one)).toEqual([old, next.kid]);
    fixture.advance(62);
    expect(await kids(one)).toEqual([next.kid]);
    expect(await kids(other)).toEqual([next.kid]);
    expect(await one.module.administration.listKeys()).toMatchObject([
      { kid: next.kid, status: 'ACTIVE' },
      { kid: old, status: 'REVOKED' },
    ]);
  });

  test('lets the key sign immediately with a publication time of 0, with both keys published', async () => {
    const old = one.sign();

    const next = await one.module.administration.rotateKey({ ...rotation, publishFor: 0 }, cliActor);

    expect(next.status).toBe('ACTIVE');
    expect(kidOf(one.sign())).toBe(next.kid);
    expect(await kids(one)).toEqual([kidOf(old), next.kid]);
    expect(await kids(other)).toEqual([kidOf(old), next.kid]);
    expect(await other.verifyToken(one.sign())).toBeNull();
    expect(await other.verifyToken(old)).toBeNull();
    await verifyAsResourceServer(one.sign(), await other.jwks(), fixture.clock.now());
  });

  test('reaches an idle instance without notifications before the old key retires', async () => {
    const next = await one.module.administration.rotateKey({ ...rotation, publishFor: 0 }, cliActor);

    await eventually(() => expect(kidOf(other.sign())).toBe(next.kid));
  });

  test('destroys the private keys of retired keys and keeps their rows', async () => {
    await one.module.administration.rotateKey({ ...rotation, publishFor: 0 }, cliActor);
    fixture.advance(tokenTtlSeconds + 61);

    await other.module.administration.rotateKey(rotation, cliActor);

    const { keys } = await fixture.rows();
    expect(keys.map((key) => key['sealed_private_key'] === null)).toEqual([true, false, false]);
  });

  test('keeps a retiring key for the longest token lifetime of any instance', async () => {
    const long = await fixture.start({ accessTokenTtlSeconds: 3600 });
    const short = await fixture.start({ accessTokenTtlSeconds: 60 });
    const start = fixture.clock.now().getTime();

    await short.module.administration.rotateKey({ ...rotation, publishFor: 0 }, cliActor);
    await short.module.administration.rotateKey({ ...rotation, publishFor: 10 }, cliActor);

    const retires = (await long.module.administration.listKeys()).map(
      ({ retireAt }) => retireAt?.getTime() ?? null,
    );
    expect(retires).toEqual([null, start + (10 + 3660) * 1000, start + 3660 * 1000]);
  });

  test.each([
    [{ algorithm: 'HS256' }, 'algorithm'],
    [{ algorithm: 'none' }, 'algorithm'],
    [{ algorithm: '' }, 'algorithm'],
    [{ publishFor: -1 }, 'publishFor'],
    [{ publishFor: 1.5 }, 'publishFor'],
    [{ publishFor: Number.NaN }, 'publishFor'],
    [{ publishFor: 2_592_001 }, 'publishFor'],
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'two\nlines' }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
  ])('rejects %p without a change', async (wrong, field) => {
    const before = await fixture.rows();

    const rotating = one.module.administration.rotateKey({ ...rotation, ...wrong }, cliActor);

    await expect(rotating).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
      refusals: [{ field: ['input', field] }],
    });
    expect(await fixture.rows()).toEqual(before);
  });

  test('rejects a 17th accepted key', async () => {
    for (let made = 1; made < 16; made += 1) await one.module.administration.rotateKey(rotation, cliActor);

    await expect(one.module.administration.rotateKey(rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    expect((await fixture.rows()).keys).toHaveLength(16);
  });
});

describe('importKey', () => {
  const ownKey = generateKeys().privateKey;
  const pem = ownKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  test('lets the imported key sign', async () => {
    const { kid } = await one.module.administration.importKey(pem, { ...rotation, publishFor: 0 }, cliActor);

    const token = one.sign();
    expect(kidOf(token)).toBe(kid);
    expect(await other.verifyToken(token)).toBeNull();
    const { x, y } = ownKey.export({ format: 'jwk' });
    expect((await other.jwks()).keys.find((key) => key['kid'] === kid)).toMatchObject({ x, y });
    expect((await fixture.rows()).keys.at(-1)?.['public_jwk']).not.toHaveProperty('d');
  });

  test('rejects a key that already exists, also after it was revoked', async () => {
    const { kid } = await one.module.administration.importKey(pem, rotation, cliActor);
    await expect(one.module.administration.importKey(pem, rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await one.module.administration.revokeKey({ kid, reason: 'it leaked' }, cliActor);

    await expect(other.module.administration.importKey(pem, rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
      message: expect.stringContaining('cannot be used again'),
    });
  });

  test('rejects text that is not a key, without a change', async () => {
    const before = await fixture.rows();

    await expect(one.module.administration.importKey('no key', rotation, cliActor)).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    });

    expect(await fixture.rows()).toEqual(before);
  });
});
