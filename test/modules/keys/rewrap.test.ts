import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cliActor } from '../../../src/modules/access/index.js';
import { type Instance, type KeysFixture, kidOf, openKeysFixture } from './keys-fixture.js';

let fixture: KeysFixture;
let old: Instance;
const newKey = randomBytes(32);

beforeAll(async () => {
  fixture = await openKeysFixture();
});
beforeEach(async () => {
  await fixture.reset();
  old = await fixture.start();
});
afterAll(() => fixture.close());

const startNew = (): Promise<Instance> =>
  fixture.start({ masterKeys: { current: newKey, previous: fixture.masterKey } });
const startNewAlone = (): Promise<Instance> =>
  fixture.start({ masterKeys: { current: newKey, previous: null } });

describe('rewrap', () => {
  test('is not needed for instances with both master keys to work beside instances with the old one', async () => {
    const token = old.sign();
    const changed = await startNew();

    expect(await changed.verifyToken(token)).toBeNull();
    expect(await old.verifyToken(changed.sign())).toBeNull();
    expect(changed.module.peppers.current()).toEqual(old.module.peppers.current());
    expect(changed.module.keyedHash('x')('value')).toEqual(old.module.keyedHash('x')('value'));
  });

  test('leaves everything open to the new master key alone and nothing to the old one', async () => {
    const token = old.sign();
    const pepper = old.module.peppers.current();
    const auditHash = old.module.keyedHash('audit')('an entry');

    const answer = await (await startNew()).command('keys rewrap');

    expect(answer).toEqual({ resealed: 3, total: 3 });
    const changed = await startNewAlone();
    expect(await changed.verifyToken(token)).toBeNull();
    expect(changed.module.peppers.current()).toEqual(pepper);
    // The chain of the audit log continues under the same key.
    expect(changed.module.keyedHash('audit')('an entry')).toEqual(auditHash);
    expect(fixture.events).toContainEqual(
      expect.objectContaining({ type: 'master-key.changed', changes: { resealed: { from: 0, to: 3 } } }),
    );
    await expect(fixture.start()).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });
  });

  test('restores the old master key in the same way', async () => {
    const token = old.sign();
    await (await startNew()).command('keys rewrap');

    const back = await fixture.start({ masterKeys: { current: fixture.masterKey, previous: newKey } });
    await back.command('keys rewrap');

    expect(await (await fixture.start()).verifyToken(token)).toBeNull();
    await expect(startNewAlone()).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });
  });

  test('does not disturb an instance that was started before it, not even at the next rotation', async () => {
    const token = old.sign();
    const changed = await startNew();
    await changed.command('keys rewrap');

    await changed.command('keys rotate', { options: { 'publish-for': '600' } });

    expect(await old.verifyToken(token)).toBeNull();
    expect(await changed.verifyToken(old.sign())).toBeNull();
    expect(kidOf(old.sign())).toBe(kidOf(token));
  });

  test('changes nothing when it is repeated, and skips revoked keys', async () => {
    const changed = await startNew();
    await changed.module.administration.revokeKey(
      { kid: kidOf(changed.sign()), reason: 'it leaked' },
      cliActor,
    );
    expect(await changed.command('keys rewrap')).toEqual({ resealed: 2, total: 3 });
    const before = await fixture.rows();

    expect(await changed.command('keys rewrap')).toEqual({ resealed: 0, total: 3 });

    expect(await fixture.rows()).toEqual(before);
  });

  test('changes nothing when one row opens with neither master key', async () => {
    const changed = await startNew();
    await fixture.opened.database.dataSource.query(
      "UPDATE sealed_secrets SET sealed = decode('01', 'hex') || substring(sealed from 2 for 40) WHERE purpose = 'derivation'",
    );
    const before = await fixture.rows();

    await expect(changed.command('keys rewrap')).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });

    expect(await fixture.rows()).toEqual(before);
  });
});

test('rejects a start with a wrong previous master key and changes nothing', async () => {
  const before = await fixture.rows();

  const starting = fixture.start({ masterKeys: { current: newKey, previous: randomBytes(32) } });

  await expect(starting).rejects.toMatchObject({
    fault: 'MASTER_KEY_WRONG',
    remedy: expect.stringContaining('CORDON_PREVIOUS_MASTER_KEY'),
  });
  expect(await fixture.rows()).toEqual(before);
});
