import { expect, test } from '@jest/globals';
import { fc } from '../../helpers/fast-check.js';
import { createPasswordsUnderTest } from './passwords-fixture.js';

const { passwords } = createPasswordsUnderTest({ cost: 4 });

test('every character counts at every length from 15 to 256', async () => {
  for (let length = 15; length <= 256; length += 1) {
    const password = Array.from({ length }, (_, index) => String.fromCodePoint(97 + ((index * 7) % 26)));
    const hash = await passwords.hash(password.join(''));
    const positions = [
      0,
      length - 1,
      Math.floor(length / 2),
      Math.min(71, length - 1),
      Math.min(72, length - 1),
    ];

    expect((await passwords.verify(password.join(''), hash)).matches).toBe(true);
    for (const position of positions) {
      const other = password.with(position, '!').join('');
      expect((await passwords.verify(other, hash)).matches).toBe(false);
    }
    expect((await passwords.verify(password.slice(0, -1).join(''), hash)).matches).toBe(false);
  }
});

test('two passwords match exactly when they are equal after NFKC', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((each) => !each.includes('\0'));
  await fc.assert(
    fc.asyncProperty(text, text, async (one, other) => {
      const hash = await passwords.hash(one);

      expect((await passwords.verify(one, hash)).matches).toBe(true);
      expect((await passwords.verify(other, hash)).matches).toBe(
        one.normalize('NFKC') === other.normalize('NFKC'),
      );
    }),
    { numRuns: 200 },
  );
});
