import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { generateSigningKeyPair } from '../../../src/modules/keys/generate-signing-key-pair.js';
import type { KeysModule } from '../../../src/modules/keys/index.js';
import { typeormKeyRepository } from '../../../src/modules/keys/key-repository.typeorm.js';
import { createKeySealer } from '../../../src/modules/keys/key-sealer.js';
import { storeKey } from '../../../src/modules/keys/store-key.js';
import { addSeconds, createEventBus } from '../../../src/shared/index.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { type KeysFixture, openKeysFixture, requestJwks } from './keys-fixture.js';

let fixture: KeysFixture;

beforeAll(async () => {
  fixture = await openKeysFixture();
});
beforeEach(() => fixture.reset());
afterAll(() => fixture.close());

const startModule = async (): Promise<KeysModule> => (await fixture.start()).module;
const startWithWrongMasterKey = (): Promise<unknown> =>
  fixture.start({ masterKeys: { current: randomBytes(32), previous: null } });

describe('opening keys', () => {
  test('creates a sealed signing key, a pepper and a derivation secret at the first start', async () => {
    const module = await startModule();

    const { keys, secrets } = await fixture.rows();
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ algorithm: 'ES256', token_ttl_seconds: 900, revoked_at: null });
    expect(keys[0]?.['public_jwk']).not.toHaveProperty('d');
    expect(new Set(secrets.map((secret) => secret['purpose']))).toEqual(new Set(['derivation', 'pepper']));
    expect(secrets).toHaveLength(2);
    const stored = Buffer.concat(secrets.map((secret) => secret['sealed'] as Buffer));
    expect(stored.includes(module.peppers.current().secret)).toBe(false);
    expect(module.peppers.current().secret).toHaveLength(32);
  });

  test('uses the RFC 7638 thumbprint as key id', async () => {
    const module = await startModule();

    const { kid, privateKey } = module.signingKeys.active();

    expect(kid).toBe(await calculateJwkThumbprint(privateKey.export({ format: 'jwk' }), 'sha256'));
  });

  test('finds the same keys at the next start and changes nothing', async () => {
    const first = await startModule();
    const before = await fixture.rows();

    const second = await startModule();

    expect(await fixture.rows()).toEqual(before);
    expect(second.signingKeys.active().kid).toBe(first.signingKeys.active().kid);
    expect(second.peppers.current()).toEqual(first.peppers.current());
    expect(second.keyedHash('limits')('x')).toEqual(first.keyedHash('limits')('x'));
    expect(second.keyedHash('limits')('x')).not.toEqual(second.keyedHash('idempotency')('x'));
    expect(second.keyedHash('limits')('x')).toHaveLength(32);
  });

  test('rejects a wrong master key with one sentence that names the variable, and changes nothing', async () => {
    await startModule();
    const before = await fixture.rows();

    await expect(startWithWrongMasterKey()).rejects.toMatchObject({
      name: 'StartupError',
      fault: 'MASTER_KEY_WRONG',
      message: expect.stringContaining('CORDON_MASTER_KEY'),
    });

    expect(await fixture.rows()).toEqual(before);
  });

  test('rejects a wrong master key before it replaces a missing secret', async () => {
    await startModule();
    await fixture.opened.database.dataSource.query(`DELETE FROM sealed_secrets WHERE purpose = 'pepper'`);
    const before = await fixture.rows();

    await expect(startWithWrongMasterKey()).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });

    expect(await fixture.rows()).toEqual(before);
  });

  test('rejects a master key that is not 32 bytes long', async () => {
    const starting = fixture.start({ masterKeys: { current: Buffer.alloc(16), previous: null } });

    await expect(starting).rejects.toThrow('32 bytes');
  });

  test('rejects a sealed secret that was copied into another row', async () => {
    await startModule();
    await fixture.opened.database.dataSource.query(
      `UPDATE sealed_secrets SET sealed = (SELECT sealed FROM sealed_secrets WHERE purpose = 'derivation')
       WHERE purpose = 'pepper'`,
    );

    await expect(startModule()).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });
  });
});

test('keys, peppers and hashes throw before the keys are opened', () => {
  const module = fixture.create();
  const hash = module.keyedHash('limits');

  expect(() => module.signingKeys.active()).toThrow('before they were opened');
  expect(() => module.peppers.current()).toThrow('before they were opened');
  expect(() => hash('x')).toThrow('before they were opened');
});

/** Adds a signing key as another instance with the same master key does; it becomes active in an hour. */
async function addKey(): Promise<string> {
  const pair = await generateSigningKeyPair('ES256');
  const now = fixture.clock.now();
  const storage = {
    repository: typeormKeyRepository,
    sealer: createKeySealer(fixture.masterKey),
    events: createEventBus(),
  };
  await fixture.opened.database.transactions.run((transaction) =>
    storeKey(transaction, storage, {
      pair,
      createdAt: now,
      activeFrom: addSeconds(now, 3600),
      tokenTtlSeconds: 900,
      reason: null,
      eventType: 'key.created',
      actor: { type: 'SYSTEM' },
    }),
  );
  return pair.kid;
}

describe('open keys', () => {
  test('include a key that another instance added, without a restart', async () => {
    const module = await startModule();
    const kid = await addKey();

    expect(await module.signingKeys.find(kid)).toMatchObject({ kid, algorithm: 'ES256' });
    expect(module.signingKeys.active().kid).not.toBe(kid);
  });

  test('ignore a row that was inserted without the master key', async () => {
    const module = await startModule();
    const planted = 'p'.repeat(43);
    await fixture.opened.database.dataSource.query(
      `INSERT INTO signing_keys SELECT gen_random_uuid(), $1, algorithm, public_jwk, sealed_private_key, token_ttl_seconds,
         revision + 1, created_at, active_from - interval '1 minute' FROM signing_keys`,
      [planted],
    );

    expect(await module.signingKeys.find(planted)).toBeNull();
    expect(await module.signingKeys.find(module.signingKeys.active().kid)).not.toBeNull();
  });
});

describe('GET /.well-known/jwks.json', () => {
  test('publishes a pending key before it signs', async () => {
    const module = await startModule();
    const pending = await addKey();

    const { keys } = (await requestJwks(module)).body as { keys: { kid: string }[] };

    expect(keys.map(({ kid }) => kid)).toEqual([module.signingKeys.active().kid, pending]);
  });

  test('returns public members with kid, alg and use, and may be cached', async () => {
    const module = await startModule();

    const response = await requestJwks(module);

    expect(module.routes).toMatchObject([{ method: 'GET', path: '/.well-known/jwks.json', body: 'none' }]);
    const { x, y } = module.signingKeys.active().privateKey.export({ format: 'jwk' });
    const { kid } = module.signingKeys.active();
    expect(response).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      body: { keys: [{ kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }] },
    });
  });
});

describeOnPostgres('several instances at the first start', () => {
  test('create one key, one pepper and one secret, and all use them', async () => {
    const modules = await Promise.all(Array.from({ length: 5 }, startModule));

    const { keys, secrets } = await fixture.rows();
    expect(keys).toHaveLength(1);
    expect(secrets).toHaveLength(2);
    expect(new Set(modules.map((module) => module.signingKeys.active().kid)).size).toBe(1);
    expect(new Set(modules.map((module) => module.peppers.current().id)).size).toBe(1);
    expect(new Set(modules.map((module) => module.keyedHash('x')('y').toString('hex'))).size).toBe(1);
  });
});
