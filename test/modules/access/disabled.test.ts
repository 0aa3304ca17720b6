import { describe, expect, test } from '@jest/globals';
import { isDisabled } from '../../../src/modules/access/index.js';

const now = new Date('2026-03-01T12:00:00Z');
const before = new Date('2026-03-01T11:59:59.999Z');
const after = new Date('2026-03-01T12:00:00.001Z');

describe('isDisabled', () => {
  test.each([
    ['never disabled', { disabledAt: null, disabledUntil: null }, false],
    ['disabled without an end', { disabledAt: before, disabledUntil: null }, true],
    ['disabled until later', { disabledAt: before, disabledUntil: after }, true],
    ['disabled until this moment', { disabledAt: before, disabledUntil: now }, false],
    ['disabled until earlier', { disabledAt: before, disabledUntil: before }, false],
  ])('of a user who is %s', (_what, period, expected) => {
    expect(isDisabled(period, now)).toBe(expected);
  });
});
