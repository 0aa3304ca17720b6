import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
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

describe('rotating', () => {
  test('publishes the next key on every instance before it signs, then lets it sign, and the old one retire', async () => {
    const old = kidOf(one.sign());
    const next = await one.module.administration.rotate(rotation, cliActor);
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
    expect(await one.module.administration.list()).toMatchObject([
      { kid: next.kid, status: 'ACTIVE' },
      { kid: old, status: 'REVOKED' },
    ]);
  });

  test('with 0 seconds the next key signs at once, and both are published when it answers', async () => {
    const old = one.sign();

    const next = await one.module.administration.rotate({ ...rotation, publishFor: 0 }, cliActor);

    expect(next.status).toBe('ACTIVE');
    expect(kidOf(one.sign())).toBe(next.kid);
    expect(await kids(one)).toEqual([kidOf(old), next.kid]);
    expect(await kids(other)).toEqual([kidOf(old), next.kid]);
    expect(await other.verifyToken(one.sign())).toBeNull();
    expect(await other.verifyToken(old)).toBeNull();
    await verifyAsResourceServer(one.sign(), await other.jwks(), fixture.clock.now());
  });

  test('is followed by an instance that hears nothing and is asked nothing, long before a retiring key is gone', async () => {
    const next = await one.module.administration.rotate({ ...rotation, publishFor: 0 }, cliActor);

    const until = Date.now() + 20_000;
    while (kidOf(other.sign()) !== next.kid && Date.now() < until) await wait(50);

    expect(kidOf(other.sign())).toBe(next.kid);
  });

  test('destroys the private half of a key whose time is over, and keeps its name', async () => {
    await one.module.administration.rotate({ ...rotation, publishFor: 0 }, cliActor);
    fixture.advance(tokenTtlSeconds + 61);

    await other.module.administration.rotate(rotation, cliActor);

    const { keys } = await fixture.rows();
    expect(keys.map((key) => key['sealed_private_key'] === null)).toEqual([true, false, false]);
  });

  test('keeps a retiring key for the longest tokens that any instance signs', async () => {
    const long = await fixture.start({ accessTokenTtlSeconds: 3600 });
    const short = await fixture.start({ accessTokenTtlSeconds: 60 });
    const start = fixture.clock.now().getTime();

    await short.module.administration.rotate({ ...rotation, publishFor: 0 }, cliActor);
    await short.module.administration.rotate({ ...rotation, publishFor: 10 }, cliActor);

    const retires = (await long.module.administration.list()).map(
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
  ])('refuses %p and changes nothing', async (wrong, field) => {
    const before = await fixture.rows();

    const rotating = one.module.administration.rotate({ ...rotation, ...wrong }, cliActor);

    await expect(rotating).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
      refusals: [{ field: ['input', field] }],
    });
    expect(await fixture.rows()).toEqual(before);
  });

  test('refuses more keys than a resource server should have to read', async () => {
    for (let made = 1; made < 16; made += 1) await one.module.administration.rotate(rotation, cliActor);

    await expect(one.module.administration.rotate(rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    expect((await fixture.rows()).keys).toHaveLength(16);
  });
});

describe("bringing in a key of one's own", () => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = own.export({ format: 'pem', type: 'pkcs8' }).toString();

  test('makes it the next one to sign', async () => {
    const { kid } = await one.module.administration.importKey(pem, { ...rotation, publishFor: 0 }, cliActor);

    const token = one.sign();
    expect(kidOf(token)).toBe(kid);
    expect(await other.verifyToken(token)).toBeNull();
    const { x, y } = own.export({ format: 'jwk' });
    expect((await other.jwks()).keys.find((key) => key['kid'] === kid)).toMatchObject({ x, y });
    expect((await fixture.rows()).keys.at(-1)?.['public_jwk']).not.toHaveProperty('d');
  });

  test('refuses it a second time, and for ever once it was revoked', async () => {
    const { kid } = await one.module.administration.importKey(pem, rotation, cliActor);
    await expect(one.module.administration.importKey(pem, rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });
    await one.module.administration.revoke({ kid, reason: 'it leaked' }, cliActor);

    await expect(other.module.administration.importKey(pem, rotation, cliActor)).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
      message: expect.stringContaining('never comes back'),
    });
  });

  test('refuses what is no key, and changes nothing', async () => {
    const before = await fixture.rows();

    await expect(one.module.administration.importKey('no key', rotation, cliActor)).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    });

    expect(await fixture.rows()).toEqual(before);
  });
});
