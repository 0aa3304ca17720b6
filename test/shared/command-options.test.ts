import { describe, expect, test } from '@jest/globals';
import {
  argumentOf,
  type CommandInput,
  choiceOption,
  flagOption,
  instantOption,
  integerOption,
  requiredTextOption,
  textOption,
} from '../../src/shared/index.js';

function inputWith(options: CommandInput['options']): CommandInput {
  return { arguments: { user: 'ada' }, options, secret: null };
}

const invalid = (field: string) =>
  expect.objectContaining({
    refusals: [{ reason: 'INVALID_INPUT', message: expect.stringContaining(`--${field}`), field: [field] }],
  });

describe('option readers', () => {
  test('return null, or false for a flag, when the option was not given', () => {
    const input = inputWith({});

    expect([
      textOption(input, 'text'),
      integerOption(input, 'limit', { min: 1 }),
      instantOption(input, 'until'),
      choiceOption(input, 'role', ['USER']),
      flagOption(input, 'invite'),
    ]).toEqual([null, null, null, null, false]);
  });

  test('return the value in its type', () => {
    const input = inputWith({
      text: 'x',
      limit: '20',
      until: '2030-01-31T13:00:00+01:00',
      role: 'user',
      invite: true,
    });

    expect([
      textOption(input, 'text'),
      requiredTextOption(input, 'text'),
      integerOption(input, 'limit', { min: 1, max: 20 }),
      instantOption(input, 'until')?.toISOString(),
      choiceOption(input, 'role', ['ADMIN', 'USER']),
      flagOption(input, 'invite'),
      argumentOf(input, 'user'),
    ]).toEqual(['x', 'x', 20, '2030-01-31T12:00:00.000Z', 'USER', true, 'ada']);
  });

  test('requiredTextOption throws INVALID_INPUT when the option was not given', () => {
    expect(() => requiredTextOption(inputWith({}), 'reason')).toThrow(invalid('reason'));
  });

  test.each(['', 'ten', '-1', '1.5', '1e3', '0', '101', '9'.repeat(16)])(
    'integerOption throws INVALID_INPUT for %p when 1 to 100 is allowed',
    (limit) => {
      expect(() => integerOption(inputWith({ limit }), 'limit', { min: 1, max: 100 })).toThrow(
        invalid('limit'),
      );
    },
  );

  test.each(['', 'tomorrow', '2030-02-30T00:00:00Z', '2030-01-01'])(
    'instantOption throws INVALID_INPUT for %p',
    (until) => {
      expect(() => instantOption(inputWith({ until }), 'until')).toThrow(invalid('until'));
    },
  );

  test('choiceOption throws INVALID_INPUT for another value', () => {
    expect(() => choiceOption(inputWith({ role: 'king' }), 'role', ['USER'])).toThrow(invalid('role'));
  });
});
