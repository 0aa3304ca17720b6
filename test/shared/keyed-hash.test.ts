import { describe, expect, test } from '@jest/globals';
import { createKeyedHash } from '../../src/shared/index.js';

describe('createKeyedHash', () => {
  test('computes HMAC-SHA-256 (RFC 4231 test case 2)', () => {
    const keyedHash = createKeyedHash(Buffer.from('Jefe'));

    expect(keyedHash('what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('hashes the concatenation of its parts', () => {
    const keyedHash = createKeyedHash(Buffer.from('Jefe'));

    expect(keyedHash('what do ya ', Buffer.from('want for '), 'nothing?')).toEqual(
      keyedHash('what do ya want for nothing?'),
    );
  });
});
