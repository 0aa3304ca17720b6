import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  generateRefreshToken,
  openSuccessor,
  refreshTokens,
  sealSuccessor,
} from '../../../src/modules/sessions/refresh-tokens.js';

const parent = randomBytes(32);
const successor = randomBytes(32);
const sealed = sealSuccessor(parent, 'row', successor);

describe('a sealed successor', () => {
  test('is opened with the token before it', () => {
    expect(openSuccessor(parent, 'row', sealed)).toEqual(successor);
  });

  test('contains no plain text and differs each time', () => {
    expect(sealed.includes(successor)).toBe(false);
    expect(sealSuccessor(parent, 'row', successor)).not.toEqual(sealed);
  });

  test.each([
    ['another token', randomBytes(32), 'row'],
    ['the successor itself', successor, 'row'],
    ['the same token under another row', parent, 'other row'],
  ])('is not opened by %s', (_who, secret, row) => {
    expect(() => openSuccessor(secret, row, sealed)).toThrow();
  });

  test('is not opened when bytes were changed or are missing', () => {
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed);
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      expect(() => openSuccessor(parent, 'row', tampered)).toThrow();
      expect(() => openSuccessor(parent, 'row', sealed.subarray(0, at))).toThrow();
    }
  });
});

describe('a refresh token', () => {
  test('has 256 random bits after a prefix that secret scanners find', () => {
    const generated = generateRefreshToken();

    expect(generated.text).toMatch(/^cordon_refresh_[\w-]{43}$/);
    expect(refreshTokens.parseSecret(generated.text)).toEqual(generated.secret);
    expect(generateRefreshToken().text).not.toBe(generated.text);
  });
});
