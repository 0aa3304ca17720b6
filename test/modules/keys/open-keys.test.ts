import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint } from 'jose';
import { generateSigningKeyPair } from '../../../src/modules/keys/generate-signing-key-pair.js';
import { createKeysModule, type KeysModule, keysTables } from '../../../src/modules/keys/index.js';
import { createKeySealer } from '../../../src/modules/keys/key-sealer.js';
import { createKeysStore } from '../../../src/modules/keys/keys-store.typeorm.js';
import { storeKey } from '../../../src/modules/keys/store-key.js';
import { createEventBus, type RouteResponse, systemClock } from '../../../src/shared/index.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

let opened: TestDatabase;
const masterKey = randomBytes(32);

beforeAll(async () => {
  opened = await openTestDatabase(keysTables);
});
beforeEach(() => opened.database.dataSource.query('TRUNCATE signing_keys, sealed_secrets'));
afterAll(() => opened.close());

function createTestModule(key: Buffer = masterKey): KeysModule {
  const { transactions } = opened.database;
  return createKeysModule({
    transactions,
    masterKey: () => key,
    algorithm: 'ES256',
    events: createEventBus(),
    clock: systemClock,
  });
}

const modules: KeysModule[] = [];
afterEach(() => {
  for (const module of modules.splice(0)) module.close();
});

async function openTestModule(key: Buffer = masterKey): Promise<KeysModule> {
  const module = createTestModule(key);
  modules.push(module);
  await module.open();
  return module;
}

/** Every row of the module's tables, to compare before and after. */
async function rows(): Promise<unknown> {
  const { dataSource } = opened.database;
  return [
    await dataSource.query('SELECT * FROM signing_keys ORDER BY kid'),
    await dataSource.query('SELECT * FROM sealed_secrets ORDER BY id'),
  ];
}

test('the first start makes a signing key, a pepper and a secret, all sealed', async () => {
  const module = await openTestModule();

  const [keys, secrets] = (await rows()) as [Record<string, unknown>[], Record<string, unknown>[]];
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({ algorithm: 'ES256', token_ttl_seconds: 3600, revoked_at: null });
  expect(keys[0]?.['public_jwk']).not.toHaveProperty('d');
  expect(new Set(secrets.map((secret) => secret['purpose']))).toEqual(new Set(['derivation', 'pepper']));
  expect(secrets).toHaveLength(2);
  const stored = Buffer.concat(secrets.map((secret) => secret['sealed'] as Buffer));
  expect(stored.includes(module.peppers.current().secret)).toBe(false);
  expect(module.peppers.current().secret).toHaveLength(32);
});

test('the key id is the thumbprint of RFC 7638', async () => {
  const module = await openTestModule();

  const { kid, privateKey } = module.signingKeys.active();

  expect(kid).toBe(await calculateJwkThumbprint(privateKey.export({ format: 'jwk' }), 'sha256'));
});

test('a restart finds the same keys and changes nothing', async () => {
  const first = await openTestModule();
  const before = await rows();

  const second = await openTestModule();

  expect(await rows()).toEqual(before);
  expect(second.signingKeys.active().kid).toBe(first.signingKeys.active().kid);
  expect(second.peppers.current()).toEqual(first.peppers.current());
  expect(second.deriveKey('limits')).toEqual(first.deriveKey('limits'));
  expect(second.deriveKey('limits')).not.toEqual(second.deriveKey('idempotency'));
  expect(second.deriveKey('limits')).toHaveLength(32);
});

describe('a wrong master key', () => {
  test('is one clear sentence that names the variable, and nothing is changed', async () => {
    await openTestModule();
    const before = await rows();

    await expect(createTestModule(randomBytes(32)).open()).rejects.toMatchObject({
      name: 'StartupError',
      fault: 'MASTER_KEY_WRONG',
      message: expect.stringContaining('CORDON_MASTER_KEY'),
    });

    expect(await rows()).toEqual(before);
  });

  test('is refused too where a part of the keys is missing, before any new one is made', async () => {
    await openTestModule();
    await opened.database.dataSource.query(`DELETE FROM sealed_secrets WHERE purpose = 'pepper'`);
    const before = await rows();

    await expect(createTestModule(randomBytes(32)).open()).rejects.toMatchObject({
      fault: 'MASTER_KEY_WRONG',
    });

    expect(await rows()).toEqual(before);
  });

  test('of another length is refused before anything is touched', async () => {
    await expect(createTestModule(Buffer.alloc(16)).open()).rejects.toThrow('32 bytes');
  });
});

test('nothing can be asked before the keys are open', () => {
  const module = createTestModule();

  expect(() => module.signingKeys.active()).toThrow('before they were opened');
  expect(() => module.peppers.current()).toThrow('before they were opened');
  expect(() => module.deriveKey('limits')).toThrow('before they were opened');
});

test('sealed rows cannot be swapped: a secret put into another row is refused', async () => {
  await openTestModule();
  await opened.database.dataSource.query(
    `UPDATE sealed_secrets SET sealed = (SELECT sealed FROM sealed_secrets WHERE purpose = 'derivation') WHERE purpose = 'pepper'`,
  );

  await expect(createTestModule().open()).rejects.toMatchObject({ fault: 'MASTER_KEY_WRONG' });
});

/** Adds a signing key as another instance with the same master key does; it is to sign in an hour. */
async function addKey(): Promise<string> {
  const pair = await generateSigningKeyPair('ES256');
  const times = { createdAt: new Date(), activeFrom: new Date(Date.now() + 3_600_000) };
  const module = { store: createKeysStore(), sealer: createKeySealer(masterKey), events: createEventBus() };
  await opened.database.transactions.run((transaction) =>
    storeKey(transaction, module, {
      ...times,
      pair,
      tokenTtlSeconds: 900,
      reason: null,
      eventType: 'key.created',
      actor: { type: 'SYSTEM' },
    }),
  );
  return pair.kid;
}

describe('while the module is open', () => {
  test('a key that another instance added is found without a restart', async () => {
    const module = await openTestModule();
    const kid = await addKey();

    expect(await module.signingKeys.find(kid)).toMatchObject({ kid, algorithm: 'ES256' });
    expect(module.signingKeys.active().kid).not.toBe(kid);
  });

  test('a row planted by somebody without the master key is not found, and the others go on', async () => {
    const module = await openTestModule();
    const planted = 'p'.repeat(43);
    await opened.database.dataSource.query(
      `INSERT INTO signing_keys SELECT gen_random_uuid(), $1, algorithm, public_jwk, sealed_private_key, token_ttl_seconds,
         revision + 1, created_at, active_from - interval '1 minute' FROM signing_keys`,
      [planted],
    );

    expect(await module.signingKeys.find(planted)).toBeNull();
    expect(await module.signingKeys.find(module.signingKeys.active().kid)).not.toBeNull();
  });
});

test('a pending key is published before it signs', async () => {
  const module = await openTestModule();
  const pending = await addKey();

  expect(await publishedKids(module)).toEqual([module.signingKeys.active().kid, pending]);
});

function requestJwks(module: KeysModule): Promise<RouteResponse> | undefined {
  const client = { ipAddress: '127.0.0.1', userAgent: null, requestId: 'test' };
  return module.routes?.[0]?.handle({
    method: 'GET',
    headers: {},
    form: [],
    query: [],
    authorizationHeaderCount: 0,
    client,
  });
}

async function publishedKids(module: KeysModule): Promise<readonly string[]> {
  const body = (await requestJwks(module))?.body as { keys: { kid: string }[] };
  return body.keys.map((key) => key.kid);
}

test('GET /.well-known/jwks.json answers public members only, with kid, alg and use, and may be cached', async () => {
  const module = await openTestModule();

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

describeOnPostgres('several instances at the first start', () => {
  test('make one key, one pepper and one secret, and all use them', async () => {
    const modules = await Promise.all(Array.from({ length: 5 }, () => openTestModule()));

    const [keys, secrets] = (await rows()) as [unknown[], unknown[]];
    expect(keys).toHaveLength(1);
    expect(secrets).toHaveLength(2);
    expect(new Set(modules.map((module) => module.signingKeys.active().kid)).size).toBe(1);
    expect(new Set(modules.map((module) => module.peppers.current().id)).size).toBe(1);
    expect(new Set(modules.map((module) => module.deriveKey('x').toString('hex'))).size).toBe(1);
  });
});
