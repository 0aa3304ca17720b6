import { describe, expect, test } from '@jest/globals';
import { parseDeviceName } from '../../../src/modules/login/device-name.js';

describe('parseDeviceName', () => {
  test.each([
    [null, null],
    ['', null],
    ['   ', null],
    ['  Kitchen tablet ', 'Kitchen tablet'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['Home \u2764\ufe0f', 'Home \u2764\ufe0f'],
  ])('parses %p as %p', (text, name) => {
    expect(parseDeviceName(text)).toBe(name);
  });

  test.each(['x'.repeat(101), 'a\0b', 'a\nb', 'a\ud800', 'a\u009bb', 'a\u202eb', 'a\u200bb'])(
    'rejects %p',
    (text) => {
      expect(() => parseDeviceName(text)).toThrow(expect.objectContaining({ reason: 'INVALID_INPUT' }));
    },
  );
});
