import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSealing } from '../../../src/modules/keys/sealing.js';

const masterKey = randomBytes(32);
const sealing = createSealing(masterKey, 'pepper');
const secret = Buffer.from('a secret of some length');

test('opens what it sealed, for the row it was sealed for', () => {
  expect(sealing.open(sealing.seal(secret, 'sealed_secrets:1'), 'sealed_secrets:1')).toEqual(secret);
});

test('never seals to the same bytes twice, and shows nothing of the secret', () => {
  const sealed = sealing.seal(secret, 'row');

  expect(sealing.seal(secret, 'row')).not.toEqual(sealed);
  expect(sealed.includes(secret)).toBe(false);
  expect(sealed[0]).toBe(1);
});

test.each([
  ['another row', () => sealing.open(sealing.seal(secret, 'row'), 'other row')],
  ['another purpose', () => createSealing(masterKey, 'derivation').open(sealing.seal(secret, 'row'), 'row')],
  [
    'another master key',
    () => createSealing(randomBytes(32), 'pepper').open(sealing.seal(secret, 'row'), 'row'),
  ],
  [
    'the master key itself as the key',
    () => createSealing(masterKey, '').open(sealing.seal(secret, 'row'), 'row'),
  ],
])('opens nothing with %s', (_what, open) => {
  expect(open()).toBeNull();
});

test('opens nothing whose bytes were changed anywhere, cut or lengthened', () => {
  const sealed = sealing.seal(secret, 'row');

  for (let place = 0; place < sealed.length; place += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
    expect(sealing.open(changed, 'row')).toBeNull();
    expect(sealing.open(sealed.subarray(0, place), 'row')).toBeNull();
  }
  expect(sealing.open(Buffer.concat([sealed, Buffer.of(0)]), 'row')).toBeNull();
});

test('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), (bytes, row) => {
      expect(sealing.open(Buffer.from(bytes), row)).toBeNull();
      expect(sealing.open(Buffer.of(1, ...bytes), row)).toBeNull();
    }),
  );
});
