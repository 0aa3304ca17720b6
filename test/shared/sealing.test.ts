import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createSealing } from '../../src/shared/index.js';
import { fc } from '../helpers/fast-check.js';

const sealing = createSealing(randomBytes(32));
const secret = Buffer.from('a secret of some length');

test('opens what it sealed with the same context', () => {
  expect(sealing.open(sealing.seal(secret, 'sealed_secrets:1'), 'sealed_secrets:1')).toEqual(secret);
});

test('never seals to the same bytes twice, and the sealed bytes do not contain the secret', () => {
  const sealed = sealing.seal(secret, 'row');

  expect(sealing.seal(secret, 'row')).not.toEqual(sealed);
  expect(sealed.includes(secret)).toBe(false);
  expect(sealed[0]).toBe(1);
});

test('open returns null for another context and for another key', () => {
  const sealed = sealing.seal(secret, 'row');

  expect(sealing.open(sealed, 'other row')).toBeNull();
  expect(createSealing(randomBytes(32)).open(sealed, 'row')).toBeNull();
});

test('open returns null when any byte was changed, removed or added', () => {
  const sealed = sealing.seal(secret, 'row');

  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    expect(sealing.open(changed, 'row')).toBeNull();
    expect(sealing.open(sealed.subarray(0, index), 'row')).toBeNull();
  }
  expect(sealing.open(Buffer.concat([sealed, Buffer.of(0)]), 'row')).toBeNull();
});

test('open never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), (bytes, context) => {
      expect(sealing.open(Buffer.from(bytes), context)).toBeNull();
      expect(sealing.open(Buffer.of(1, ...bytes), context)).toBeNull();
    }),
  );
});
