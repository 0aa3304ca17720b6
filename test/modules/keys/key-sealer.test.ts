import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createKeySealer } from '../../../src/modules/keys/key-sealer.js';
import { createSealing } from '../../../src/shared/index.js';
import { generateKeys } from '../../helpers/generate-keys.js';

const masterKey = randomBytes(32);
const sealer = createKeySealer(masterKey);
const secret = randomBytes(32);
const sealed = sealer.sealSecret('1', 'pepper', secret);
const stored = { id: '1', purpose: 'pepper', sealed } as const;

test('openSecret opens what the same master key sealed for the same row and purpose', () => {
  expect(sealer.openSecret(stored)).toEqual({ id: '1', purpose: 'pepper', secret });
});

test.each([
  ['another row', sealer, { ...stored, id: '2' }],
  ['another purpose', sealer, { ...stored, purpose: 'derivation' as const }],
  ['another master key', createKeySealer(randomBytes(32)), stored],
])('openSecret returns null for %s', (_what, keySealer, row) => {
  expect(keySealer.openSecret(row)).toBeNull();
});

test('the master key is never used as the encryption key itself', () => {
  expect(createSealing(masterKey).open(sealed, 'sealed_secrets:1')).toBeNull();
});

test('a sealed secret is not opened as a signing key of the same row name', () => {
  const { privateKey } = generateKeys();
  const key = sealer.sealSigningKey('1', privateKey);

  expect(sealer.openSecret({ ...stored, sealed: key })).toBeNull();
});
