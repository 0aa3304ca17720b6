import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKeys } from '../../helpers/generate-keys.js';
import { type Instance, type KeysFixture, kidOf, openKeysFixture } from './keys-fixture.js';

let fixture: KeysFixture;
let instance: Instance;
beforeAll(async () => {
  fixture = await openKeysFixture();
  instance = await fixture.start();
});
afterAll(() => fixture.close());

type Resolve = (parent: unknown, args: unknown, context: unknown) => Promise<unknown>;
const currentUser = { id: '018f3f3e-0000-7000-8000-000000000001', role: 'ADMIN' };

function resolve(type: 'Query' | 'Mutation', field: string, args: unknown): Promise<unknown> {
  const fields = instance.module.resolvers?.[type] as Readonly<Record<string, Resolve>>;
  const resolver = fields[field];
  if (resolver === undefined) throw new Error(`no resolver for ${field}`);
  return resolver(null, args, { currentUser });
}

test('rotateSigningKey, revokeSigningKey and signingKeys return keys without key material', async () => {
  const old = kidOf(instance.sign());

  const rotated = await resolve('Mutation', 'rotateSigningKey', {
    input: { publishFor: 0, reason: 'yearly' },
  });
  const revoked = await resolve('Mutation', 'revokeSigningKey', { kid: old, reason: 'it leaked' });
  const listed = await resolve('Query', 'signingKeys', {});

  expect(rotated).toMatchObject({ signingKey: { status: 'ACTIVE', algorithm: 'ES256' } });
  expect(revoked).toMatchObject({ signingKey: { kid: old, status: 'REVOKED' } });
  const members = ['activeFrom', 'algorithm', 'createdAt', 'id', 'kid', 'retireAt', 'revokedAt', 'status'];
  for (const key of listed as object[]) expect(new Set(Object.keys(key))).toEqual(new Set(members));
});

test('rotateSigningKey publishes a key for ten minutes by default', async () => {
  const answer = await resolve('Mutation', 'rotateSigningKey', {
    input: { publishFor: null, reason: 'yearly' },
  });

  const { signingKey } = answer as { signingKey: { createdAt: Date; activeFrom: Date } };
  expect(signingKey.activeFrom.getTime() - signingKey.createdAt.getTime()).toBe(600_000);
});

test('keys rotate, keys import, keys revoke and keys list return keys without key material', async () => {
  const { privateKey } = generateKeys('rsa', { modulusLength: 2048 });
  const secret = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();

  const rotated = await instance.command('keys rotate', {
    options: { 'publish-for': '5', algorithm: 'RS256' },
  });
  const imported = await instance.command('keys import', {
    arguments: { file: 'key.pem' },
    secret,
    options: { algorithm: 'PS256' },
  });
  const { key } = rotated as { key: { kid: string } };
  const revoked = await instance.command('keys revoke', {
    arguments: { kid: key.kid },
    options: { reason: 'a test' },
  });
  const listed = await instance.command('keys list');

  expect(rotated).toMatchObject({ key: { algorithm: 'RS256', status: 'PENDING' } });
  expect(imported).toMatchObject({ key: { algorithm: 'PS256', status: 'PENDING' } });
  expect(revoked).toMatchObject({ key: { kid: key.kid, status: 'REVOKED' } });
  expect(listed).toMatchObject({ keys: [{ algorithm: 'PS256' }, { algorithm: 'RS256' }, {}, {}, {}] });
  expect(JSON.stringify([rotated, imported, listed])).not.toContain('PRIVATE');
});

test.each(['-1', 'soon', '1e3', ''])('keys rotate rejects a publication time of %j', async (seconds) => {
  const rotating = instance.command('keys rotate', { options: { 'publish-for': seconds } });

  await expect(rotating).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
});

test('keys list prints a table with one line per key', async () => {
  const list = instance.module.commands?.find(({ name }) => name === 'keys list');

  const { text } = (await list?.run({ arguments: {}, options: {}, secret: null })) ?? { text: '' };

  const lines = text.split('\n');
  expect(lines[0]).toMatch(/^KID +ALGORITHM +STATUS +ACTIVE FROM +RETIRES +REVOKED$/);
  expect(lines).toHaveLength(1 + (await instance.module.administration.listKeys()).length);
});

test('changes are published as events with their actor and without key material', async () => {
  fixture.events.length = 0;
  const old = kidOf(instance.sign());

  const rotated = await instance.command('keys rotate', {
    options: { 'publish-for': '60', reason: 'yearly' },
  });
  await resolve('Mutation', 'revokeSigningKey', { kid: old, reason: 'it leaked' });

  const { kid } = (rotated as { key: { kid: string } }).key;
  const pendingBefore = fixture.events.filter(({ type }) => type === 'key.updated');
  expect(fixture.events.filter(({ type }) => type !== 'key.updated')).toMatchObject([
    {
      type: 'key.rotated',
      actor: { type: 'CLI' },
      reason: 'yearly',
      resource: { type: 'signing-key', id: kid },
    },
    {
      type: 'key.revoked',
      actor: { type: 'USER', id: currentUser.id },
      reason: 'it leaked',
      resource: { type: 'signing-key', id: old },
    },
  ]);
  expect(pendingBefore).toHaveLength(1);
  expect(JSON.stringify(fixture.events)).not.toMatch(/PRIVATE|"d":/);
});
