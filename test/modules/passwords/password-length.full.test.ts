import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPasswordsUnderTest } from './passwords-fixture.js';

const { passwords } = createPasswordsUnderTest({ cost: 4 });

test('at every length from 15 to 256 every character counts: another one anywhere does not match', async () => {
  for (let length = 15; length <= 256; length += 1) {
    const password = Array.from({ length }, (_, index) => String.fromCodePoint(97 + ((index * 7) % 26)));
    const hash = await passwords.hash(password.join(''));
    const places = [
      0,
      length - 1,
      Math.floor(length / 2),
      Math.min(71, length - 1),
      Math.min(72, length - 1),
    ];

    expect((await passwords.verify(password.join(''), hash)).matches).toBe(true);
    for (const place of places) {
      const other = password.with(place, '!').join('');
      expect((await passwords.verify(other, hash)).matches).toBe(false);
    }
    expect((await passwords.verify(password.slice(0, -1).join(''), hash)).matches).toBe(false);
  }
}, 60_000);

test('of any two passwords exactly those match that are one after NFKC', async () => {
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
}, 60_000);
