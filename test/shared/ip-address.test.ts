import { describe, expect, test } from '@jest/globals';
import { canonicalAddress } from '../../src/shared/index.js';
import { fc } from '../helpers/fast-check.js';

describe('canonicalAddress', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
    ['2001:db8::203.0.113.7', '2001:db8::cb00:7107'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('spells %s as RFC 5952 does: %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  test.each(['', 'localhost', '203.0.113', '203.0.113.07', '1.2.3.4:80', '[::1]', '::1]', ' ::1', '1::2::3'])(
    'returns null for %p',
    (text) => {
      expect(canonicalAddress(text)).toBeNull();
    },
  );

  test('has one spelling for every address, which it keeps', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const canonical = canonicalAddress(text) ?? '';

        expect(canonicalAddress(canonical)).toBe(canonical);
        expect(canonicalAddress(text.toUpperCase())).toBe(canonical);
      }),
    );
  });
});
