import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import {
  type Instance,
  type KeysFixture,
  kidOf,
  openKeysFixture,
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

const leaked = 'the private key leaked';
const statuses = async (): Promise<readonly string[]> =>
  (await one.module.administration.listKeys()).map(({ status }) => status);

describe('revokeKey on the active key', () => {
  test('rejects its tokens on every instance and lets a new key sign immediately', async () => {
    const [mine, theirs] = [one.sign(), other.sign()];

    const revoked = await one.module.administration.revokeKey({ kid: kidOf(mine), reason: leaked }, cliActor);

    expect(revoked).toMatchObject({ status: 'REVOKED', revokedAt: fixture.clock.now() });
    expect(await other.verifyToken(theirs)).toBe('TOKEN_INVALID');
    expect(await one.verifyToken(mine)).toBe('TOKEN_INVALID');
    expect(await statuses()).toEqual(['ACTIVE', 'REVOKED']);
    const fresh = one.sign();
    expect(kidOf(fresh)).not.toBe(kidOf(mine));
    expect(await other.verifyToken(fresh)).toBeNull();
    await expect(verifyAsResourceServer(mine, await other.jwks(), fixture.clock.now())).rejects.toThrow();
    await verifyAsResourceServer(fresh, await other.jwks(), fixture.clock.now());
  });

  test('lets the next pending key sign immediately', async () => {
    const old = one.sign();
    const request = { algorithm: null, publishFor: 600, reason: null };
    const next = await one.module.administration.rotateKey(request, cliActor);
    await one.module.administration.rotateKey({ ...request, publishFor: 1200 }, cliActor);

    await other.module.administration.revokeKey({ kid: kidOf(old), reason: leaked }, cliActor);

    expect(kidOf(other.sign())).toBe(next.kid);
    expect(await statuses()).toEqual(['PENDING', 'ACTIVE', 'REVOKED']);
  });

  test('keeps the algorithm, which resource servers expect', async () => {
    const { kid } = await one.module.administration.rotateKey(
      { algorithm: 'PS256', publishFor: 0, reason: null },
      cliActor,
    );

    await one.module.administration.revokeKey({ kid, reason: leaked }, cliActor);

    expect((await one.module.administration.listKeys())[0]).toMatchObject({
      algorithm: 'PS256',
      status: 'ACTIVE',
    });
  });

  test('destroys the private key and stores the reason', async () => {
    await one.module.administration.revokeKey({ kid: kidOf(one.sign()), reason: ` ${leaked} ` }, cliActor);

    expect((await fixture.rows()).keys[0]).toMatchObject({
      sealed_private_key: null,
      revoked_reason: leaked,
    });
  });

  test('leaves one active key when two instances revoke it at the same time', async () => {
    const kid = kidOf(one.sign());

    const answers = await Promise.allSettled(
      [one, other].map((instance) =>
        instance.module.administration.revokeKey({ kid, reason: leaked }, cliActor),
      ),
    );

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await statuses()).toEqual(['ACTIVE', 'REVOKED']);
  });
});

test('revokeKey on a retiring key leaves the active key unchanged', async () => {
  const old = one.sign();
  await one.module.administration.rotateKey({ algorithm: null, publishFor: 0, reason: null }, cliActor);
  const good = one.sign();

  await one.module.administration.revokeKey({ kid: kidOf(old), reason: leaked }, cliActor);

  expect(await other.verifyToken(old)).toBe('TOKEN_INVALID');
  expect(await other.verifyToken(good)).toBeNull();
  expect(await statuses()).toEqual(['ACTIVE', 'REVOKED']);
});

test('revokeKey on a pending key prevents it from ever signing', async () => {
  const { kid } = await one.module.administration.rotateKey(
    { algorithm: null, publishFor: 600, reason: null },
    cliActor,
  );

  await one.module.administration.revokeKey({ kid, reason: leaked }, cliActor);
  fixture.advance(601);

  expect(await other.verifyToken(one.sign())).toBeNull();
  expect(await statuses()).toEqual(['REVOKED', 'ACTIVE']);
});

describe('revokeKey rejects, without a change,', () => {
  test.each([
    ['an unknown key', 'x'.repeat(43), leaked, 'NOT_FOUND', 'kid'],
    ['text that is not a key id', "' OR 1=1 --", leaked, 'NOT_FOUND', 'kid'],
    ['an empty reason', null, ' ', 'INVALID_INPUT', 'reason'],
  ])('%s', async (_what, kid, reason, code, field) => {
    const before = await fixture.rows();

    const revoking = one.module.administration.revokeKey({ kid: kid ?? kidOf(one.sign()), reason }, cliActor);

    await expect(revoking).rejects.toMatchObject({ reason: code, refusals: [{ field: [field] }] });
    expect(await fixture.rows()).toEqual(before);
  });

  test('a key that is already revoked', async () => {
    const kid = kidOf(one.sign());
    await one.module.administration.revokeKey({ kid, reason: leaked }, cliActor);
    const before = await fixture.rows();

    await expect(
      one.module.administration.revokeKey({ kid, reason: leaked }, cliActor),
    ).rejects.toMatchObject({
      reason: 'ILLEGAL_STATE',
    });

    expect(await fixture.rows()).toEqual(before);
  });
});

test('tokens are rejected while the database cannot be read', async () => {
  const token = one.sign();
  await fixture.opened.database.dataSource.query('ALTER TABLE signing_keys RENAME TO elsewhere');

  await expect(other.verifyToken(token)).rejects.toThrow();

  await fixture.opened.database.dataSource.query('ALTER TABLE elsewhere RENAME TO signing_keys');
  expect(await other.verifyToken(token)).toBeNull();
});
